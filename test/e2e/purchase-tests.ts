import { describe, expect, it } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import type { Notification } from '@ticketlab/contracts/http/notifications';
import type { Payment } from '@ticketlab/contracts/http/payments';
import { notificationSocketPath } from '@ticketlab/contracts/sockets/notifications';
import { eventually } from '@ticketlab/testing/eventually';
import { io } from 'socket.io-client';
import { idempotencyKey } from './api-client.ts';
import { passedStates, seats, standing, type Person, type World } from './world.ts';

interface Page<T> {
  items: T[];
}

export function describePurchases(world: () => World): void {
  describe('buying a ticket', () => {
    it('goes from registration to a ticket with its QR code, and the customer is told', async () => {
      const { api, lab, admin, ...shop } = world();
      const guest = await shop.customer();
      const event = await shop.event();

      const found = await eventually(async () => {
        const query = new URLSearchParams({ q: event.title.slice(0, -1), city: 'Utrecht' });
        const page = await api.expect<Page<Event>>(200, 'GET', `/api/events?${query.toString()}`);
        expect(page.items[0]?.id).toBe(event.id);
        return page.items[0];
      });
      expect(found?.title).toBe(event.title);

      const pushed: Notification[] = [];
      const socket = io(lab.url, {
        path: notificationSocketPath,
        transports: ['websocket'],
        auth: { token: guest.token },
      });
      socket.on('notification', (notification: Notification, acknowledge: () => void) => {
        pushed.push(notification);
        acknowledge();
      });
      try {
        await eventually(() => expect(socket.connected).toBe(true));
        const { id: orderId } = await shop.purchase(guest, event, seats(event, 'A-1', 'A-2'));
        const order = await shop.untilOrder(guest, orderId, 'CONFIRMED');
        expect(passedStates(order)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']);
        expect(order.total).toEqual({ amount: 5_000, currency: 'EUR' });

        const tickets = await shop.untilTickets(guest, orderId, 2);
        expect(tickets.map(({ seatId }) => seatId).sort()).toEqual(['A-1', 'A-2']);
        const [ticket] = tickets;
        const qr = await api.call('GET', `/api/tickets/${ticket?.id ?? ''}/qr.svg`, { token: guest.token });
        expect([qr.status, qr.text.slice(0, 4)]).toEqual([200, '<svg']);

        await eventually(() => expect(pushed.map(({ kind }) => kind)).toContain('tickets-issued'));
        expect(pushed.map(({ kind }) => kind)).toContain('order-confirmed');
        const options = { token: guest.token };
        const listed = await api.expect<Page<Notification>>(200, 'GET', '/api/notifications', options);
        expect(listed.items.map(({ id }) => id)).toEqual(expect.arrayContaining(pushed.map(({ id }) => id)));
        await api.expect(204, 'POST', '/api/notifications/read-all', options);
        expect(await api.expect(200, 'GET', '/api/notifications/unread-count', options)).toEqual({ unread: 0 });

        const door = `/api/tickets/${ticket?.id ?? ''}/check-in`;
        const pass = { token: admin.token, body: { code: ticket?.code } };
        await api.expect(200, 'POST', door, pass);
        await api.expect(409, 'POST', door, pass);
      } finally {
        socket.disconnect();
      }
    }, 60_000);

    it('is in the audit log with its actor, event by event', async () => {
      const { api, admin, ...shop } = world();
      const guest = await shop.customer();
      const { id } = await shop.purchase(guest, await shop.event());
      await shop.untilOrder(guest, id, 'CONFIRMED');
      await eventually(
        async () => {
          type Entry = { action: string; actor: string | null };
          const path = `/api/audit?subject=${id}`;
          const { items } = await api.expect<Page<Entry>>(200, 'GET', path, { token: admin.token });
          expect(items.map(({ action }) => action)).toEqual(
            expect.arrayContaining(['order.placed', 'order.confirmed', 'ticket.reserved']),
          );
          expect(items.find(({ action }) => action === 'order.placed')?.actor).toContain(guest.id);
        },
        { timeoutMs: 20_000 },
      );
    }, 60_000);

    it('gives one seat to one of two', async () => {
      const shop = world();
      const event = await shop.event();
      const rivals = await Promise.all([shop.customer(), shop.customer()]);
      const answers = await Promise.all(rivals.map((who) => shop.tryOrder(who, event, seats(event, 'B-5', 'B-6'))));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(answers.find(({ status }) => status === 409)?.json).toMatchObject({ type: '/problems/seat-taken' });
    });

    it('holds the limit per customer', async () => {
      const shop = world();
      const event = await shop.event({ maxPerCustomer: 2 });
      const guest = await shop.customer();
      await shop.order(guest, event, standing(event, 2));
      expect((await shop.tryOrder(guest, event, standing(event))).json).toMatchObject({
        status: 409,
        type: '/problems/customer-limit-reached',
      });
    });

    it('answers a repeated key with the first answer, and refuses it for another body', async () => {
      const shop = world();
      const event = await shop.event();
      const guest = await shop.customer();
      const key = idempotencyKey();
      const first = await shop.tryOrder(guest, event, standing(event), key);
      const again = await shop.tryOrder(guest, event, standing(event), key);
      expect([again.status, again.json]).toEqual([first.status, first.json]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect((await shop.tryOrder(guest, event, standing(event, 2), key)).status).toBe(422);
      expect((await shop.tryOrder(guest, event, standing(event), {})).status).toBe(400);

      const { id } = first.json as { id: string };
      const payKey = idempotencyKey();
      const paid = await shop.pay(guest, id, 'success', payKey);
      const replayed = await shop.pay(guest, id, 'success', payKey);
      expect([replayed.status, replayed.json]).toEqual([paid.status, paid.json]);
      expect((await shop.pay(guest, id, 'declined', payKey)).status).toBe(422);
      const other = await shop.pay(guest, id);
      expect([other.status, (other.json as Payment).id]).toEqual([200, (paid.json as Payment).id]);
    });
  });

  describe('paying', () => {
    const begin = async (): Promise<{ guest: Person; orderId: string; event: Event }> => {
      const shop = world();
      const [guest, event] = await Promise.all([shop.customer(), shop.event()]);
      return { guest, event, orderId: (await shop.order(guest, event)).id };
    };

    it.each([
      ['declined', 'card-declined'],
      ['insufficientFunds', 'insufficient-funds'],
      ['expiredCard', 'expired-card'],
    ] as const)('%s leaves the order payable, and the next card pays it', async (card, reason) => {
      const shop = world();
      const { guest, orderId } = await begin();
      expect(await shop.pay(guest, orderId, card)).toMatchObject({ status: 402 });
      expect((await shop.payments(guest, orderId))[0]).toMatchObject({ state: 'DECLINED', declineReason: reason });
      expect((await shop.pay(guest, orderId)).status).toBe(201);
      await shop.untilOrder(guest, orderId, 'CONFIRMED');
    });

    it('a time-out at the provider is resolved by asking it', async () => {
      const shop = world();
      const { guest, orderId } = await begin();
      const answer = await shop.pay(guest, orderId, 'timeoutCaptured');
      expect([answer.status, (answer.json as Payment).state]).toEqual([202, 'PROCESSING']);
      await shop.untilOrder(guest, orderId, 'CONFIRMED');
      expect((await shop.payments(guest, orderId)).map(({ state }) => state)).toEqual(['CAPTURED']);
    });

    it('a provider that is down costs nothing but the try', async () => {
      const shop = world();
      const { guest, orderId } = await begin();
      expect(await shop.pay(guest, orderId, 'providerDown')).toMatchObject({ status: 503 });
      // the next card takes the same payment over, so that it is no new one
      const answer = await shop.pay(guest, orderId);
      expect([answer.status, (answer.json as Payment).state]).toEqual([200, 'CAPTURED']);
      await shop.untilOrder(guest, orderId, 'CONFIRMED');
      expect(await shop.payments(guest, orderId)).toHaveLength(1);
    });

    it('a slow confirmation confirms', async () => {
      const shop = world();
      const { guest, orderId } = await begin();
      expect([201, 202]).toContain((await shop.pay(guest, orderId, 'slowConfirmation')).status);
      await shop.untilOrder(guest, orderId, 'CONFIRMED');
    });
  });
}
