import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createSimulatedProvider } from '../src/adapters/simulated-provider.ts';
import { type PaymentProvider, ProviderTimeoutError, ProviderUnavailableError } from '../src/usecases/ports.ts';
import { createHarness, type Harness } from './harness.ts';

let harness: Harness;
let simulated: ReturnType<typeof createSimulatedProvider>;
/** What happens to each call: it reaches the provider, its request is lost on the way, or nothing is reached at all. */
let network: 'up' | 'loses-requests' | 'down' = 'up';

beforeAll(async () => {
  harness = await createHarness();
  simulated = createSimulatedProvider(harness.pool.options.connectionString ?? '', {
    latencyMs: 0,
    timeoutMs: 500,
    slowMs: 100,
  });
  const pass =
    <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      if (network === 'down') throw new ProviderUnavailableError('connection refused');
      if (network === 'loses-requests') throw new ProviderTimeoutError('no answer');
      return call(...args);
    };
  const provider: PaymentProvider = {
    charge: pass((charge) => simulated.charge(charge)),
    find: pass((id) => simulated.find(id)),
    void: pass((id) => simulated.void(id)),
    refund: pass((id) => simulated.refund(id)),
    findAll: pass((ids) => simulated.findAll(ids)),
    held: pass((after, until, limit) => simulated.held(after, until, limit)),
  };
  await harness.start({ WORK_DUE_MS: '100' }, provider);
});
afterAll(async () => {
  await simulated.close();
  await harness.close();
});

const stateOf = (id: string) => harness.stateOf(id);

it('decides nothing while the provider cannot be asked, then voids what never arrived', async () => {
  const user = harness.identity.user();
  const order = harness.order(user);
  network = 'loses-requests';
  const { status, body } = await harness.pay(user, order.id);
  expect(status).toBe(202);
  // long past the acceptance window, and asked several times
  await harness.pool.query("UPDATE payments SET sent_at = now() - interval '1 hour' WHERE id = $1", [body.id]);
  await eventually(async () => {
    const { rows } = await harness.pool.query<{ work_attempts: number }>(
      'SELECT work_attempts FROM payments WHERE id = $1',
      [body.id],
    );
    expect(rows[0]?.work_attempts).toBeGreaterThanOrEqual(3);
  });
  expect(await stateOf(body.id)).toBe('PROCESSING');
  network = 'up';
  await harness.until(body.id, 'DECLINED');
  expect(await harness.announced(body.id)).toEqual(['1 declined']);

  // the lost request turns up after all: the provider has promised to refuse it
  const card = { number: '4000000000000002', expiryMonth: 1, expiryYear: 2030, cvc: '123', holder: 'A Customer' };
  expect((await simulated.charge({ id: body.id, amount: body.amount, card })).state).toBe('voided');
  expect((await harness.pay(user, order.id)).status).toBe(201);
  expect(await harness.bookedFor(order.id)).toBe(1);
});

it('does not void what may still arrive', async () => {
  const user = harness.identity.user();
  const order = harness.order(user);
  network = 'loses-requests';
  const { body } = await harness.pay(user, order.id);
  await harness.pool.query("UPDATE payments SET sent_at = now() + interval '1 hour' WHERE id = $1", [body.id]);
  network = 'up';
  await eventually(async () => {
    const { rows } = await harness.pool.query<{ work_attempts: number }>(
      'SELECT work_attempts FROM payments WHERE id = $1',
      [body.id],
    );
    expect(rows[0]?.work_attempts).toBeGreaterThanOrEqual(2);
  });
  expect(await stateOf(body.id)).toBe('PROCESSING');
  const card = { number: '4000000000000002', expiryMonth: 1, expiryYear: 2030, cvc: '123', holder: 'A Customer' };
  await simulated.charge({ id: body.id, amount: body.amount, card });
  await harness.until(body.id, 'CAPTURED');
});

it('refunds when the provider is there again', async () => {
  const user = harness.identity.user();
  const { body } = await harness.pay(user, harness.order(user).id);
  network = 'down';
  await harness.pool.query(
    "UPDATE payments SET state = 'REFUNDING', refund_reason = 'test', work = 'refund', work_due = now() WHERE id = $1",
    [body.id],
  );
  await eventually(async () => {
    const { rows } = await harness.pool.query<{ work_attempts: number }>(
      'SELECT work_attempts FROM payments WHERE id = $1',
      [body.id],
    );
    expect(rows[0]?.work_attempts).toBeGreaterThanOrEqual(2);
  });
  expect(await stateOf(body.id)).toBe('REFUNDING');
  network = 'up';
  await harness.until(body.id, 'REFUNDED');
  expect(await harness.announced(body.id)).toEqual(['1 captured', '2 refunded']);
});
