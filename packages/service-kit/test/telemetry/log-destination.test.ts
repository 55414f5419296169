import { execFileSync } from 'node:child_process';
import { constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createLogDestination } from '../../src/telemetry/log-destination.ts';

it('holds no more than it may while nobody reads, and says how many lines were lost', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ticketlab-log-'));
  const pipe = join(dir, 'pipe');
  execFileSync('mkfifo', [pipe]);
  // for both directions, because opening one end alone waits for the other
  const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  const fd = openSync(pipe, 'w');
  const log = createLogDestination(fd, 100_000);
  log.onDropped((lines) => log.write(`${lines} lines lost\n`));
  for (let i = 0; i < 1_000; i += 1) log.write(`${'x'.repeat(999)}\n`);

  let written = 1_000;
  let read = '';
  const chunk = Buffer.alloc(65_536);
  await eventually(() => {
    read += chunk.toString('latin1', 0, readSync(reader, chunk)); // throws while there is nothing
    const lines = read.split('\n').slice(0, -1);
    const lost = lines.map((line) => Number(/^(\d+) lines lost$/.exec(line)?.[1] ?? 0)).filter((count) => count > 0);
    if (lost.length === 0) {
      log.write('later\n');
      written += 1;
    }
    const sum = lost.reduce((a, b) => a + b, 0);
    expect(sum).toBeGreaterThan(700); // the pipe holds 64 of the lines, and a hundred may wait
    expect(lines.length - lost.length + sum).toBe(written);
  });
  rmSync(dir, { recursive: true });
});
