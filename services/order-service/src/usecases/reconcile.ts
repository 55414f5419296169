import type { z } from 'zod';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import type { invariantsSchema } from '@ticketlab/contracts/internal/operations';
import type { reconciliationSchema } from '@ticketlab/contracts/internal/orders';
import { checkCaptures, checkPayments, checkTickets, type ConfirmedOrder, type Finding } from '../domain/invariants.ts';
import type { PaymentClient, TicketClient } from './ports.ts';

export type Invariants = z.output<typeof invariantsSchema>;
export type Reconciliation = z.output<typeof reconciliationSchema>;

/** Orders as the reconciler reads them. */
export interface AuditStore {
  confirmedAfter(orderId: string | null, limit: number): Promise<ConfirmedOrder[]>;
  statesOf(orderIds: readonly string[]): Promise<ReadonlyMap<string, { state: OrderState; paymentId: string | null }>>;
  /** What this service can check by itself. */
  ownInvariants: () => Promise<Invariants>;
}

/** Findings with the time since when they have stayed. Shared by all replicas. */
export interface FindingStore {
  /** True for one replica at a time, which then checks; the lease ends by itself. */
  lease(ms: number): Promise<boolean>;
  /** Replaces what is known by what a complete check has found; what was known keeps its first time. */
  replace(findings: readonly Finding[], at: Date): Promise<void>;
  /** How long ago the last complete check was, of whichever replica. */
  lastCheckAgeSeconds(): Promise<number>;
  /** Findings by invariant that have stayed for `graceMs`, and how many are younger. */
  summary(graceMs: number): Promise<{ violations: Invariants['violations']; suspects: number }>;
}

export interface Reconciler {
  /** Checks everything now. @throws UpstreamUnavailableError when a peer of the saga is away: nothing is concluded from half a check */
  check(): Promise<Reconciliation>;
  /** Checks unless another replica does so. */
  checkInTurn(): Promise<void>;
  violations(): Promise<Invariants['violations']>;
}

const pageSize = 500;

export function createReconciler(
  deps: {
    audit: AuditStore;
    findings: FindingStore;
    tickets: Pick<TicketClient, 'countTickets'>;
    payments: PaymentClient;
    peers: Readonly<Record<string, () => Promise<Invariants>>>;
    /** Services beside the saga. Null while one is away, which is no violation and holds nothing up. */
    bystanders: Readonly<Record<string, () => Promise<Invariants | null>>>;
    clock: () => Date;
  },
  options: { graceMs: number; leaseMs: number },
): Reconciler {
  const { audit, findings, tickets, payments, peers, bystanders, clock } = deps;

  async function checkOrders(): Promise<Finding[]> {
    const found: Finding[] = [];
    let page: ConfirmedOrder[];
    let after: string | null = null;
    do {
      page = await audit.confirmedAfter(after, pageSize);
      const ids = page.map(({ id }) => id);
      if (ids.length === 0) break;
      const [paid, issued] = await Promise.all([payments.ofOrders(ids), tickets.countTickets(ids)]);
      found.push(...checkPayments(page, paid), ...checkTickets(page, issued));
      after = ids.at(-1) ?? null;
    } while (page.length === pageSize);
    return found;
  }

  async function checkMoney(): Promise<Finding[]> {
    const found: Finding[] = [];
    let after: string | null = null;
    for (;;) {
      const page = await payments.captured(after, pageSize);
      const states = await audit.statesOf(page.map(({ orderId }) => orderId));
      found.push(...checkCaptures(page, states));
      if (page.length < pageSize) return found;
      after = page.at(-1)?.id ?? null;
    }
  }

  async function askAll(): Promise<Record<string, Invariants>> {
    const all: typeof bystanders = { 'order-service': audit.ownInvariants, ...peers, ...bystanders };
    const answers = await Promise.all(
      Object.entries(all).map(async ([service, ask]) => ({ service, told: await ask() })),
    );
    return Object.fromEntries(answers.flatMap(({ service, told }) => (told === null ? [] : [[service, told]])));
  }

  async function check(): Promise<Reconciliation> {
    const told = await askAll();
    const found = [...(await checkOrders()), ...(await checkMoney()), ...Object.entries(told).flatMap(toFindings)];
    const checkedAt = clock();
    await findings.replace(found, checkedAt);
    const { violations, suspects } = await findings.summary(options.graceMs);
    const outboxPending = Object.fromEntries(
      Object.entries(told).map(([name, { outboxPending }]) => [name, outboxPending]),
    );
    return { checkedAt: checkedAt.toISOString(), suspects, violations, outboxPending };
  }

  return {
    check,
    async checkInTurn() {
      if (await findings.lease(options.leaseMs)) await check();
    },
    violations: async () => (await findings.summary(options.graceMs)).violations,
  };
}

/** A service tells how much is wrong, with a few examples: one finding for each of its invariants. */
function toFindings([service, { violations }]: [string, Invariants]): Finding[] {
  return violations
    .filter(({ count }) => count > 0)
    .map(({ invariant, count, examples }) => ({ invariant, count, subject: service, detail: examples.join(', ') }));
}
