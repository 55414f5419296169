import { testCards } from '@ticketlab/contracts/http/payments';
import { demoAccounts } from '../runtimes/local/accounts.ts';
import type { LabPlan } from '../supervisor/plan.ts';
import { gatewayUrl, portalUrls } from './gateway.ts';
import { formatTable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Where everything is, who can sign in (in the lab profile), and what to try first. */
export function printWelcome(
  terminal: Terminal,
  plan: LabPlan,
  { storesOnly, demo }: { storesOnly: boolean; demo: boolean },
): void {
  const section = (title: string, rows: string[][]) => {
    terminal.line();
    terminal.line(terminal.paint('bold', title));
    for (const row of formatTable(rows)) terminal.line(`  ${row}`);
  };
  if (storesOnly) {
    section(
      'Stores',
      plan.stores.map(({ name, port }) => [name, `${plan.host}:${port}`]),
    );
    section('Try', [['npm run dev -- order-service', 'runs one service with watch against them']]);
    return;
  }
  const url = gatewayUrl(plan);
  const portals = portalUrls(plan);
  const { admin, customer } = demoAccounts;
  section('URLs', [
    ['Buy tickets', portals['user-portal']],
    ['Run the lab', portals['admin-portal']],
    ['API', url],
    ['Documentation', `${url}/api/docs`],
    ['Health of all services', `${url}/services/health`],
  ]);
  if (!demo) return;
  section('Demo accounts', [
    ['customer', customer.email, customer.password],
    ['admin', admin.email, admin.password],
    ['card that succeeds', testCards.success],
  ]);
  section('Three things to try', [
    [portals['user-portal'], 'buy a seat as the customer: one click signs you in'],
    ['./lab.sh shoppers on', `something to see at ${portals['admin-portal']}, signed in as the admin`],
    [`curl "${url}/api/users/challenge/cpu-intensive"`, 'burn some CPU, then ./monitor.sh'],
  ]);
}
