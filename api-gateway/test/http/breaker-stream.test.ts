import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { BreakerSnapshot } from '@ticketlab/service-kit/resilience/breaker';
import { eventually } from '@ticketlab/testing/eventually';
import type { Response } from 'express';
import { createBreakerStream } from '../../src/http/breaker-stream.ts';
import { startGateway } from '../gateway-under-test.ts';

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  servers = [];
});

/** One breaker that changes when told to, and who listens to it. */
async function startStream() {
  let change: (snapshot: BreakerSnapshot) => void = () => undefined;
  const snapshot = (): BreakerSnapshot => ({ state: 'closed', retryAt: null, failures: 0, calls: 0 });
  const stream = createBreakerStream([
    { name: 'order-service', breaker: { snapshot, onChange: (listener) => void (change = listener) } },
  ]);
  const answers: Response[] = [];
  const server = createServer((_req, res) => {
    try {
      stream.handle(res as Response);
      answers.push(res as Response);
    } catch {
      res.writeHead(503).end();
    }
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { stream, answers, change: () => change(snapshot()), port, url: `http://127.0.0.1:${port}` };
}

describe('the stream of breaker states', () => {
  it('does not keep a gateway from draining', async () => {
    const gateway = await startGateway();
    const answer = await fetch(`${gateway.url}/api/services/events`);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const startedAt = performance.now();
    await gateway.close();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await answer.text()).toMatch(/^event: breaker\n/);
  });

  it('has an end to its listeners, and a place for another when one has left', async () => {
    const { url, answers } = await startStream();
    const leaving = new AbortController();
    await fetch(url, { signal: leaving.signal });
    for (let listening = 1; listening < 500; listening += 50) {
      await Promise.all(Array.from({ length: Math.min(50, 500 - listening) }, () => fetch(url)));
    }
    expect(answers).toHaveLength(500);
    expect((await fetch(url)).status).toBe(503);
    leaving.abort();
    await eventually(async () => expect((await fetch(url)).status).toBe(200));
  });

  it('drops a listener that does not read', async () => {
    const { port, answers, change } = await startStream();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => expect(answers).toHaveLength(1));
    for (let sent = 0; sent < 200_000 && answers[0]?.destroyed === false; sent += 1) {
      change();
      if (sent % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(answers[0]?.destroyed).toBe(true);
    socket.destroy();
  });

  it('takes changes after its end for nothing', async () => {
    const { stream, url, change, answers } = await startStream();
    await fetch(url);
    await stream.worker.stop();
    answers[0]?.once('error', (error) => {
      throw error;
    });
    change();
    expect(await (await fetch(url)).text()).toMatch(/^event: breaker\n/);
  });
});
