import type { ConsoleMessage, Page } from 'playwright-core';

/** Notes what must not happen on a page, whatever a test looks at. */
export interface PageWatch {
  /** What happens on purpose: complaints that match are none. Such as `/503 .*\/api\/orders/` while a fault is active. */
  allow(pattern: RegExp): void;
  complaints(): string[];
}

/** Runs in the page before its own scripts: a violation is told where the others are. */
export const reportViolations = () => {
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) => {
    console.error(`CSP violation: ${effectiveDirective} blocks ${blockedURI} at ${sourceFile}:${lineNumber}`);
  });
};

/**
 * Errors on the console (violations of the Content-Security-Policy among them), uncaught errors, files of the portal that
 * do not load, and answers of the API from 500 on. Below that the API answers as it should: the page deals with it.
 */
export function watchPage(page: Page): PageWatch {
  const noted: string[] = [];
  const allowed: RegExp[] = [];
  const note = (complaint: string) => void noted.push(complaint);

  page.on('console', (message) => {
    if (message.type() !== 'error' || isFailedLoad(message)) return;
    const { url, lineNumber } = message.location();
    note(`console: ${message.text()} (${url}:${lineNumber})`);
  });
  page.on('pageerror', (error) => note(`uncaught: ${error.stack ?? error.message}`));
  page.on('response', (response) => {
    const isApi = new URL(response.url()).pathname.startsWith('/api/');
    if (response.status() >= (isApi ? 500 : 400)) note(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    // the page, or its end, took it back
    if (reason !== 'net::ERR_ABORTED') note(`${reason} ${request.url()}`);
  });

  return {
    allow: (pattern) => void allowed.push(pattern),
    complaints: () => noted.filter((complaint) => !allowed.some((pattern) => pattern.test(complaint))),
  };
}

/** The browser's own echo of an answer, which is judged by its status and address. */
const isFailedLoad = (message: ConsoleMessage) => message.text().startsWith('Failed to load resource:');
