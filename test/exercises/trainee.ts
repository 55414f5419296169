import { findConcerns, type Snapshot } from '@ticketlab/lab/monitor/snapshot';
import { createCollector } from '@ticketlab/lab/monitor/collect';
import { type Dispatcher, request } from 'undici';
import type { LabUnderTest } from '../e2e/lab-under-test.ts';

export interface Verified {
  solved: boolean;
  gaveUp: string | null;
  points: number;
  findings: { met: boolean; seen: string; why: string }[];
}

/** Somebody who does an exercise: all through the public API, as the demo admin. */
export interface Trainee {
  /** Below /api/lab; must answer `status`. Resolves to the body. */
  call<T>(status: number, method: string, path: string, body?: object): Promise<T>;
  verify(): Promise<Verified>;
  diagnose(answer: number): Promise<{ right: boolean; because: string | null }>;
  /** What ./monitor.sh would complain about. */
  concerns(): Promise<string[]>;
}

export async function createTrainee(lab: LabUnderTest): Promise<Trainee> {
  const { stdout } = await lab.script('lab', 'token', 'admin');
  const token = stdout.trim();
  const collect: () => Promise<Snapshot> = createCollector(() => lab.control.state());

  async function call<T>(status: number, method: string, path: string, body?: object): Promise<T> {
    // over a connection of its own: an exercise may replace the gateway that a kept one leads to
    const answer = await request(`${lab.url}/api/lab${path}`, {
      ...{ method: method, reset: true },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    }).catch((error: unknown) => {
      throw new Error(`${method} ${path} was not answered: ${(error as Error).message}`);
    });
    const text = await answer.body.text();
    if (answer.statusCode === status) return (text === '' ? undefined : JSON.parse(text)) as T;
    throw new Error(`${method} ${path} answered ${answer.statusCode} instead of ${status}: ${text}`);
  }

  return {
    call,
    verify: () => call(200, 'POST', '/exercises/current/verify'),
    diagnose: (answer) => call(200, 'POST', '/exercises/current/diagnose', { answer }),
    concerns: async () => findConcerns(await collect()),
  };
}
