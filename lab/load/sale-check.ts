import { availabilitySchema, ticketPageSchema } from '@ticketlab/contracts/http/tickets';
import type { LoadData } from './journey.ts';
import { get, must, type Setting } from './prepare/setting.ts';
import type { SaleCheck } from './summary.ts';

const patienceMs = 30_000;
const pauseMs = 500;

/**
 * What became of the few seats, once nobody holds one reserved any more (or after half a minute): the counts that everybody
 * can read, and the tickets that the customers really have.
 */
export async function checkSale(
  setting: Setting,
  { id, tierId }: NonNullable<LoadData['rush']>,
  customers: LoadData['customers'],
): Promise<SaleCheck> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const tier = await readTier(setting, id, tierId);
    const seats = await ticketedSeats(setting, id, customers);
    const settled = tier.reserved === 0 && seats.length === tier.sold;
    if (settled || performance.now() > deadline) {
      const doubleSeats = [...new Set(seats.filter((seat, index) => seats.indexOf(seat) < index))];
      const { capacity, available, reserved, sold } = tier;
      return { capacity, available, reserved, sold, tickets: seats.length, doubleSeats };
    }
    await setting.wait(pauseMs);
  }
}

async function readTier(setting: Setting, eventId: string, tierId: string) {
  const { body } = await must(setting, get(`/api/tickets/availability/${eventId}`));
  const tier = availabilitySchema.parse(body).tiers.find((candidate) => candidate.tierId === tierId);
  if (tier === undefined) throw new Error(`the event ${eventId} has lost its tier`);
  return tier;
}

async function ticketedSeats(setting: Setting, eventId: string, customers: LoadData['customers']): Promise<string[]> {
  const seats: string[] = [];
  for (const { token } of customers) {
    for (let cursor: string | null = ''; cursor !== null;) {
      const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const path = `/api/tickets?eventId=${eventId}&limit=100${more}`;
      const page = ticketPageSchema.parse((await must(setting, get(path, token))).body);
      seats.push(...page.items.filter(({ status }) => status !== 'void').map(({ seatId }) => seatId ?? '(none)'));
      cursor = page.nextCursor;
    }
  }
  return seats;
}
