import type { createEventBodySchema } from '@ticketlab/contracts/http/events';
import type { z } from 'zod';
import { venues } from './venues.ts';

type CreateEventBody = z.input<typeof createEventBodySchema>;

/** An event of the demo catalogue; all of it is invented. Dates are relative to the day of seeding. */
export interface DemoEvent {
  title: string;
  description: string;
  category: CreateEventBody['category'];
  venue: keyof typeof venues;
  inDays: number;
  /** UTC. */
  startHour: number;
  hours: number;
  image: string;
  tiers: CreateEventBody['tiers'];
  maxPerCustomer?: number;
  /** Almost sold out: so many places are left in the first tier. */
  placesLeft?: number;
}

const euros = (amount: number) => ({ amount: amount * 100, currency: 'EUR' });

const general = (name: string, price: number, capacity: number) =>
  ({ kind: 'general', name, price: euros(price), capacity }) as const;

/** Rows named by one letter each, all of the same length. */
const seated = (name: string, price: number, rows: string, seats: number) =>
  ({ kind: 'seated', name, price: euros(price), rows: rows.split('').map((row) => ({ row, seats })) }) as const;

export const catalogue: DemoEvent[] = [
  {
    title: 'Harbour Lights Open Air',
    description: 'Eleven bands between the cranes, from noon until the last ferry has left.',
    category: 'festival',
    venue: 'oldShipyard',
    inDays: 60,
    startHour: 10,
    hours: 12,
    image: 'waves',
    tiers: [general('Day ticket', 59, 20_000), general('Front yard', 129, 1_500)],
    maxPerCustomer: 20,
  },
  {
    title: 'Nora Vell: Slow Rivers',
    description: 'A piano, a cello and the quietest voice of the north. No amplification.',
    category: 'concert',
    venue: 'lanternHall',
    inDays: 21,
    startHour: 18,
    hours: 2,
    image: 'arches',
    tiers: [seated('Stalls', 48, 'ABCDEFGHJK', 24), seated('Balcony', 29, 'LMNO', 30)],
  },
  {
    title: 'The Copper Foxes – Farewell Tour',
    description: 'Their last loud evening in this city. Bring ear plugs; they mean it.',
    category: 'concert',
    venue: 'depotFour',
    inDays: 14,
    startHour: 19,
    hours: 3,
    image: 'rays',
    tiers: [general('Standing', 42, 64)],
    maxPerCustomer: 100,
    placesLeft: 6,
  },
  {
    title: 'Midnight Brass Parade',
    description: 'Forty horns march from the station to the river and everybody follows.',
    category: 'concert',
    venue: 'riverGarden',
    inDays: 33,
    startHour: 21,
    hours: 3,
    image: 'stripes',
    tiers: [general('Admission', 15, 3_000)],
  },
  {
    title: 'Strings in the Planetarium',
    description: 'A quartet plays under a moving sky. Seats recline.',
    category: 'concert',
    venue: 'skyDome',
    inDays: 45,
    startHour: 18,
    hours: 2,
    image: 'dots',
    tiers: [seated('Dome seat', 36, 'ABCDEFGH', 18)],
  },
  {
    title: 'The Clockmaker’s Daughter',
    description: 'A town agrees to stop all its clocks. A play in two acts with one very long pause.',
    category: 'theatre',
    venue: 'gaslightTheatre',
    inDays: 9,
    startHour: 18,
    hours: 3,
    image: 'circles',
    tiers: [seated('Parquet', 39, 'ABCDEFGHJKLM', 20), seated('Gallery', 22, 'NOP', 24)],
  },
  {
    title: 'Seven Chairs',
    description: 'Seven actors, six chairs. Improvised every evening, never repeated.',
    category: 'theatre',
    venue: 'gaslightTheatre',
    inDays: 17,
    startHour: 19,
    hours: 2,
    image: 'grid',
    tiers: [seated('Parquet', 27, 'ABCDEFGHJKLM', 20)],
  },
  {
    title: 'Letters from Platform Nine',
    description: 'A musical about lost luggage and those who wait for it.',
    category: 'theatre',
    venue: 'lanternHall',
    inDays: 52,
    startHour: 17,
    hours: 3,
    image: 'arches',
    tiers: [seated('Stalls', 55, 'ABCDEFGHJK', 24), seated('Balcony', 33, 'LMNO', 30)],
  },
  {
    title: 'Tiny Stage: New Voices',
    description: 'Three first plays by three people under thirty, on the smallest stage we could find.',
    category: 'theatre',
    venue: 'depotFour',
    inDays: 11,
    startHour: 18,
    hours: 2,
    image: 'triangles',
    tiers: [general('Admission', 12, 40)],
    maxPerCustomer: 100,
    placesLeft: 3,
  },
  {
    title: 'Laughing at Deployments',
    description: 'Stand-up by engineers on call. The host may leave at any moment.',
    category: 'comedy',
    venue: 'cellarClub',
    inDays: 6,
    startHour: 19,
    hours: 2,
    image: 'stripes',
    tiers: [general('Admission', 18, 220)],
  },
  {
    title: 'Grandmother’s Roast Battle',
    description: 'Two grandmothers, one kitchen table, no mercy.',
    category: 'comedy',
    venue: 'cellarClub',
    inDays: 28,
    startHour: 19,
    hours: 2,
    image: 'dots',
    tiers: [general('Admission', 21, 220)],
  },
  {
    title: 'The Apology Show',
    description: 'Mika Sandholm apologises for ninety minutes, to everyone, by name.',
    category: 'comedy',
    venue: 'gaslightTheatre',
    inDays: 38,
    startHour: 18,
    hours: 2,
    image: 'circles',
    tiers: [seated('Parquet', 31, 'ABCDEFGHJKLM', 20)],
  },
  {
    title: 'City Derby: Herons against Badgers',
    description: 'Ninety minutes that the city talks about for a year.',
    category: 'sport',
    venue: 'meadowArena',
    inDays: 13,
    startHour: 14,
    hours: 2,
    image: 'grid',
    tiers: [
      general('Terrace', 19, 8_000),
      seated('Main stand', 45, 'ABCDEFGHJKLMNPQRSTUV', 60),
      seated('Family block', 25, 'WXYZ', 40),
    ],
    maxPerCustomer: 10,
  },
  {
    title: 'Night Run Through the Tunnels',
    description: 'Ten kilometres underground, head torches included.',
    category: 'sport',
    venue: 'riverGarden',
    inDays: 41,
    startHour: 20,
    hours: 4,
    image: 'rays',
    tiers: [general('Starter', 25, 1_200), general('Spectator', 5, 2_000)],
  },
  {
    title: 'Indoor Climbing Open',
    description: 'Qualification in the morning, finals at night, warm chalk all day.',
    category: 'sport',
    venue: 'depotFour',
    inDays: 70,
    startHour: 8,
    hours: 12,
    image: 'triangles',
    tiers: [general('Day ticket', 16, 900)],
  },
  {
    title: 'Queues & Brokers Conference',
    description: 'Two days about messages that arrive at least once. Talks, repeated talks.',
    category: 'conference',
    venue: 'glassForum',
    inDays: 75,
    startHour: 7,
    hours: 34,
    image: 'grid',
    tiers: [general('Two days', 390, 800), general('Day one', 220, 300)],
  },
  {
    title: 'Small Cities Summit',
    description: 'Mayors, planners and bakers on what a town of forty thousand needs.',
    category: 'conference',
    venue: 'glassForum',
    inDays: 90,
    startHour: 8,
    hours: 9,
    image: 'arches',
    tiers: [general('Participant', 95, 600)],
  },
  {
    title: 'Open Archive Day',
    description: 'A conference about old paper and the people who cannot throw it away.',
    category: 'conference',
    venue: 'skyDome',
    inDays: 25,
    startHour: 8,
    hours: 8,
    image: 'stripes',
    tiers: [general('Participant', 35, 48)],
    maxPerCustomer: 100,
    placesLeft: 4,
  },
  {
    title: 'Maps of Places That Never Were',
    description: 'Two hundred maps, drawn with great care, of nothing.',
    category: 'exhibition',
    venue: 'glassForum',
    inDays: 5,
    startHour: 9,
    hours: 9,
    image: 'waves',
    tiers: [general('Morning', 11, 500), general('Afternoon', 14, 500)],
  },
  {
    title: 'Machines That Draw',
    description: 'Plotters, pendulums and one very patient robot.',
    category: 'exhibition',
    venue: 'oldShipyard',
    inDays: 19,
    startHour: 9,
    hours: 8,
    image: 'circles',
    tiers: [general('Admission', 13, 1_000)],
  },
  {
    title: 'Lantern Fair',
    description: 'Three evenings of paper, wind and light. Build your own at the entrance.',
    category: 'festival',
    venue: 'riverGarden',
    inDays: 48,
    startHour: 17,
    hours: 5,
    image: 'dots',
    tiers: [general('Adult', 9, 4_000), general('Child', 4, 4_000)],
    maxPerCustomer: 12,
  },
  {
    title: 'Soup Festival',
    description: 'Sixty pots, one spoon each. Vote for the best at sundown.',
    category: 'festival',
    venue: 'oldShipyard',
    inDays: 30,
    startHour: 11,
    hours: 8,
    image: 'waves',
    tiers: [general('Spoon', 17, 2_500)],
  },
  {
    title: 'Bread from Nothing',
    description: 'Flour, water, salt and a day of your time. Take the loaf home.',
    category: 'workshop',
    venue: 'cellarClub',
    inDays: 16,
    startHour: 8,
    hours: 7,
    image: 'triangles',
    tiers: [general('Place at the table', 68, 24)],
    maxPerCustomer: 100,
    placesLeft: 2,
  },
  {
    title: 'Repair Your Bicycle',
    description: 'Bring a broken bicycle, leave on a working one.',
    category: 'workshop',
    venue: 'depotFour',
    inDays: 8,
    startHour: 13,
    hours: 4,
    image: 'rays',
    tiers: [general('Work stand', 30, 36)],
    maxPerCustomer: 2,
  },
];

/** The event as an admin sends it, on the day that is `inDays` after `now`. */
export function toCreateEventBody(event: DemoEvent, now: Date): CreateEventBody {
  const { title, description, category, venue, inDays, startHour, hours, image, tiers, maxPerCustomer } = event;
  const starts = new Date(now);
  starts.setUTCDate(starts.getUTCDate() + inDays);
  starts.setUTCHours(startHour, 0, 0, 0);
  const ends = new Date(starts.getTime() + hours * 3_600_000);
  return {
    title,
    description,
    category,
    venue: venues[venue],
    startsAt: starts.toISOString(),
    endsAt: ends.toISOString(),
    image,
    tiers,
    ...(maxPerCustomer === undefined ? {} : { maxPerCustomer }),
  };
}
