import { demoAccountsSchema, labModeSchema } from '@ticketlab/contracts/http/demo';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { demoAccounts } from '../../../runtimes/local/accounts.ts';

interface DemoRoutesDeps {
  isExerciseRunning: () => boolean;
  /** False with the production profile, where nobody has made these accounts. */
  hasDemoAccounts: boolean;
}

/** What a portal asks before anybody has signed in. Where there is no lab, there are no such routes. */
export function demoRoutes({ isExerciseRunning, hasDemoAccounts }: DemoRoutesDeps): Route[] {
  const mode = route({
    method: 'get',
    path: '/api/lab/mode',
    summary: 'That this is a lab, and whether an exercise runs',
    auth: 'public',
    responses: { 200: labModeSchema },
    handler: () =>
      Promise.resolve({ status: 200 as const, body: { labMode: true as const, exerciseRunning: isExerciseRunning() } }),
  });
  if (!hasDemoAccounts) return [mode];
  const items = [
    { role: 'USER' as const, ...demoAccounts.customer },
    { role: 'ADMIN' as const, ...demoAccounts.admin },
  ];
  return [
    mode,
    route({
      method: 'get',
      path: '/api/lab/demo-accounts',
      summary: 'Accounts to try the portals with; the same in every lab, so they protect nothing',
      auth: 'public',
      responses: { 200: demoAccountsSchema },
      handler: () => Promise.resolve({ status: 200, body: { items } }),
    }),
  ];
}
