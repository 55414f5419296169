import { describe, expect, it } from '@jest/globals';
import { createLiveView } from '../../load/live-view.ts';
import type { Progress } from '../../load/run.ts';

const point = (finished: number, p95: number) => ({
  ...{ second: 0, started: finished, finished, failed: 0, injected: 0, inFlight: 0, p50: p95, p95, p99: p95 },
});
const progress: Progress = {
  ...{ phase: 'steady', elapsedSeconds: 5, totalSeconds: 10, started: 60, inFlight: 3, completed: 50 },
  ...{ failed: 5, injected: 2, p50Ms: 10, p95Ms: 80, p99Ms: 120, sendLagP99Ms: 1 },
  errors: [{ type: '503 overloaded', endpoint: 'POST /api/orders', count: 5, injected: false, example: null }],
  recent: [point(5, 20), point(10, 80), point(10, 40)],
};

function screen(fancy: boolean, columns = 80) {
  const written: string[] = [];
  return { written, fancy, columns, write: (text: string) => void written.push(text) };
}

describe('the live view', () => {
  it('shows progress, rates, latencies and errors, and redraws in place', () => {
    const terminal = screen(true);
    const view = createLiveView(terminal);
    view.show(progress);
    view.show(progress);
    const [first = '', second = ''] = terminal.written;
    expect(first).toContain('████████████············ 5/10 s  steady');
    expect(first).toContain('begun 60  in flight 3  done 50  5 failed, 2 on purpose');
    expect(first).toContain('finished  ▅██ 10 a second');
    expect(first).toContain('p95       ▃█▅ 80 ms');
    expect(first).toContain('5 × 503 overloaded at POST /api/orders');
    const lines = first.split('\n').length - 1;
    expect(second.startsWith(`\u001b[${lines}A`)).toBe(true);
  });

  it('warns while it goes when the generator is late, and keeps to the width of the terminal', () => {
    const terminal = screen(true, 50);
    createLiveView(terminal).show({ ...progress, sendLagP99Ms: 14 });
    const lines = (terminal.written[0] ?? '').split('\n').map((line) => line.replace(/^\r\u001b\[2K/, ''));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(50);
    const wide = screen(true, 200);
    createLiveView(wide).show({ ...progress, sendLagP99Ms: 14 });
    expect(wide.written[0]).toContain('the generator is late');
  });

  it('is a plain line every five seconds where nothing can be redrawn', () => {
    const file = screen(false);
    const view = createLiveView(file);
    for (let second = 0; second < 10; second += 1) view.show(progress);
    expect(file.written).toEqual([
      '5/10 s steady · 60 begun, 3 in flight, 50 done, 5 failed, 2 on purpose · p95 80 ms\n',
      expect.stringContaining('5/10 s'),
    ]);
  });
});
