import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// A service that costs next to nothing: what a proxy adds is then most of what is measured.
const body = JSON.stringify({ items: Array.from({ length: 8 }, (_, index) => ({ id: index, text: 'x'.repeat(100) })) });
const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };

const server = createServer((req, res) => {
  req.resume();
  res.writeHead(200, headers);
  res.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit());
