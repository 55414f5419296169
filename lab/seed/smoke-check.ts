import { activeEventsSchema } from '@ticketlab/contracts/http/events';
import { availabilitySchema } from '@ticketlab/contracts/http/tickets';
import { eventSchema } from '@ticketlab/contracts/http/events';
import { randomBytes } from 'node:crypto';
import { CliError } from '../cli/errors.ts';
import { pollUntil } from '../runtimes/local/poll.ts';
import type { GatewayClient } from './gateway-client.ts';
import { purchase } from './purchase.ts';
import { register, signIn } from './sign-in.ts';

/** Does what a new customer does: registers, signs in, finds an event and buys one ticket. Resolves to its story. */
export async function smokeCheck(gateway: GatewayClient): Promise<string> {
  const token = await newCustomer(gateway, 'smoke');
  const { eventId, title, tierId } = await pollUntil(() => findPlace(gateway), { timeoutMs: 20_000, intervalMs: 200 });
  const { tickets } = await purchase(gateway, token, eventId, [{ tierId, quantity: 1 }]);
  return `${tickets} ticket for ${title}`;
}

/** The access token of an account that has just been made. */
export async function newCustomer(gateway: GatewayClient, kind: string): Promise<string> {
  const name = `${kind}-${randomBytes(4).toString('hex')}`;
  const account = { email: `${name}@ticketlab.example`, password: randomBytes(12).toString('hex'), displayName: name };
  await register(gateway, account);
  return signIn(gateway, account);
}

/** Throws while nothing is on sale: the inventory follows the catalogue a moment later. */
export async function findPlace(gateway: GatewayClient): Promise<{ eventId: string; title: string; tierId: string }> {
  const { items } = await gateway.get('/api/events/active', { schema: activeEventsSchema });
  for (const { id, title, seated } of items) {
    if (seated) continue;
    const { tiers } = await gateway.get(`/api/tickets/availability/${id}`, { schema: availabilitySchema });
    const general = (await gateway.get(`/api/events/${id}`, { schema: eventSchema })).tiers.filter(
      ({ kind }) => kind === 'general',
    );
    const tier = tiers.find(
      ({ tierId, available }) => available > 0 && general.some((candidate) => candidate.id === tierId),
    );
    if (tier !== undefined) return { eventId: id, title, tierId: tier.tierId };
  }
  throw new CliError('no event has a ticket to sell; ./deploy.sh seed adds some');
}
