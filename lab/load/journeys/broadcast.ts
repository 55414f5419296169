import type { Journey } from '../journey.ts';

/** An admin tells everybody something; it is done when everybody who is connected has got it. */
export const broadcast: Journey = {
  needs: ['admin'],
  async run({ http, audience, data, newKey }) {
    if (audience === null || data.adminToken === null) throw new Error('this engine has no sockets');
    const token = data.adminToken;
    await audience.tell(async (title) => {
      await http.send({
        endpoint: 'POST /api/notifications/broadcast',
        method: 'POST',
        path: '/api/notifications/broadcast',
        token,
        headers: { 'idempotency-key': newKey() },
        body: { title, body: 'The doors open at seven.', audience: 'customers' },
        expect: [202],
      });
    });
    return undefined;
  },
};
