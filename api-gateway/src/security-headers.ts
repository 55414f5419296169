import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/**
 * helmet's headers as a flat name/value list. They never vary, so they are gathered once here and not computed anew for
 * every proxied answer. What only documents heed, or browsers of long ago, is left out: each header costs a proxied
 * request half a percent, and what is proxied is an API.
 */
export function collectSecurityHeaders(): string[] {
  const headers: string[] = [];
  const recorder = {
    setHeader: (name: string, value: string | number) => headers.push(name.toLowerCase(), String(value)),
    removeHeader: () => undefined,
  };
  const forApi = helmet({
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  forApi({} as IncomingMessage, recorder as unknown as ServerResponse, () => undefined);
  return headers;
}

/** The names in a flat list of headers. */
export function namesOf(headers: readonly string[]): string[] {
  return headers.filter((_, index) => index % 2 === 0);
}
