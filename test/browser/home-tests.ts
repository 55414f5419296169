import { describe, expect } from '@jest/globals';
import type { BrowserTest } from './browser-test.ts';
import { expectAccessibleEverywhere } from './accessibility.ts';

export function describeHomes(browserTest: BrowserTest): void {
  describe.each(['user', 'admin'] as const)('the first page of the %s portal', (portal) => {
    browserTest(`of the ${portal} portal loads, and everybody can use it`, async ({ openPortal }) => {
      const { page } = await openPortal(portal);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await expectAccessibleEverywhere(page);
    });

    browserTest(`of the ${portal} portal is new with every answer`, async ({ openPortal }) => {
      const { page } = await openPortal(portal);
      const nonce = async () => {
        const answer = await page.goto('/');
        const [, value = ''] = /'nonce-([\w-]+)'/.exec(answer?.headers()['content-security-policy'] ?? '') ?? [];
        expect(await answer?.text()).toContain(value);
        return value;
      };
      const nonces = [await nonce(), await nonce()];
      expect(nonces[0]).toMatch(/^[\w-]{22}$/);
      expect(nonces[0]).not.toBe(nonces[1]);
    });
  });
}
