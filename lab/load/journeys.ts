import type { Journey, Need } from './journey.ts';
import { broadcast } from './journeys/broadcast.ts';
import { browse } from './journeys/browse.ts';
import { challenge } from './journeys/challenge.ts';
import { listen } from './journeys/listen.ts';
import { purchase } from './journeys/purchase.ts';
import { rush } from './journeys/rush.ts';
import { smoke } from './journeys/smoke.ts';

/** Every journey that a scenario may name. */
export const journeys = { smoke, browse, purchase, rush, challenge, listen, broadcast } satisfies Record<
  string,
  Journey
>;

export type JourneyName = keyof typeof journeys;

export const journeyNames = Object.keys(journeys) as [JourneyName, ...JourneyName[]];

/** What has to be prepared before these can begin. */
export function needsOf(names: readonly JourneyName[]): ReadonlySet<Need> {
  return new Set(names.flatMap((name): readonly Need[] => journeys[name].needs));
}
