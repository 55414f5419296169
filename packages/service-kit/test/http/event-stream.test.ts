import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import type { Response } from 'express';
import { createEventStream } from '../../src/http/event-stream.ts';

it('takes what is sent after its end for nothing, also while a listener is slow to take the rest', async () => {
  const stream = createEventStream();
  const errors: unknown[] = [];
  const server = createServer((_req, res) => {
    res.on('error', (error) => errors.push(error));
    stream.open(res as Response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await stream.worker.stop();
  stream.send('point', {});
  expect(await answer.text()).toBe(': connected\n\n');
  expect(errors).toEqual([]);
  server.close();
});
