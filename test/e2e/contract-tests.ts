import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { upstreamNames, serviceTable } from '@ticketlab/contracts/services';
import type { Operation } from './api-contract.ts';
import { standing, type World } from './world.ts';

/** What the system offers, as its design promises it. */
const promised = `
  POST /api/users/register · POST /api/users/login · POST /api/users/refresh · POST /api/users/logout
  POST /api/users/password-reset · GET /api/users/me · PATCH /api/users/me · DELETE /api/users/me
  PUT /api/users/me/password · GET /api/users/me/export · GET /api/users/me/sessions · DELETE /api/users/me/sessions
  GET /api/users · PATCH /api/users/{id}
  GET /api/events · GET /api/events/active · GET /api/events/{id} · POST /api/events · PATCH /api/events/{id}
  DELETE /api/events/{id} · POST /api/events/{id}/publish · POST /api/events/{id}/cancel
  GET /api/tickets/availability/{eventId} · GET /api/tickets/seats/{eventId}
  GET /api/tickets · GET /api/tickets/{id} · GET /api/tickets/{id}/qr.svg · POST /api/tickets/{id}/check-in
  POST /api/orders · GET /api/orders · GET /api/orders/{id} · POST /api/orders/{id}/cancel
  POST /api/payments · GET /api/payments/{id} · POST /api/payments/{id}/refund
  GET /api/notifications · GET /api/notifications/unread-count · POST /api/notifications/{id}/read
  POST /api/notifications/read-all · POST /api/notifications/broadcast · GET /api/audit
  GET /api/chat/conversations · GET /api/chat/conversations/{id}/messages · POST /api/chat/conversations
  POST /api/chat/conversations/{id}/messages · POST /api/chat/conversations/{id}/assign
  POST /api/chat/conversations/{id}/close
  GET /api/challenge/autoscale · GET /api/challenge/cpu · GET /api/challenge/memory
  GET /api/challenge/circuit-breaker · GET /services/health · GET /api/services/health
  GET /api/lab/topology · GET /api/lab/instances · GET /api/lab/events · GET /api/lab/history · GET /api/lab/stream
  PUT /api/lab/services/{service}/scale · POST /api/lab/services/{service}/restart
  GET /api/lab/dead-letters · GET /api/lab/dead-letters/{topic}/{id}
  POST /api/lab/dead-letters/{topic}/{id}/replay · DELETE /api/lab/dead-letters/{topic}/{id}
`
  .trim()
  .split(/\s*[·\n]\s*/);

const challenges = ['cpu-intensive', 'memory-intensive', 'error-simulation', 'latency'];

