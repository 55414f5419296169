import { testCards } from '@ticketlab/contracts/http/payments';
import type { LoadData, Need } from '../journey.ts';
import { signInCustomers } from './accounts.ts';
import { createRush, findOrCreateSale, listEvents } from './events.ts';
import type { Setting } from './setting.ts';

export interface Wanted {
  needs: ReadonlySet<Need>;
  customers: number;
  /** how many places the run may sell */
  places: number;
  /** told on the way, for signing many in takes a while */
  onNote?: (line: string) => void;
}

/** Makes everything that the journeys need. @throws Error naming the request that did not work */
export async function prepareLoadData(
  setting: Setting,
  { needs, customers, places, onNote }: Wanted,
): Promise<LoadData> {
  const tokens = needs.has('customers') ? await signInCustomers(setting, customers, onNote) : [];
  return {
    customers: tokens.map((token) => ({ token })),
    events: needs.has('events') ? await listEvents(setting) : [],
    sale: needs.has('sale') ? await findOrCreateSale(setting, places) : null,
    rush: needs.has('rush') ? await createRush(setting) : null,
    cardNumber: testCards.success,
    adminToken: needs.has('admin') ? await setting.adminToken() : null,
  };
}
