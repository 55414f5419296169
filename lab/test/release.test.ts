import { afterEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allReady, fixtureService, startFixtureLab, type FixtureLab } from './fixtures/lab.ts';

let lab: FixtureLab | undefined;
afterEach(async () => {
  await lab?.close();
  lab = undefined;
});

async function startShop(): Promise<FixtureLab> {
  lab = await startFixtureLab(([port = 0], home) => {
    const { env } = fixtureService('shop', port);
    return {
      services: [fixtureService('shop', port, { env: { ...env, REFUSE_TO_START: join(home, 'refuse') } })],
      stores: [],
    };
  });
  await lab.control.scale('shop', 1);
  await lab.until('shop', allReady(1));
  return lab;
}

/** What each ready instance says of itself, in order of age. */
async function running({ service }: FixtureLab): Promise<{ version?: string; flavour?: string }[]> {
  const { instances } = await service('shop');
  const ready = instances.filter(({ phase }) => phase === 'ready');
  return Promise.all(
    ready.map(async ({ port }) => {
      const answer = await fetch(`http://127.0.0.1:${port ?? 0}/`);
      const { version, flavour } = (await answer.json()) as { version?: string; flavour?: string };
      return { ...(version === undefined ? {} : { version }), ...(flavour === undefined ? {} : { flavour }) };
    }),
  );
}

describe('a release', () => {
  it('takes the place of what was deployed, outlives a restart, and is rolled back', async () => {
    const shop = await startShop();
    const plain = { version: '2.0.0', settings: { FLAVOUR: 'mint' }, canary: false };
    await shop.control.release('shop', plain);
    expect(await running(shop)).toEqual([{ version: '2.0.0', flavour: 'mint' }]);
    await shop.control.restart('shop');
    expect(await running(shop)).toEqual([{ version: '2.0.0', flavour: 'mint' }]);
    await shop.control.rollback('shop');
    expect(await running(shop)).toEqual([{}]);
    const { events } = await shop.control.state();
    const told = events.filter(({ type }) => type === 'released' || type === 'rolled-back');
    expect(told.map(({ type, detail }) => [type, detail])).toEqual([
      ['released', '2.0.0'],
      ['rolled-back', 'to what was deployed'],
    ]);
  });

  it('as a canary runs beside the others, whatever becomes of them, until it is rolled back', async () => {
    const shop = await startShop();
    await shop.control.release('shop', { version: '2.0.0', settings: {}, canary: true });
    expect(await running(shop)).toEqual([{}, { version: '2.0.0' }]);
    await shop.control.scale('shop', 2);
    await shop.until('shop', allReady(3));
    await shop.control.scale('shop', 1);
    await shop.until('shop', allReady(2));
    await shop.control.restart('shop');
    expect(await running(shop)).toContainEqual({ version: '2.0.0' });
    await shop.control.rollback('shop');
    expect(await running(shop)).toEqual([{}]);
  });

  it('that does not become ready leaves the old instances alone, and a wrong one is refused', async () => {
    const shop = await startShop();
    writeFileSync(join(shop.plan.home, 'refuse'), '');
    for (const canary of [false, true]) {
      await expect(shop.control.release('shop', { version: '2.0.0', settings: {}, canary })).rejects.toThrow(
        /did not become ready.*told not to start/s,
      );
    }
    expect(await running(shop)).toEqual([{}]);
    await expect(shop.control.release('shop', { version: 'a b', settings: {}, canary: false })).rejects.toThrow(
      /not a release/,
    );
  });
});
