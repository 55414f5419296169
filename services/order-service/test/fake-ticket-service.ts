import type { Reservation } from '@ticketlab/contracts/internal/tickets';
import { problems, type ProblemCode } from '@ticketlab/contracts/problem';
import { type StubAnswer, type StubRequest, stubService } from '@ticketlab/testing/stub-service';

type Action = 'reserve' | 'commit' | 'release';
/** What a call meets: an answer of the real kind, a refusal, a broken connection, or silence until `answer` is called. */
type Behaviour = 'work' | ProblemCode | 'break' | 'hang';

export type FakeTicketService = Awaited<ReturnType<typeof startFakeTicketService>>;

/** Keeps reservations as ticket-service does, tombstones included, and misbehaves on demand. */
export async function startFakeTicketService(redis: { url: string }) {
  const reservations = new Map<string, Reservation>();
  const behaviours = new Map<Action, Behaviour>();
  const counts = new Map<string, number>();
  let violations: { invariant: string; count: number; examples: string[] }[] = [];
  let held = Promise.withResolvers<undefined>();

  function handle(action: Action, work: (request: StubRequest) => StubAnswer) {
    return async (request: StubRequest): Promise<StubAnswer> => {
      const behaviour = behaviours.get(action) ?? 'work';
      if (behaviour === 'break') throw new Error('the connection breaks');
      if (behaviour === 'hang') await held.promise;
      return behaviour === 'work' || behaviour === 'hang' ? work(request) : refuse(behaviour);
    };
  }

  function set(orderId: string, status: Reservation['status'], eventId: string | null): StubAnswer {
    const reservation: Reservation = { orderId, eventId, status, lines: [] };
    reservations.set(orderId, reservation);
    return { status: 200, body: reservation };
  }

  const stub = await stubService(
    'ticket-service',
    {
      'PUT /internal/reservations/:id': handle('reserve', ({ params: { id = '' }, body }) => {
        const known = reservations.get(id);
        if (known?.status === 'released') return refuse('reservation-released');
        return known === undefined
          ? set(id, 'reserved', (body as { eventId: string }).eventId)
          : { status: 200, body: known };
      }),
      'POST /internal/reservations/:id/commit': handle('commit', ({ params: { id = '' } }) => {
        const known = reservations.get(id);
        if (known === undefined) return refuse('not-found');
        return known.status === 'released' ? refuse('reservation-released') : set(id, 'committed', known.eventId);
      }),
      'POST /internal/reservations/:id/release': handle('release', ({ params: { id = '' } }) =>
        set(id, 'released', reservations.get(id)?.eventId ?? null),
      ),
      'POST /internal/tickets/counts': ({ body }) => {
        const { orderIds } = body as { orderIds: string[] };
        return { status: 200, body: { counts: Object.fromEntries(orderIds.map((id) => [id, counts.get(id) ?? 0])) } };
      },
      'GET /internal/invariants': () => ({ status: 200, body: { outboxPending: 0, violations } }),
    },
    { redis },
  );

  return {
    behave(action: Action, behaviour: Behaviour) {
      behaviours.set(action, behaviour);
    },
    /** Ends the silence of calls that hang. */
    answer() {
      held.resolve(undefined);
      held = Promise.withResolvers<undefined>();
    },
    statusOf: (orderId: string) => reservations.get(orderId)?.status,
    setTickets: (orderId: string, count: number) => counts.set(orderId, count),
    setViolations(wanted: typeof violations) {
      violations = wanted;
    },
    calls: (action: Action, orderId: string) =>
      stub.requests.filter(({ method, path }) =>
        action === 'reserve' ? method === 'PUT' && path.endsWith(orderId) : path.endsWith(`${orderId}/${action}`),
      ).length,
    close: () => stub.close(),
  };
}

function refuse(code: ProblemCode): StubAnswer {
  return { status: problems[code].status, body: { type: `/problems/${code}`, ...problems[code] } };
}
