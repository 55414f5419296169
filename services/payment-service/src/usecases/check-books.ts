import type { PaymentState } from '@ticketlab/contracts/http/payments';
import type { PaymentProvider, PaymentStore, ProviderRecord } from './ports.ts';

const pageSize = 5_000;

/** What our books must say for each state at the provider. */
const agreeing: Record<ProviderRecord['state'], readonly PaymentState[]> = {
  pending: ['PROCESSING'],
  captured: ['CAPTURED', 'REFUNDING'],
  declined: ['DECLINED'],
  voided: ['DECLINED'],
  refunded: ['REFUNDED'],
};

/**
 * Compares our books with the provider's, both ways. Payments that changed within the last `graceMs` are left out: they
 * may be on their way. Resolves to the ids that the two disagree about.
 */
export async function checkBooks(
  deps: { store: PaymentStore; provider: PaymentProvider; clock: () => Date },
  { graceMs }: { graceMs: number },
): Promise<string[]> {
  const until = new Date(deps.clock().getTime() - graceMs);
  return [...(await missingThere(deps, until)), ...(await missingHere(deps, until))];
}

async function missingThere(
  { store, provider }: { store: PaymentStore; provider: PaymentProvider },
  until: Date,
): Promise<string[]> {
  const wrong: string[] = [];
  for (let after: string | null = null; ;) {
    const page = await store.settledBefore(until, after, pageSize);
    const records = new Map((await provider.findAll(page.map(({ id }) => id))).map((record) => [record.id, record]));
    for (const { id, state } of page) {
      const record = records.get(id);
      const agrees = record === undefined ? state === 'PROCESSING' : agreeing[record.state].includes(state);
      if (!agrees) wrong.push(id);
    }
    if (page.length < pageSize) return wrong;
    after = page.at(-1)?.id ?? null;
  }
}

/** Money that the provider holds and that we know nothing of. */
async function missingHere(
  { store, provider }: { store: PaymentStore; provider: PaymentProvider },
  until: Date,
): Promise<string[]> {
  const wrong: string[] = [];
  for (let after: string | null = null; ;) {
    const page = await provider.held(after, until, pageSize);
    const known = await store.statesOf(page);
    wrong.push(...page.filter((id) => !known.has(id)));
    if (page.length < pageSize) return wrong;
    after = page.at(-1) ?? null;
  }
}
