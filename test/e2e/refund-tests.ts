import { describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { passedStates, standing, type World } from './world.ts';

export function describeRefunds(world: () => World): void {
  describe('giving back', () => {
    it('a cancelled order frees its places and cannot be paid', async () => {
      const shop = world();
      const [guest, event] = await Promise.all([shop.customer(), shop.event()]);
      const { id } = await shop.order(guest, event, standing(event, 3));
      await eventually(async () => expect(await shop.places(event)).toMatchObject({ reserved: 3 }));
      await shop.api.expect(200, 'POST', `/api/orders/${id}/cancel`, { token: guest.token });
      await eventually(async () => expect(await shop.places(event)).toEqual({ available: 120, reserved: 0, sold: 0 }));
      expect((await shop.pay(guest, id)).json).toMatchObject({ type: '/problems/order-not-payable' });
    });

    it('an admin refunds a confirmed order: money, tickets and places', async () => {
      const shop = world();
      const [guest, event] = await Promise.all([shop.customer(), shop.event()]);
      const { id } = await shop.purchase(guest, event, standing(event, 2));
      await shop.untilOrder(guest, id, 'CONFIRMED');
      await shop.untilTickets(guest, id, 2);
      const [payment] = await shop.payments(guest, id);
      const refund = `/api/payments/${payment?.id ?? ''}/refund`;
      const body = { reason: 'goodwill' };
      await shop.api.expect(403, 'POST', refund, { token: guest.token, body });
      await shop.api.expect(202, 'POST', refund, { token: shop.admin.token, body });

      const order = await shop.untilOrder(guest, id, 'REFUNDED');
      expect(passedStates(order).slice(-3)).toEqual(['CONFIRMED', 'REFUNDING', 'REFUNDED']);
      expect(order.transitions.find(({ to }) => to === 'REFUNDING')?.actor).toContain(shop.admin.id);
      expect((await shop.payments(guest, id)).map(({ state }) => state)).toEqual(['REFUNDED']);
      await eventually(async () => {
        const tickets = await shop.untilTickets(guest, id, 2);
        expect(tickets.map(({ status }) => status)).toEqual(['void', 'void']);
        expect(await shop.places(event)).toEqual({ available: 120, reserved: 0, sold: 0 });
      });
    });

    it('cancelling an event refunds everyone, also who has not paid yet', async () => {
      const shop = world();
      const event = await shop.event();
      const guests = await Promise.all([shop.customer(), shop.customer(), shop.customer()]);
      const orders = await Promise.all(guests.map(async (guest) => ({ guest, order: await shop.order(guest, event) })));
      const [waiting, ...paying] = orders;
      for (const { guest, order } of paying) expect((await shop.pay(guest, order.id)).status).toBe(201);
      for (const { guest, order } of paying) await shop.untilOrder(guest, order.id, 'CONFIRMED');
      await shop.api.expect(200, 'POST', `/api/events/${event.id}/cancel`, {
        token: shop.admin.token,
        body: { reason: 'storm' },
      });
      for (const { guest, order } of paying) {
        await shop.untilOrder(guest, order.id, 'REFUNDED');
        await eventually(async () => {
          const page = await shop.api.expect<{ items: { kind: string }[] }>(200, 'GET', '/api/notifications', {
            token: guest.token,
          });
          expect(page.items.map(({ kind }) => kind)).toContain('event-cancelled');
        });
      }
      if (waiting !== undefined) await shop.untilOrder(waiting.guest, waiting.order.id, 'CANCELLED');
      const late = await shop.tryOrder(shop.admin, event, standing(event));
      expect(late.json).toMatchObject({ type: '/problems/event-not-on-sale' });
    }, 60_000);
  });
}
