import { request } from 'node:http';
import type { Timers } from './timers.ts';

export interface ProbeTarget {
  host: string;
  port: number;
  path: string;
  timeoutMs: number;
}

/** Resolves to null when the answer is 200 in time, else to what was wrong. Never rejects. */
export function probe({ host, port, path, timeoutMs }: ProbeTarget): Promise<string | null> {
  return new Promise((resolve) => {
    const call = request({ host, port, path, agent: false, timeout: timeoutMs }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? null : `${path} answered ${response.statusCode ?? 'nothing'}`);
    });
    call.setTimeout(timeoutMs, () => {
      resolve(`${path} did not answer within ${timeoutMs} ms`);
      call.destroy();
    });
    call.on('error', (error: NodeJS.ErrnoException) => resolve(`${path}: ${error.code ?? error.message}`));
    call.end();
  });
}

export interface ProbeResult {
  /** Null when the last answer was good. */
  complaint: string | null;
  /** In a row, the last one included. */
  failures: number;
}

/** Probes again and again, each round `periodMs` after the last one's end, until the timers are cleared. */
export function repeatProbe(
  target: ProbeTarget,
  periodMs: number,
  timers: Timers,
  onResult: (result: ProbeResult) => void,
): void {
  let failures = 0;
  const round = async () => {
    const complaint = await probe(target);
    if (timers.cleared) return;
    failures = complaint === null ? 0 : failures + 1;
    onResult({ complaint, failures });
    timers.after(periodMs, () => void round());
  };
  timers.after(periodMs, () => void round());
}
