import type { Route } from '../http/route.ts';
import type { Kit } from '../kit.ts';

/** The challenge endpoints of a service; none unless LAB_MODE is on. */
export function challengeRoutes(kit: Kit): Route[] {
  return kit.config.LAB_MODE === 'on' ? [] : [];
}
