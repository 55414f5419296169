import type { JourneyHttp } from './load-client.ts';
import type { LoadData } from './load-data.ts';
import { browse } from './journeys/browse.ts';
import { challenge } from './journeys/challenge.ts';
import { purchase } from './journeys/purchase.ts';
import { smoke } from './journeys/smoke.ts';

export interface JourneyInput {
  http: JourneyHttp;
  data: LoadData;
  /** 0 to 1, seeded */
  random: () => number;
  params: Record<string, string | number>;
}

/** What one simulated visitor does. It throws when something did not go as the visitor expects. */
export type Journey = (input: JourneyInput) => Promise<void>;

/** Every journey that a scenario may name. */
export const journeys = { smoke, browse, purchase, challenge } satisfies Record<string, Journey>;

export type JourneyName = keyof typeof journeys;

export const journeyNames = Object.keys(journeys) as [JourneyName, ...JourneyName[]];
