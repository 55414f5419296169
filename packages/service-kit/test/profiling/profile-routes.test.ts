import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cpuProfileSchema } from '@ticketlab/contracts/internal/profile';
import { testTerms } from '@ticketlab/testing/terms';
import { mintServiceToken, toServiceKey } from '../../src/auth/service-token.ts';
import { startTestService } from '../test-service.ts';

let service: Awaited<ReturnType<typeof startTestService>>;
beforeAll(async () => {
  service = await startTestService(() => []);
});
afterAll(() => service.close());

const token = () => mintServiceToken(toServiceKey(testTerms.serviceSecret), 'lab-controller', 'order-service');
const profile = (url = service.url, authorization = `Bearer ${token()}`) =>
  fetch(`${url}/internal/profile`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ seconds: 1 }),
  });

function burnOnTheMainThread(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

it('shows what the main thread does, one profile at a time', async () => {
  const first = profile();
  const burning = setInterval(() => burnOnTheMainThread(50), 100);
  const answers = [first, profile()];
  const [{ status }, second] = await Promise.all([answers[0] as Promise<Response>, answers[1] as Promise<Response>]);
  clearInterval(burning);
  expect([status, second.status].sort()).toEqual([200, 409]);
  const taken = status === 200 ? await first : second;
  const { nodes, samples } = cpuProfileSchema.parse(await taken.json());
  expect(nodes.map(({ callFrame }) => callFrame.functionName)).toContain('burnOnTheMainThread');
  expect(samples.length).toBeGreaterThan(100);
});

it('is for the lab alone: with a service token, and not without LAB_MODE', async () => {
  expect((await profile(service.url, 'Bearer nonsense')).status).toBe(401);
  const production = await startTestService(() => [], { env: { LAB_MODE: 'off' } });
  expect((await profile(production.url)).status).toBe(404);
  await production.close();
});
