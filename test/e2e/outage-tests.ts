import { describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { setTimeout as pass } from 'node:timers/promises';
import { passedStates, standing, type Person, type World } from './world.ts';

const outageMs = 20_000;
const patience = { timeoutMs: 60_000, intervalMs: 250 };

export function describeOutage(world: () => World): void {
  describe('Kafka down for twenty seconds during purchases', () => {
    it('completes every accepted order once', async () => {
      const shop = world();
      const [event, ...guests] = await Promise.all([
        shop.event({ maxPerCustomer: 50 }),
        ...Array.from({ length: 4 }, () => shop.customer()),
      ]);
      const kafka = await shop.lab.storePid('kafka');
      const bought: { guest: Person; orderId: string }[] = [];
      let over = false;
      const buyers = guests.map(async (guest) => {
        while (!over) {
          bought.push({ guest, orderId: (await shop.purchase(guest, event)).id });
          await pass(1_500);
        }
      });

      process.kill(kafka, 'SIGSTOP');
      await pass(outageMs);
      // what hung is now killed: the supervisor starts it again on the same data
      process.kill(kafka, 'SIGKILL');
      await eventually(async () => expect(await shop.lab.storePid('kafka')).not.toBe(kafka), patience);
      over = true;
      await Promise.all(buyers);

      expect(bought.length).toBeGreaterThanOrEqual(guests.length * 3);
      for (const { guest, orderId } of bought) {
        await shop.untilOrder(guest, orderId, 'CONFIRMED', patience.timeoutMs);
        await shop.untilTickets(guest, orderId, 1);
        expect((await shop.payments(guest, orderId)).map(({ state }) => state)).toEqual(['CAPTURED']);
      }
      await eventually(
        async () =>
          expect(await shop.places(event)).toEqual({
            available: 120 - bought.length,
            reserved: 0,
            sold: bought.length,
          }),
        patience,
      );
    }, 150_000);
  });
}

/** Once everything is quiet nothing is out of balance, and no event is stuck or dead. */
export function describeBalance(world: () => World): void {
  describe('in the end', () => {
    it('the books of all services agree', async () => {
      const { lab } = world();
      await eventually(async () => {
        type Reconciliation = {
          suspects: number;
          violations: { count: number }[];
          outboxPending: Record<string, number>;
        };
        const found = (await lab.internal('order-service', '/internal/reconcile')) as Reconciliation;
        expect(found.violations.filter(({ count }) => count > 0)).toEqual([]);
        expect(found.suspects).toBe(0);
        expect(Object.values(found.outboxPending).reduce((sum, pending) => sum + pending, 0)).toBe(0);
      }, patience);
      const { stdout, code } = await lab.script('monitor', '--json');
      expect([code, (JSON.parse(stdout) as { verdict: string }).verdict]).toEqual([0, 'healthy']);
    }, 90_000);
  });
}

/** An order that nobody pays: placed early, it is looked at again when its time is over, whatever happens in between. */
export async function forgetToPay(shop: World) {
  const [guest, event] = await Promise.all([shop.customer(), shop.event()]);
  const { id } = await shop.order(guest, event, standing(event, 5));
  return async () => {
    const order = await shop.untilOrder(guest, id, 'EXPIRED', 90_000);
    expect(passedStates(order)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'EXPIRED']);
    await eventually(async () => expect(await shop.places(event)).toEqual({ available: 120, reserved: 0, sold: 0 }));
    expect((await shop.pay(guest, id)).json).toMatchObject({ type: '/problems/order-not-payable' });
  };
}