export function describeContract(world: () => World): void {
  describe('the OpenAPI document', () => {
    const listed = () => world().api.contract.operations.map(({ method, path }) => `${method} ${path}`);

    it('lists every promised route', () => {
      const ofServices = upstreamNames.flatMap((name) =>
        challenges.map((challenge) => `GET /api/${serviceTable[name].prefix}/challenge/${challenge}`),
      );
      expect(listed()).toEqual(expect.arrayContaining([...promised, ...ofServices]));
    });

    it('lists nothing that the gateway does not serve', () => {
      expect(listed().filter((operation) => !/ \/(api\/|services\/health$)/.test(operation))).toEqual([]);
      expect(listed().filter((operation) => operation.includes('internal'))).toEqual([]);
    });
  });

  describe('who may do what', () => {
    const bodies = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
    const ask = async ({ method, path }: Operation, token?: string) => {
      const target = path.replace(/\{\w+\}/g, uuidv7(Date.now()));
      const options = { ...(bodies.has(method) ? { body: {} } : {}), ...(token === undefined ? {} : { token }) };
      const { status } = await world().api.call(method, target, options);
      return `${method} ${path}: ${status}`;
    };
    const closedTo = (...audiences: Operation['auth'][]) =>
      world().api.contract.operations.filter(({ auth }) => audiences.includes(auth));
    const wanted = (operations: Operation[], status: number) =>
      operations.map(({ method, path }) => `${method} ${path}: ${status}`);

    it('nobody gets in without a token, or with a bad one', async () => {
      const closed = closedTo('user', 'admin');
      expect(closed.length).toBeGreaterThan(40);
      expect(await Promise.all(closed.map((operation) => ask(operation)))).toEqual(wanted(closed, 401));
      const [head, , signature] = world().admin.token.split('.');
      const claims = Buffer.from(JSON.stringify({ sub: uuidv7(Date.now()), role: 'ADMIN' })).toString('base64url');
      const forged = [head, claims, signature].join('.');
      expect(await Promise.all(closed.map((operation) => ask(operation, forged)))).toEqual(wanted(closed, 401));
    });

    it('a customer is no admin', async () => {
      const { token } = await world().customer();
      const closed = closedTo('admin');
      expect(closed.length).toBeGreaterThan(12);
      expect(await Promise.all(closed.map((operation) => ask(operation, token)))).toEqual(wanted(closed, 403));
    });

    it('what belongs to others is not found', async () => {
      const { api, ...shop } = world();
      const [owner, other, event] = await Promise.all([shop.customer(), shop.customer(), shop.event()]);
      const { id: orderId } = await shop.purchase(owner, event, standing(event));
      const [ticket] = await shop.untilTickets(owner, orderId, 1);
      const [payment] = await shop.payments(owner, orderId);
      const text = { text: 'Where do I park?', clientMessageId: crypto.randomUUID() };
      const opening = { token: owner.token, body: { subject: 'Parking', ...text } };
      const chat = await api.expect<{ id: string }>(201, 'POST', '/api/chat/conversations', opening);
      const conversation = `/api/chat/conversations/${chat.id}`;
      const paths = [
        `/api/orders/${orderId}`,
        `/api/tickets/${ticket?.id ?? ''}`,
        `/api/tickets/${ticket?.id ?? ''}/qr.svg`,
        `/api/payments/${payment?.id ?? ''}`,
        conversation,
        `${conversation}/messages`,
      ];
      for (const path of paths) {
        await api.expect(200, 'GET', path, { token: owner.token });
        await api.expect(404, 'GET', path, { token: other.token });
      }
      await api.expect(404, 'POST', `${conversation}/messages`, { token: other.token, body: text });
      await api.expect(404, 'POST', `/api/orders/${orderId}/cancel`, { token: other.token });
      expect((await shop.pay(other, orderId)).status).toBe(404);
      for (const list of ['orders', 'tickets', 'payments', 'notifications', 'chat/conversations']) {
        const page = await api.expect<{ items: object[] }>(200, 'GET', `/api/${list}`, { token: other.token });
        expect(JSON.stringify(page.items)).not.toContain(orderId);
        expect(JSON.stringify(page.items)).not.toContain(chat.id);
      }
    });

    it('internal routes are not there', async () => {
      const { api, admin } = world();
      const inner = ['users', 'orders', 'tickets', 'payments', 'notifications', 'chat', 'events'].flatMap((prefix) =>
        ['internal/invariants', '../internal/invariants', '%2e%2e/internal/invariants', '..%2finternal/invariants'].map(
          (path) => `/api/${prefix}/${path}`,
        ),
      );
      const paths = ['/internal/reconcile', '/internal/users', '/api/internal/users', '//internal/users', ...inner];
      for (const path of paths) {
        const { status } = await api.plain('GET', path, { token: admin.token });
        expect([path, status]).toEqual([path, status === 400 ? 400 : 404]);
      }
    });

    it('a lost session ends everywhere within a second or so', async () => {
      const { api, admin, ...shop } = world();
      const guest = await shop.customer();
      const own = { token: guest.token };
      await api.expect(200, 'GET', '/api/orders', own);
      await api.expect(200, 'PATCH', `/api/users/${guest.id}`, { token: admin.token, body: { locked: true } });
      const deadline = Date.now() + 2_000;
      const closed = ['orders', 'tickets', 'payments', 'notifications', 'users/me', 'chat/conversations'];
      for (const path of closed) {
        let status = 200;
        while (status === 200 && Date.now() < deadline) status = (await api.call('GET', `/api/${path}`, own)).status;
        expect([path, status]).toEqual([path, status === 403 ? 403 : 401]);
      }
    });
  });
}
