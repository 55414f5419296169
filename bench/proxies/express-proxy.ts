import { Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

// What a gateway is usually built from, with nothing else on: no ids, no log, no limits, no token check.
const app = express();
app.disable('x-powered-by');
app.use(
  createProxyMiddleware({ target: process.argv[2] ?? '', agent: new Agent({ keepAlive: true, maxSockets: 128 }) }),
);
const server = app.listen(0, '127.0.0.1', () =>
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port }),
);
server.keepAliveTimeout = 60_000;
process.once('disconnect', () => process.exit());
