import { activeEventsSchema } from '@ticketlab/contracts/http/events';
import { type Topic, topics } from '@ticketlab/contracts/topics';
import type { DeadLetters } from '@ticketlab/service-kit/messaging/dead-letters';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ExerciseWorld } from '../../../exercises/world.ts';
import { readInvariants } from '../../../load/invariants.ts';
import { createCollector } from '../../../monitor/collect.ts';
import { createGatewayClient } from '../../../seed/gateway-client.ts';
import { orderAndPay } from '../../../seed/purchase.ts';
import { findPlace, newCustomer, smokeCheck } from '../../../seed/smoke-check.ts';
import type { Autoscaler } from '../autoscaler/autoscaler.ts';
import type { FaultControl } from '../faults/fault-control.ts';
import type { Runtime } from '../runtime.ts';
import type { Shoppers } from '../shoppers.ts';
import { createOwnManifests } from './own-manifests.ts';
import { createTokens } from './tokens.ts';

interface LabWorldDeps {
  runtime: Runtime;
  faults: FaultControl;
  autoscaler: Autoscaler;
  shoppers: Shoppers;
  gatewayUrl: string;
  /** Of order-service, for the reconciler; undefined while no instance is known. */
  orderServiceUrl: () => string | undefined;
  serviceSecret: string;
  manifests: { base: string; own: string };
  reportsDir: string;
  deadLetters: Pick<DeadLetters, 'list'>;
  /** Gives one to its consumer once more. */
  replayDeadLetter: (topic: Topic, id: string) => Promise<unknown>;
  clock: () => number;
}

const requestMs = 20_000;
const healthMs = 3_000;
const mostReplayed = 200;
const healthSchema = z.object({ dependencies: z.array(z.object({ name: z.string(), status: z.string() })) });
const reportSchema = z.object({
  scenario: z.string(),
  startedAt: z.string(),
  durationSeconds: z.number(),
  failed: z.number(),
  verdict: z.object({
    kind: z.enum(['passed', 'failed', 'inconclusive']),
    checks: z.array(z.object({ threshold: z.string(), met: z.boolean() })),
  }),
});

/** The running lab as exercises see it. */
export function createLabWorld(deps: LabWorldDeps): ExerciseWorld {
  const { runtime, faults, autoscaler, shoppers, gatewayUrl } = deps;
  const gateway = createGatewayClient(gatewayUrl);
  const collect = createCollector(() => runtime.state());
  const tokens = createTokens(gateway, deps.clock);

  async function allDeadLetters(): Promise<{ topic: Topic; id: string }[]> {
    const found: { topic: Topic; id: string }[] = [];
    for (const topic of topics) {
      for (const { id } of await deps.deadLetters.list(topic, Infinity)) found.push({ topic, id });
    }
    return found;
  }

  return {
    runtime,
    faults: {
      start: async (wish) => (await faults.start(wish, 'exercise', true)).id,
      renew: async (id, ttlSeconds) => {
        await faults.renew(id, ttlSeconds);
      },
      ids: async () => (await faults.list()).map(({ id }) => id),
      remove: async (id) => {
        await faults.remove(id);
      },
    },
    autoscaler,
    manifests: createOwnManifests(deps.manifests.base, deps.manifests.own),
    look: collect,
    async request({ path, as, port }) {
      const token = as === 'nobody' ? undefined : await tokens.of(as);
      const begun = performance.now();
      try {
        const response = await fetch((port === undefined ? gatewayUrl : `http://127.0.0.1:${port}`) + path, {
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
          signal: AbortSignal.timeout(requestMs),
        });
        await response.arrayBuffer();
        const stale = response.headers.get('x-cache') === 'stale';
        return { status: response.status, ms: performance.now() - begun, stale };
      } catch {
        return { status: 0, ms: performance.now() - begun, stale: false };
      }
    },
    async dependencies(port) {
      try {
        const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(healthMs) });
        return healthSchema.parse(await answer.json()).dependencies;
      } catch {
        return [];
      }
    },
    async anyEvent() {
      const [event] = (await gateway.get('/api/events/active', { schema: activeEventsSchema })).items;
      if (event === undefined) throw new Error('no event is on sale; ./deploy.sh seed adds some');
      return event.id;
    },
    async buy(seconds) {
      const late = delay(seconds * 1_000, undefined, { ref: false }).then(() => {
        throw new Error(`no tickets after ${seconds} s`);
      });
      await Promise.race([smokeCheck(gateway), late]);
    },
    async pay(card) {
      const { eventId, tierId } = await findPlace(gateway);
      await orderAndPay(gateway, await newCustomer(gateway, 'patient'), eventId, [{ tierId, quantity: 1 }], card);
    },
    violations() {
      const url = deps.orderServiceUrl();
      if (url === undefined) return Promise.resolve([{ invariant: 'order-service does not run', count: 1 }]);
      return readInvariants({ url, secret: deps.serviceSecret });
    },
    async loadReports() {
      const files = await readdir(deps.reportsDir).catch(() => []);
      const texts = await Promise.all(
        files
          .filter((file) => file.endsWith('.json'))
          .map((file) => readFile(join(deps.reportsDir, file), 'utf8').catch(() => '')),
      );
      return texts.flatMap((text) => {
        const report = parseReport(text);
        if (report === undefined) return [];
        const { scenario, startedAt, durationSeconds, failed, verdict } = report;
        const met = verdict.checks.filter((check) => check.met).map(({ threshold }) => threshold);
        return [{ scenario, startedAt, seconds: durationSeconds, failed, met, verdict: verdict.kind }];
      });
    },
    shoppers(on) {
      shoppers.set(on);
      return Promise.resolve();
    },
    shoppersOn: () => shoppers.isOn(),
    deadLetterIds: async () => (await allDeadLetters()).map(nameOf),
    async replayDeadLetters(except) {
      const earlier = new Set(except);
      const letters = (await allDeadLetters()).filter((letter) => !earlier.has(nameOf(letter)));
      for (const { topic, id } of letters.slice(0, mostReplayed)) await deps.replayDeadLetter(topic, id);
    },
    clock: deps.clock,
  };
}

const nameOf = ({ topic, id }: { topic: Topic; id: string }): string => `${topic} ${id}`;

/** Undefined for one of another kind, or one that is being written. */
function parseReport(text: string): z.output<typeof reportSchema> | undefined {
  try {
    return reportSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
