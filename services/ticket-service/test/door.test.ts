import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ScanResult, Ticket } from '@ticketlab/contracts/http/tickets';
import { newId } from '@ticketlab/testing/new-id';
import { createHarness, type Harness } from './harness.ts';
import { act, call, orderOf, reserve } from './reserving.ts';

let harness: Harness;
let first: string;
let second: string;
let token: string;

beforeAll(async () => {
  harness = await createHarness();
  [first, second] = await Promise.all([harness.start(), harness.start()]);
  token = harness.identity.admin().token;
});
afterAll(() => harness.close());

/** A sold place with its ticket. */
async function issue(eventId: string, tierId: string): Promise<Ticket> {
  const order = orderOf(eventId, [{ tierId }]);
  await reserve(first, order);
  await act(first, order.orderId, 'commit');
  const ticketId = newId();
  await harness.transact(async (work) => {
    await work.insertTickets({ ...order, status: 'committed', version: 2, issued: false }, [
      { ticketId, tierId, seatId: null },
    ]);
  });
  return (await call<Ticket>(first, 'GET', `/api/tickets/${ticketId}`, { token })).body;
}

const scan = (body: object, url = first, as = token) =>
  call<ScanResult>(url, 'POST', '/api/tickets/check-in', { token: as, body });

describe('a scanned code', () => {
  it('lets one in, once, however many doors try at once, and says since when it is used', async () => {
    const { eventId, tierId } = await harness.sell(5);
    const { code, id } = await issue(eventId, tierId);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => scan({ code: ` ${code}\n`, eventId }, index % 2 === 0 ? first : second)),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const admitted = answers.filter(({ body }) => body.outcome === 'admitted');
    expect(admitted).toHaveLength(1);
    const { usedAt } = admitted[0]?.body ?? {};
    expect(usedAt).toEqual(expect.any(String));
    for (const { body } of answers.filter((answer) => answer !== admitted[0])) {
      expect(body).toMatchObject({ outcome: 'already-used', usedAt, ticket: { id, status: 'checked-in' } });
    }
    expect(await harness.announced(id)).toEqual(['1 ticketlab.ticket.checked-in.v1']);
  });

  it('of another event, of a void ticket or of nobody’s making changes nothing', async () => {
    const { eventId, tierId } = await harness.sell(5);
    const ticket = await issue(eventId, tierId);
    expect((await scan({ code: ticket.code, eventId: newId() })).body).toMatchObject({
      ...{ outcome: 'other-event', usedAt: null, ticket: { id: ticket.id, status: 'valid' } },
      detail: expect.stringContaining('An evening of tests'),
    });
    const forged = [ticket.code.replace(/.{5}$/, 'AAAAA'), 'https://example.org', 'x', ticket.id];
    for (const code of forged) {
      expect((await scan({ code, eventId })).body).toMatchObject({ outcome: 'forged', ticket: null, usedAt: null });
    }
    await harness.transact(async (work) => {
      await work.voidTickets(ticket.orderId);
    });
    expect((await scan({ code: ticket.code })).body).toMatchObject({ outcome: 'void', usedAt: null });
    expect(await harness.announced(ticket.id)).toEqual([]);
    for (const body of [{ code: '' }, { code: 'x'.repeat(501) }, { code: 'x', eventId: 'x' }, {}]) {
      expect((await scan(body)).status).toBe(400);
    }
    expect((await scan({ code: ticket.code }, first, harness.identity.user().token)).status).toBe(403);
  });
});

it('tells how far each published event is sold, newest first, page by page', async () => {
  const events = [await harness.sell(10), await harness.sell([{ row: 'A', seats: 4 }])];
  const [hall, seated] = events;
  if (hall === undefined || seated === undefined) throw new Error('two were sold');
  await issue(hall.eventId, hall.tierId);
  await reserve(first, orderOf(hall.eventId, [{ tierId: hall.tierId, quantity: 3 }]));
  interface Page {
    items: { eventId: string }[];
    nextCursor: string | null;
  }
  const list = (query: string, as = token) =>
    call<Page>(first, 'GET', `/api/tickets/sell-through${query}`, { token: as });
  const { body } = await list('?limit=1');
  expect(body.items).toEqual([
    {
      ...{ eventId: seated.eventId, title: 'An evening of tests', startsAt: expect.any(String) },
      ...{ capacity: 4, available: 4, reserved: 0, sold: 0 },
    },
  ]);
  const rest = await list(`?limit=1&cursor=${body.nextCursor ?? ''}`);
  expect(rest.body.items).toMatchObject([{ eventId: hall.eventId, capacity: 10, available: 6, reserved: 3, sold: 1 }]);
  expect((await list('', harness.identity.user().token)).status).toBe(403);
  expect((await list('?cursor=nonsense')).status).toBe(400);
});
