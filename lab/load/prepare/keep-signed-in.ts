import type { LoadData } from '../journey.ts';
import { signInCustomers } from './accounts.ts';
import type { Setting } from './setting.ts';

/** Access tokens live for fifteen minutes; a soak lasts longer. */
const renewEveryMs = 600_000;

/** Renews the tokens in `data` while a run goes on. What does not work is told and tried again the next time. */
export function keepSignedIn(setting: Setting, data: LoadData, onNote: (line: string) => void): { stop(): void } {
  const renew = async (): Promise<void> => {
    const tokens = await signInCustomers(setting, data.customers.length);
    for (const [index, customer] of data.customers.entries()) customer.token = tokens[index] ?? customer.token;
    if (data.adminToken !== null) data.adminToken = await setting.adminToken();
  };
  const timer = setInterval(() => {
    renew().catch((error: unknown) =>
      onNote(`The customers could not be signed in again: ${(error as Error).message}`),
    );
  }, renewEveryMs);
  return { stop: () => clearInterval(timer) };
}
