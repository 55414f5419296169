import { setTimeout as sleep } from 'node:timers/promises';
import { testCards } from '@ticketlab/contracts/http/payments';
import pg from 'pg';
import {
  type Card,
  type PaymentProvider,
  type ProviderRecord,
  ProviderTimeoutError,
  ProviderUnavailableError,
} from '../usecases/ports.ts';
import { createProviderLedger, type LedgerEntry } from './provider-ledger.ts';

export interface SimulatedProviderOptions {
  /** How long its answers take, in ms. */
  readonly latencyMs: number;
  /** How long the caller waits for an answer, in ms. */
  readonly timeoutMs: number;
  /** How long a slow confirmation takes to be captured, in ms. */
  readonly slowMs: number;
}

/**
 * LAB: stands in for a payment provider on the other side of a network. It keeps books of its own, in transactions of
 * its own, and answers late; the card's number decides what happens. Its documented promises: a charge is booked once
 * per id; what it answers that it has refused is not booked; a voided id is never booked.
 */
export function createSimulatedProvider(
  url: string,
  options: SimulatedProviderOptions,
): PaymentProvider & { close(): Promise<void> } {
  // not the service's pool: an outside party does not share our connections
  const pool = new pg.Pool({ connectionString: url, max: 4, application_name: 'simulated-provider' });
  pool.on('error', () => undefined);
  const ledger = createProviderLedger(pool);

  /** What a call over a network is like: it takes time, and beyond the time-out nobody knows what it did. */
  async function call<T>(work: () => Promise<T>, latencyMs = options.latencyMs): Promise<T> {
    const timeUp = new AbortController();
    const onTime = async () => {
      const answer = await work();
      await sleep(latencyMs, undefined, { signal: timeUp.signal });
      return answer;
    };
    const tooLate = sleep(options.timeoutMs, undefined, { signal: timeUp.signal }).then(() => {
      throw new ProviderTimeoutError(`no answer within ${options.timeoutMs} ms`);
    });
    try {
      return await Promise.race([onTime(), tooLate]);
    } catch (error) {
      if (error instanceof ProviderTimeoutError) throw error;
      throw new ProviderTimeoutError('the connection broke', { cause: error });
    } finally {
      timeUp.abort();
      tooLate.catch(() => undefined);
    }
  }

  return {
    async charge({ id, amount, card }) {
      if (card.number === testCards.providerDown) throw new ProviderUnavailableError('the provider is out of service');
      const neverAnswers =
        card.number === testCards.timeoutCaptured ? options.latencyMs + options.timeoutMs * 2 : undefined;
      return call(() => ledger.book({ id, amount, ...decide(card, options.slowMs) }), neverAnswers);
    },
    find: (id) => call(async () => (await ledger.read([id]))[0] ?? null),
    void: (id) => call(() => ledger.void(id)),
    refund: (id) => call(() => ledger.refund(id)),
    // statements of account, read in bulk: nothing waits for them as a payment does
    findAll: (ids) => call(() => ledger.read(ids), 0),
    held: (after, until, limit) => call(() => ledger.held(after, until, limit), 0),
    close: () => pool.end(),
  };
}

type Decision = Pick<LedgerEntry, 'state' | 'declineCode' | 'settlesInMs'>;

function decide(card: Card, slowMs: number): Decision {
  const declined = (declineCode: NonNullable<ProviderRecord['declineCode']>): Decision => ({
    state: 'declined',
    declineCode,
    settlesInMs: null,
  });
  switch (card.number) {
    case testCards.declined:
      return declined('card-declined');
    case testCards.insufficientFunds:
      return declined('insufficient-funds');
    case testCards.expiredCard:
      return declined('expired-card');
    case testCards.slowConfirmation:
      return { state: 'pending', declineCode: null, settlesInMs: slowMs };
    default:
      return { state: 'captured', declineCode: null, settlesInMs: null };
  }
}
