import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

// What node itself costs a proxy: its HTTP server, undici's dispatcher, and not one thing more.
const pool = new Pool(process.argv[2] ?? '', { connections: 128, pipelining: 1 });
const hopByHop = new Set(['connection', 'keep-alive']);

const server = createServer({ noDelay: true }, (req, res) => {
  pool.dispatch(
    { method: 'GET', path: req.url ?? '/', headers: req.rawHeaders, body: null },
    {
      onRequestStart: () => undefined,
      onResponseStart(_controller, status, headers) {
        const kept: string[] = [];
        for (const [name, value] of Object.entries(headers)) {
          if (!hopByHop.has(name)) kept.push(name, String(value));
        }
        res.writeHead(status, kept);
      },
      onResponseData: (_controller, chunk) => void res.write(chunk),
      onResponseEnd: () => void res.end(),
      onResponseError: () => void res.destroy(),
    },
  );
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit());
