import { eventPageSchema, eventSchema } from '@ticketlab/contracts/http/events';
import { availabilitySchema } from '@ticketlab/contracts/http/tickets';
import { CliError } from '../cli/errors.ts';
import { demoAccounts } from '../runtimes/local/accounts.ts';
import { pollUntil } from '../runtimes/local/poll.ts';
import { settleAll } from '../runtimes/local/settle-all.ts';
import { seedCannedReplies } from './canned-replies.ts';
import { catalogue, toCreateEventBody, type DemoEvent } from './catalogue.ts';
import type { GatewayClient } from './gateway-client.ts';
import { purchase } from './purchase.ts';
import { signIn, signInOrRegister } from './sign-in.ts';

/** Buys what makes some events almost sold out. */
const fan = { email: 'fan@ticketlab.example', password: 'fan-club-of-the-lab', displayName: 'Finn Fan' };
const mostPerOrder = 50;

/**
 * Adds the demo customer, replies for support, and whatever of the demo catalogue is not on sale now: missing, left a draft by an interrupted
 * run, or over. Running it again changes nothing. Resolves to the number of events added.
 */
export async function seed(gateway: GatewayClient, now: Date): Promise<number> {
  const admin = await signIn(gateway, demoAccounts.admin);
  await signInOrRegister(gateway, demoAccounts.customer);
  await seedCannedReplies(gateway, admin);
  const published = await titles(gateway, admin, 'published');
  const drafts = await titles(gateway, admin, 'draft');
  const missing = catalogue.filter(({ title }) => !published.has(title));
  await eachOf(missing, (event) => publish(gateway, admin, event, drafts.get(event.title), now));
  const popular = catalogue.filter(({ placesLeft }) => placesLeft !== undefined);
  if (missing.some((event) => popular.includes(event))) await sellOut(gateway, admin, popular);
  return missing.length;
}

/** Event ids by title. */
async function titles(gateway: GatewayClient, token: string, status: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: { id: string; title: string }[]; nextCursor: string | null } = await gateway.get(
      `/api/events?limit=100&status=${status}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      { schema: eventPageSchema, token },
    );
    for (const { id, title } of page.items) found.set(title, id);
    cursor = page.nextCursor;
  }
  return found;
}

async function publish(
  gateway: GatewayClient,
  token: string,
  event: DemoEvent,
  draftId: string | undefined,
  now: Date,
): Promise<void> {
  const id =
    draftId ??
    (await gateway.post('/api/events', { schema: eventSchema, token, body: toCreateEventBody(event, now) })).id;
  await gateway.post(`/api/events/${id}/publish`, { schema: eventSchema, token });
}

async function sellOut(gateway: GatewayClient, admin: string, popular: DemoEvent[]): Promise<void> {
  const token = await signInOrRegister(gateway, fan);
  const published = await titles(gateway, admin, 'published');
  await eachOf(popular, async ({ title, placesLeft = 0 }) => {
    const eventId = published.get(title);
    if (eventId === undefined) throw new CliError(`${title} is not published although it has just been`);
    const { tierId, available } = await pollUntil(() => firstTier(gateway, eventId), { timeoutMs: 20_000 });
    for (let tooMany = available - placesLeft; tooMany > 0; tooMany -= mostPerOrder) {
      await purchase(gateway, token, eventId, [{ tierId, quantity: Math.min(tooMany, mostPerOrder) }]);
    }
  });
}

const atOnce = 4;

async function eachOf<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await settleAll(Array.from({ length: atOnce }, worker));
}

/** Throws until the inventory has heard of the event. */
async function firstTier(gateway: GatewayClient, eventId: string): Promise<{ tierId: string; available: number }> {
  const { tiers } = await gateway.get(`/api/tickets/availability/${eventId}`, { schema: availabilitySchema });
  if (tiers[0] === undefined) throw new CliError(`event ${eventId} has no inventory yet`);
  return tiers[0];
}
