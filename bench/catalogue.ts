import { activeEventsSchema } from '@ticketlab/contracts/http/events';
import { type HttpLoad, loadHttp } from './http-load.ts';
import { type BenchOptions, createReport, type Report } from './report.ts';
import { createTemporaryLab } from './temporary-lab.ts';

export const about = 'event reads through the gateway of a deployed lab: 200s, 304s, and p99 at half the maximum rate';

const connections = 32;
const seconds = 5;
const cpu = 'CPU µs/request';
const fullSpeed = 'one event, as fast as it goes';
const halfSpeed = 'one event, at half the maximum rate';
const whole = '200 with its body';
const unchanged = '304 unchanged';

/** CPU is that of gateway and event-service together. */
export async function run({ rounds }: BenchOptions): Promise<Report> {
  const report = createReport();
  const lab = await createTemporaryLab({ env: { LIMIT_ADDRESS: '6000000', LIMIT_READ: '6000000' } });
  try {
    await lab.up();
    const pids = await lab.pids();
    const measured = { CPU: [...(pids['api-gateway'] ?? []), ...(pids['event-service'] ?? [])] };
    const { url, etag } = await chooseEvent(lab.gateway());
    const variants: Record<string, HttpLoad> = {
      [whole]: { url, connections, seconds },
      [unchanged]: { url, connections, seconds, status: 304, headers: { 'if-none-match': etag } },
    };
    for (let round = 0; round <= rounds; round++) {
      for (const [name, load] of Object.entries(variants)) {
        const numbers = await loadHttp(load, measured);
        if (round > 0) report.add(fullSpeed, name, numbers); // the first one warms up
        console.error(`round ${round}/${rounds}, ${name}: ${numbers['requests/s']?.toFixed(0) ?? ''} requests/s`);
      }
    }
    const rate = report.spread(fullSpeed, whole, 'requests/s').median / 2;
    for (let round = 1; round <= rounds; round++) {
      report.add(halfSpeed, whole, await loadHttp({ url, connections, seconds, rate }, measured));
    }
  } finally {
    await lab.close();
  }
  const dearer = report.ratio(fullSpeed, cpu, whole, unchanged).median;
  report.goal('p99 at half the maximum rate, ms', report.spread(halfSpeed, whole, 'p99 ms').median, { atMost: 50 });
  report.goal('CPU of a 200, times that of a 304', dearer, { atLeast: 1 });
  return report;
}

async function chooseEvent(gateway: string): Promise<{ url: string; etag: string }> {
  const { items } = activeEventsSchema.parse(await (await fetch(`${gateway}/api/events/active`)).json());
  const url = `${gateway}/api/events/${items[0]?.id ?? ''}`;
  const answer = await fetch(url);
  const etag = answer.headers.get('etag');
  if (answer.status !== 200 || etag === null) throw new Error(`${url} answered ${answer.status} without an ETag`);
  return { url, etag };
}
