import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '@ticketlab/lab/platform/ports';
import { eventually } from '@ticketlab/testing/eventually';
import type { Running } from '../child.ts';

/** One worker, kept-alive connections to the upstream, no log; undefined where nginx is not installed. */
export async function startNginx(upstream: string): Promise<Running | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-nginx-'));
  const [port = 0] = await findFreePorts(1);
  const config = join(dir, 'nginx.conf');
  await writeFile(config, toConfig(dir, port, new URL(upstream).host));
  const child = spawn('nginx', ['-p', dir, '-e', join(dir, 'error.log'), '-c', config], { stdio: 'ignore' });
  const missing = await Promise.race([once(child, 'error').then(() => true), once(child, 'spawn').then(() => false)]);
  const url = `http://127.0.0.1:${port}`;
  if (missing || child.pid === undefined) {
    await rm(dir, { recursive: true });
    return undefined;
  }
  await eventually(async () => {
    await (await fetch(url)).arrayBuffer();
  });
  return {
    url,
    pid: child.pid,
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(dir, { recursive: true });
    },
  };
}

function toConfig(dir: string, port: number, upstream: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
worker_processes 1;
pid ${dir}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000;
  ${temporary.map((name) => `${name}_temp_path ${dir}/${name};`).join('\n  ')}
  upstream service { server ${upstream}; keepalive 128; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;
}
