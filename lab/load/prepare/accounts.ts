import { sessionTokensSchema } from '@ticketlab/contracts/http/users';
import { must, post, type Setting } from './setting.ts';

const password = 'load-test-customer-1';
const atOnce = 4;
const tellEvery = 20;

const emailOf = (number: number): string => `load-${number}@ticketlab.example`;

/**
 * Access tokens of so many customers, who are registered the first time. Passwords cost CPU on purpose, so a run shares
 * these accounts. @throws Error naming the request that did not work
 */
export async function signInCustomers(
  setting: Setting,
  count: number,
  onNote: (line: string) => void = () => undefined,
): Promise<string[]> {
  const tokens: string[] = [];
  let next = 0;
  let done = 0;
  // from the first one that is missing on, all are: failed sign-ins would count against this address
  let missing = false;

  async function signIn(index: number): Promise<void> {
    const email = emailOf(index + 1);
    const login = post(setting, '/api/users/login', { email, password });
    if (!missing) {
      const first = await setting.exchange(login);
      if (first.status === 200) {
        tokens[index] = sessionTokensSchema.parse(first.body).accessToken;
        return;
      }
      if (first.status === 401) missing = true;
    }
    const account = { email, password, displayName: 'Load test customer' };
    const registered = await setting.exchange(post(setting, '/api/users/register', account));
    if (registered.status !== 201 && registered.status !== 409) {
      throw new Error(`preparing the run: registering a customer was answered ${registered.status}`);
    }
    tokens[index] = sessionTokensSchema.parse((await must(setting, login)).body).accessToken;
  }

  async function worker(): Promise<void> {
    for (let index = next++; index < count; index = next++) {
      await signIn(index);
      done += 1;
      if (done % tellEvery === 0 && done < count) onNote(`  ${done} of ${count} customers are signed in`);
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  return tokens;
}
