import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workloads } from '@ticketlab/lab/runtimes/local/workloads';
import { createRedis, waitForRedis } from '@ticketlab/service-kit/redis/connect';
import { startRegistration } from '@ticketlab/service-kit/resilience/registration';
import { testEnv } from '@ticketlab/testing/env';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestIdentity } from '@ticketlab/testing/tokens';
import { type Running, startChild } from './child.ts';
import { loadHttp } from './http-load.ts';
import { startNginx } from './proxies/nginx.ts';
import { type BenchOptions, createReport, type Report } from './report.ts';
import { startTemporaryRedis } from './temporary-redis.ts';

export const about = 'our gateway with everything on against nginx and express + http-proxy-middleware with nothing on';

const scenario = 'a signed-in GET of 1 kB';
const cpu = 'CPU µs/request';
const path = '/api/orders?limit=20';
const connections = 32;
const seconds = 4;
const plain = 'express + http-proxy-middleware';
const runtime = 'node:http + undici, nothing on';
/** As the lab runs the gateway. */
const execArgv = [...workloads['api-gateway'].execArgv];

/** The same upstream and the same requests for everybody; a core's worth of requests is what the CPU time allows. */
export async function run({ rounds }: BenchOptions): Promise<Report> {
  const report = createReport();
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const { proxies, token } = await startAll((close) => closers.unshift(close));
    for (let round = 0; round <= rounds; round++) {
      for (const [name, { url, pid }] of Object.entries(proxies)) {
        const load = { url: url + path, headers: { authorization: `Bearer ${token}` }, connections, seconds };
        const { 'CPU µs/request': micros = Number.NaN, ...numbers } = await loadHttp(load, { CPU: [pid] });
        console.error(`round ${round}/${rounds}, ${name}: ${micros.toFixed(1)} CPU µs/request`);
        // the first round warms up
        if (round > 0) report.add(scenario, name, { [cpu]: micros, 'requests/core-s': 1e6 / micros, ...numbers });
      }
    }
    judge(report, Object.keys(proxies));
  } finally {
    for (const close of closers) await close();
  }
  return report;
}

function judge(report: Report, names: string[]): void {
  const perCore = (other: string) => report.ratio(scenario, 'requests/core-s', 'ours', other).median;
  report.ratio(scenario, 'requests/s', 'ours', plain);
  report.ratio(scenario, cpu, 'ours', runtime);
  report.goal(`requests per core, times ${plain}`, perCore(plain), { atLeast: 1 });
  if (!names.includes('nginx')) return;
  report.goal('requests per core, times nginx', perCore('nginx'), { atLeast: 0.35 });
  report.ratio(scenario, 'requests/core-s', runtime, 'nginx');
}

async function startAll(onClose: (close: () => Promise<unknown>) => void) {
  const open = <T extends { close(): Promise<unknown> }>(running: T): T => {
    onClose(() => running.close());
    return running;
  };
  const here = (name: string) => join(import.meta.dirname, 'proxies', name);
  const upstream = open(await startChild(here('upstream.ts')));
  const proxies: Record<string, Running> = {
    'bare upstream': upstream,
    [plain]: open(await startChild(here('express-proxy.ts'), { args: [upstream.url] })),
    [runtime]: open(await startChild(here('bare-node.ts'), { args: [upstream.url], execArgv })),
  };
  const nginx = await startNginx(upstream.url);
  if (nginx === undefined) console.error('nginx is not installed: left out');
  else proxies['nginx'] = open(nginx);

  const redis = open(await startTemporaryRedis());
  const identity = open(await createTestIdentity());
  onClose(await announce(upstream, redis.url));
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-bench-'));
  onClose(() => rm(dir, { recursive: true }));
  const gateway = open(
    await startChild(join(import.meta.dirname, '../api-gateway/src/main.ts'), {
      env: testEnv({ redis, identity }, { CHECK_RESPONSES: 'off', LOG_LEVEL: 'info', ...limits }),
      execArgv,
      logFile: join(dir, 'gateway.log'),
    }),
  );
  const { token } = identity.user();
  await eventually(async () => {
    const { status } = await fetch(gateway.url + path, { headers: { authorization: `Bearer ${token}` } });
    if (status !== 200) throw new Error(`the gateway answers ${status}`);
  });
  return { proxies: { ...proxies, ours: gateway }, token };
}

// in force, and never reached by the load
const limits = { LIMIT_ADDRESS: '6000000', LIMIT_READ: '6000000' };

/** Makes the upstream known as order-service. */
async function announce({ url }: Running, redisUrl: string): Promise<() => Promise<void>> {
  const redis = createRedis(redisUrl, 'bench');
  if (!(await waitForRedis(redis, 5_000))) throw new Error(`no Redis at ${redisUrl}`);
  const { hostname: host, port } = new URL(url);
  const startedAt = new Date().toISOString();
  const instance = { service: 'order-service', id: 'upstream', host, port: Number(port), version: 'bench', startedAt };
  const registration = startRegistration(redis, instance as Parameters<typeof startRegistration>[1]);
  return async () => {
    await registration.deregister();
    redis.disconnect();
  };
}
