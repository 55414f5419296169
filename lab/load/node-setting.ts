import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { sessionTokensSchema } from '@ticketlab/contracts/http/users';
import type { JourneyInput } from './journey.ts';
import type { LoadClient } from './load-client.ts';
import type { Setting } from './prepare/setting.ts';

/** Clock, pauses and keys for journeys that run in Node. */
export const nodeMeans: Pick<JourneyInput, 'now' | 'wait' | 'newKey'> = {
  now: () => performance.now(),
  wait: (milliseconds) => wait(milliseconds),
  newKey: () => randomUUID(),
};

/** How data is prepared from Node. */
export function nodeSetting(client: LoadClient, adminToken: (client: LoadClient) => Promise<string>): Setting {
  const { wait: pause, newKey } = nodeMeans;
  return { exchange: client.exchange, wait: pause, newKey, adminToken: () => adminToken(client) };
}

/** Signs an admin in each time a token is wanted. */
export function adminOf({ email, password }: { email: string; password: string }) {
  return async (client: LoadClient): Promise<string> => {
    const path = '/api/users/login';
    const body = { email, password, portal: 'admin' };
    const answer = await client.exchange({ endpoint: `POST ${path}`, method: 'POST', path, body });
    if (answer.status !== 200) throw new Error(`signing the admin in was answered ${answer.status}`);
    return sessionTokensSchema.parse(answer.body).accessToken;
  };
}
