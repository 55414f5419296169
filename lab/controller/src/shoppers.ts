import { activeEventsSchema } from '@ticketlab/contracts/http/events';
import { availabilitySchema } from '@ticketlab/contracts/http/tickets';
import type { Kit, Worker } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';
import { createGatewayClient } from '../../seed/gateway-client.ts';
import { orderAndPay } from '../../seed/purchase.ts';
import { findPlace, newCustomer } from '../../seed/smoke-check.ts';

/** A little life for maps, charts and symptoms: two journeys a second, one in four of them a purchase. */
export interface Shoppers {
  readonly worker: Worker;
  set(on: boolean): void;
  isOn(): boolean;
  /** Journeys since they were switched on. */
  counts(): { completed: number; failed: number };
}

const everyMs = 500;
const longestMs = 2 * 3_600_000;
const journeysPerCustomer = 25;
const mostAtOnce = 10;

/** Switches itself off after two hours. What fails is counted, not repeated: the next one comes anyway. */
export function createShoppers(kit: Pick<Kit, 'log' | 'clock'>, gatewayUrl: string): Shoppers {
  const gateway = createGatewayClient(gatewayUrl, { patienceMs: 0 });
  let until = 0;
  let started = 0;
  let running = 0;
  let counts = { completed: 0, failed: 0 };
  let customer: { token: string; left: number } | undefined;

  async function token(): Promise<string> {
    if (customer === undefined || customer.left === 0) {
      customer = { token: await newCustomer(gateway, 'shopper'), left: journeysPerCustomer };
    }
    customer.left -= 1;
    return customer.token;
  }

  async function browse(): Promise<void> {
    const { items } = await gateway.get('/api/events/active', { schema: activeEventsSchema });
    const chosen = items[started % Math.max(1, items.length)];
    if (chosen !== undefined)
      await gateway.get(`/api/tickets/availability/${chosen.id}`, { schema: availabilitySchema });
  }

  async function buy(): Promise<void> {
    const { eventId, tierId } = await findPlace(gateway);
    await orderAndPay(gateway, await token(), eventId, [{ tierId, quantity: 1 }]);
  }

  async function journey(): Promise<void> {
    running += 1;
    try {
      await (started % 4 === 0 ? buy() : browse());
      counts.completed += 1;
    } catch {
      counts.failed += 1;
      customer = undefined;
    } finally {
      running -= 1;
    }
  }

  return {
    worker: createLoop(kit, {
      name: 'shoppers',
      everyMs,
      run: () => {
        if (kit.clock().getTime() < until && running < mostAtOnce) {
          started += 1;
          void journey();
        }
        return Promise.resolve(false);
      },
    }),
    set(on) {
      until = on ? kit.clock().getTime() + longestMs : 0;
      if (on) counts = { completed: 0, failed: 0 };
    },
    isOn: () => kit.clock().getTime() < until,
    counts: () => ({ ...counts }),
  };
}
