import { connect } from 'node:net';
import { Client } from 'pg';
import type { StoreName } from './store-name.ts';

const timeoutMs = 1_000;

/** Resolves when the store at this URL answers; rejects otherwise, within a second or so. */
export async function probeStore(name: StoreName, url: string): Promise<void> {
  if (name === 'postgres') return probePostgres(url);
  if (name === 'redis') return probeTcp(address(url), { send: 'PING\r\n', expect: '+PONG' });
  return probeTcp(address(name === 'kafka' ? `kafka://${url}` : url));
}

function address(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

async function probePostgres(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
  // Without a listener a connection that breaks later would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}

/** Kafka and the MongoDB server listen only once they can serve; Redis listens while it is still loading. */
function probeTcp(target: { host: string; port: number }, talk?: { send: string; expect: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(target);
    const finish = (error?: Error) => {
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.setTimeout(timeoutMs, () => finish(new Error('no answer in time')));
    socket.once('error', finish);
    socket.once('connect', () => {
      if (talk === undefined) finish();
      else socket.write(talk.send);
    });
    socket.once('data', (data) => {
      finish(data.toString('latin1').startsWith(talk?.expect ?? '') ? undefined : new Error(data.toString('latin1')));
    });
  });
}
