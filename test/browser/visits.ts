import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { PortalName } from '@ticketlab/contracts/services';
import { type PageWatch, reportViolations, watchPage } from './page-watch.ts';

export const viewports = {
  phone: { width: 375, height: 812 },
  laptop: { width: 1280, height: 800 },
} as const;

export interface VisitOptions {
  viewport?: keyof typeof viewports;
  colorScheme?: 'light' | 'dark';
  /** Whose session the browser holds already. */
  signedInAs?: { email: string; password: string };
  /** Where the visit begins. */
  path?: string;
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  watch: PageWatch;
}

/** Visits of one test, each in a browser profile of its own. */
export interface Visits {
  openPortal(portal: 'user' | 'admin', options?: VisitOptions): Promise<Visit>;
  /** What the pages complained of. */
  complaints(): string[];
  /** Leaves a screenshot and a trace of each visit in `dir`. */
  keep(dir: string): Promise<void>;
  close(): Promise<void>;
}

/** @param portals where each portal is */
export function createVisits(browser: Browser, portals: Record<PortalName, string>): Visits {
  const visits: Visit[] = [];

  return {
    async openPortal(portal, { viewport = 'laptop', colorScheme = 'light', signedInAs, path = '/' } = {}) {
      const origin = portals[`${portal}-portal`];
      const phone = viewport === 'phone';
      const hint = { name: `ticketlab-${portal}-session`, value: 'yes' };
      const context = await browser.newContext({
        ...{ baseURL: origin, viewport: viewports[viewport], isMobile: phone, hasTouch: phone },
        ...{ colorScheme, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/Berlin' },
        storageState: { cookies: [], origins: signedInAs === undefined ? [] : [{ origin, localStorage: [hint] }] },
      });
      await context.tracing.start({ snapshots: true, sources: false, screenshots: false });
      await context.addInitScript(reportViolations);
      if (signedInAs !== undefined) await signIn(context, portal, signedInAs);
      const page = await context.newPage();
      const visit = { page, context, watch: watchPage(page) };
      visits.push(visit);
      await page.goto(path);
      return visit;
    },
    complaints: () => visits.flatMap(({ watch }) => watch.complaints()),
    async keep(dir) {
      for (const [index, { page, context }] of visits.entries()) {
        await page.screenshot({ path: `${dir}/${index + 1}.png`, fullPage: true }).catch(() => undefined);
        await context.tracing.stop({ path: `${dir}/${index + 1}-trace.zip` }).catch(() => undefined);
      }
    },
    async close() {
      await Promise.all(visits.map(({ context }) => context.close()));
    },
  };
}

/** As the portal's own form would: the browser keeps the refresh cookie, and the page asks for a token with it. */
async function signIn(
  context: BrowserContext,
  portal: 'user' | 'admin',
  { email, password }: { email: string; password: string },
): Promise<void> {
  const answer = await context.request.post('/api/users/login', { data: { email, password, portal } });
  if (!answer.ok()) throw new Error(`signing in was answered with ${answer.status()}: ${await answer.text()}`);
}
