import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProblemCode } from '@ticketlab/contracts/problem';
import type { ActiveFault } from './active-fault.ts';

/** What a server asks about each request once it knows its route. */
export interface HttpFaults {
  /** False while no request is to be harmed: nothing else needs to be asked. */
  readonly active: boolean;
  /**
   * Delays, refuses or breaks the request as the faults say. Resolves to true when it is over; a refusal has gone to
   * `refuse` then. The answer carries `x-lab-fault`.
   */
  harm(request: HarmableRequest): Promise<boolean>;
}

export interface HarmableRequest {
  readonly method: string;
  /** The route template. */
  readonly route: string;
  /** Without the query. */
  readonly path: string;
  readonly res: ServerResponse;
  readonly refuse: (code: ProblemCode, detail: string) => void;
}

export const faultHeader = 'x-lab-fault';
const spared = /^\/(healthz|readyz|health|info|metrics)$|\/health$|\/metrics$|^\/api\/lab(\/|$)|^\/\.well-known\//;
const codes: Record<string, { plain: ProblemCode; concealed: ProblemCode }> = {
  500: { plain: 'simulated-failure', concealed: 'internal' },
  503: { plain: 'service-unavailable', concealed: 'service-unavailable' },
};

/** LAB: makes answers late, wrong or missing on purpose. */
export function createHttpFaults(): HttpFaults & { readonly add: (active: ActiveFault) => void } {
  let faults: readonly ActiveFault[] = [];

  async function harm(request: HarmableRequest): Promise<boolean> {
    if (spared.test(request.path)) return false;
    for (const active of faults) {
      if (!concerns(active, request) || !active.hits()) continue;
      if (await strike(active, request)) return true;
    }
    return false;
  }

  return {
    get active() {
      return faults.length > 0;
    },
    harm,
    add(active) {
      faults = [...faults, active];
      active.signal.addEventListener('abort', () => {
        faults = faults.filter((other) => other !== active);
      });
    },
  };
}

/** `route` is a template with or without a method before it; {id} and :id mean the same. */
export function isRoute(wanted: string, method: string, route: string): boolean {
  const [first = '', second] = wanted.replace(/\{(\w+)\}/g, ':$1').split(/\s+/);
  return second === undefined ? first === route : first.toUpperCase() === method.toUpperCase() && second === route;
}

function concerns({ fault }: ActiveFault, { method, route }: HarmableRequest): boolean {
  return fault.target.route === undefined || isRoute(fault.target.route, method, route);
}

async function strike(active: ActiveFault, { res, refuse }: HarmableRequest): Promise<boolean> {
  if (active.fault.kind === 'abort') {
    res.destroy();
    return true;
  }
  res.setHeader(faultHeader, active.label);
  if (active.fault.kind === 'latency') {
    await delay(active, res);
    return res.destroyed;
  }
  const status = active.text('status');
  const code = codes[status]?.[active.fault.concealed ? 'concealed' : 'plain'] ?? 'internal';
  refuse(code, 'This request was refused.');
  return true;
}

/** Ends early with the fault, or when the client leaves. */
async function delay(active: ActiveFault, res: ServerResponse): Promise<void> {
  const left = new AbortController();
  const onClose = () => left.abort();
  res.once('close', onClose);
  const ms = active.number('delayMs') + active.random() * active.number('jitterMs');
  await sleep(ms, undefined, { signal: AbortSignal.any([active.signal, left.signal]) }).catch(() => undefined);
  res.off('close', onClose);
}
