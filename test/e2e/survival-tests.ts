import { describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import type { Person, World } from './world.ts';

const patience = { timeoutMs: 45_000, intervalMs: 100 };

export function describeSurvival(world: () => World): void {
  describe('whatever is killed', () => {
    const healthy = async () => {
      await eventually(async () => {
        const { services, stores } = await world().lab.control.state();
        const phases = [...services.flatMap(({ instances }) => instances), ...stores].map(({ phase }) => phase);
        expect([...new Set(phases)]).toEqual(['ready']);
      }, patience);
    };

    it.each(['the supervisor', 'everything'])(
      'survives kill -9 of %s, with all its data',
      async (what) => {
        const shop = world();
        const bought = await buyOne(shop);
        const { pid, services, stores } = await shop.lab.control.state();
        const others = [...stores, ...services.flatMap(({ instances }) => instances)];
        // the supervisor first, or it would begin to mend
        process.kill(pid, 'SIGKILL');
        for (const other of what === 'everything' ? others : []) {
          if (other.pid !== null) killIfThere(other.pid);
        }
        const up = await shop.lab.script('deploy');
        expect([up.code, up.stderr]).toEqual([0, '']);
        expect((await shop.lab.control.state()).pid).not.toBe(pid);
        await healthy();
        await expectKept(shop, bought);
      },
      120_000,
    );

    it('brings stores back that were killed, with all their data', async () => {
      const shop = world();
      const bought = await buyOne(shop);
      const stores = ['postgres', 'mongo', 'redis'] as const;
      const pids = await Promise.all(stores.map((store) => shop.lab.storePid(store)));
      for (const pid of pids) killIfThere(pid);
      await eventually(async () => {
        for (const [index, store] of stores.entries()) expect(await shop.lab.storePid(store)).not.toBe(pids[index]);
      }, patience);
      await healthy();
      await eventually(() => shop.api.expect(200, 'GET', '/api/users/me', { token: bought.guest.token }), patience);
      await expectKept(shop, bought);
    }, 120_000);

    it('keeps the data of all four stores through down and up', async () => {
      const shop = world();
      const bought = await buyOne(shop);
      const text = { subject: 'Lost glove', text: 'A left one.', clientMessageId: crypto.randomUUID() };
      await shop.api.expect(201, 'POST', '/api/chat/conversations', { token: bought.guest.token, body: text });
      expect((await shop.lab.script('deploy', 'down')).code).toBe(0);
      expect((await shop.lab.script('monitor')).code).toBe(2);
      expect((await shop.lab.script('deploy')).code).toBe(0);
      await healthy();
      await expectKept(shop, bought);
      const chats = await shop.api.expect<{ items: { subject: string }[] }>(200, 'GET', '/api/chat/conversations', {
        token: bought.guest.token,
      });
      expect(chats.items.map(({ subject }) => subject)).toEqual(['Lost glove']);
    }, 120_000);
  });
}

/** Services end with their supervisor, because their sockets were its own: then there is nothing left to kill. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

interface Bought {
  guest: Person;
  orderId: string;
}

async function buyOne(shop: World): Promise<Bought> {
  const [guest, event] = await Promise.all([shop.customer(), shop.event()]);
  const { id: orderId } = await shop.purchase(guest, event);
  await shop.untilTickets(guest, orderId, 1);
  await untilTold(shop, guest);
  return { guest, orderId };
}

/** Tokens, too, outlive the processes; signing in again shows that sessions and passwords do. */
async function expectKept(shop: World, { guest, orderId }: Bought): Promise<void> {
  await shop.untilOrder(guest, orderId, 'CONFIRMED');
  await shop.untilTickets(guest, orderId, 1);
  await untilTold(shop, guest);
  expect((await shop.payments(guest, orderId)).map(({ state }) => state)).toEqual(['CAPTURED']);
  const token = await shop.signIn(guest.email, guest.password);
  const { items } = await shop.api.expect<{ items: object[] }>(200, 'GET', '/api/users/me/sessions', { token });
  expect(items).toHaveLength(2);
}

async function untilTold(shop: World, guest: Person): Promise<void> {
  await eventually(async () => {
    const { items } = await shop.api.expect<{ items: { kind: string }[] }>(200, 'GET', '/api/notifications', {
      token: guest.token,
    });
    expect(items.map(({ kind }) => kind)).toContain('tickets-issued');
  }, patience);
}
