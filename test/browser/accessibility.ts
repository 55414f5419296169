import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { viewports } from './visits.ts';

/** WCAG 2.2, levels A and AA. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Throws with everything that axe finds wrong with the page as it is now. */
async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  // evaluated, not added to the page, whose policy would not let it in
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (values) => (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly: { type: 'tag', values } }),
    rules,
  );
  if (violations.length === 0) return;
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)}\n    ${node.failureSummary?.split('\n')[1] ?? ''}`),
  );
  const { width } = page.viewportSize() ?? { width: 0 };
  throw new Error(`axe finds fault with ${page.url()} at ${width} px:\n  ${found.join('\n  ')}`);
}

/** The same in light and dark, on a phone and on a laptop. The page stays in the last of these. */
export async function expectAccessibleEverywhere(page: Page): Promise<void> {
  for (const viewport of Object.values(viewports)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // the page hears of it and follows in its own time
      await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
      await expectAccessible(page);
    }
  }
}
