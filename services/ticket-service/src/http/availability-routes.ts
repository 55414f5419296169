import { availabilitySchema, seatMapSchema } from '@ticketlab/contracts/http/tickets';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import { UnknownEventError } from '../domain/errors.ts';
import type { Availability, SeatMap } from '../domain/inventory.ts';

/** What a read of the moment `asOf` found. */
interface Reading<Value> {
  readonly found: Value | undefined;
  readonly asOf: Date;
}

export interface AvailabilityRouteDeps {
  readAvailability: (eventId: string) => Promise<Reading<Availability>>;
  readSeatMap: (eventId: string) => Promise<Reading<SeatMap>>;
}

const common = {
  method: 'get',
  auth: 'public',
  params: z.object({ eventId: idSchema }),
  problems: ['not-found'],
} as const;

/** Public and asked all the time; who repeats the ETag gets 304 until something changes. */
export function availabilityRoutes({ readAvailability, readSeatMap }: AvailabilityRouteDeps): Route[] {
  return [
    route({
      ...common,
      path: '/api/tickets/availability/:eventId',
      summary: 'How many places each tier of an event has',
      responses: { 200: availabilitySchema },
      handler: async ({ params }) => toReply(await readAvailability(params.eventId)),
    }),
    route({
      ...common,
      path: '/api/tickets/seats/:eventId',
      summary: 'The seat plan of an event and which of its seats are taken',
      responses: { 200: seatMapSchema },
      handler: async ({ params }) => toReply(await readSeatMap(params.eventId)),
    }),
  ];
}

/** @throws {UnknownEventError} */
function toReply<Value extends { revision: string }>({ found, asOf }: Reading<Value>) {
  if (found === undefined) throw new UnknownEventError();
  const { revision, ...numbers } = found;
  return {
    status: 200 as const,
    body: { ...numbers, asOf: asOf.toISOString() },
    headers: { etag: `W/"${revision}"`, 'cache-control': 'no-cache' }, // weak: asOf is not part of it
  };
}
