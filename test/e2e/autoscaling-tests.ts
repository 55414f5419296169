import { readFile, stat } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { ExperimentPlan, ExperimentReport } from '@ticketlab/lab/autoscaler/experiment/report';
import type { Diagnosis } from '@ticketlab/lab/autoscaler/doctor/diagnose';
import { eventually } from '@ticketlab/testing/eventually';
import type { World } from './world.ts';

const patience = { timeoutMs: 45_000, intervalMs: 200 };

/** The lab is deployed with the autoscaler off; these tests switch it on for order-service and off again. */
export function describeAutoscaling(world: () => World): void {
  describe('autoscaling', () => {
    const lab = (...args: string[]) => world().lab.script('lab', ...args);
    const diagnose = async () => {
      const { code, stdout } = await lab('doctor', 'order-service', '--json');
      const [diagnosis] = JSON.parse(stdout) as Diagnosis[];
      return { code, codes: diagnosis?.findings.map((finding) => finding.code), fix: diagnosis?.findings[0]?.fix };
    };

    afterAll(async () => {
      await lab('autoscaler', 'off');
      await world().lab.script('deploy', 'scale', 'order-service', '1');
    }, 60_000);

    it('the doctor says that it is off, and what it proposes helps', async () => {
      expect(await diagnose()).toEqual({
        code: 1,
        codes: expect.arrayContaining(['autoscaler-off']),
        fix: './lab.sh autoscaler on order-service',
      });
      expect(await lab('autoscaler', 'on', 'order-service', '--time-scale', '10')).toMatchObject({ code: 0 });
      await eventually(async () => expect(await diagnose()).toMatchObject({ code: 0 }), patience);
      const { stdout } = await lab('autoscaler');
      expect(stdout).toMatch(/order-service +on /);
      expect(stdout).toMatch(/api-gateway +off /);
    }, 60_000);

    it('refuses what nobody can promise, before anything is loaded', async () => {
      const { code, stdout } = await lab('experiment', 'autoscale', '--millicores', '90000', '--dry-run');
      expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringContaining('are too much for this machine') });
    }, 60_000);

    it.each([
      ['order-service', '/api/orders/openapi.json'],
      ['api-gateway', '/info'],
    ] as const)(
      'a new instance of %s takes traffic within 2 s of being ready',
      async (service, path) => {
        const visitors = startVisitors(`${world().lab.url}${path}`);
        try {
          const delays: number[] = [];
          for (const instances of [3, 1, 2, 1]) {
            const before = await readyIn(service);
            visitors.forget();
            await world().lab.control.scale(service, instances);
            const now = await eventually(async () => {
              const ready = await readyIn(service);
              expect(ready.size).toBe(instances);
              return ready;
            }, patience);
            for (const [key, { id, readyAt }] of now) {
              if (before.has(key)) continue;
              const servedAt = await eventually(() => visitors.firstServedBy(`${service}/${id}`), patience);
              delays.push(servedAt - readyAt);
            }
          }
          expect(delays).toHaveLength(3);
          expect(Math.max(...delays)).toBeLessThan(2_000);
        } finally {
          expect(await visitors.stop()).toEqual([]);
        }
      },
      120_000,
    );

    /** Those that are ready, by process: the number of one that has gone is given again. */
    async function readyIn(service: string): Promise<Map<string, { id: string; readyAt: number }>> {
      const { services } = await world().lab.control.state();
      const found = services.find(({ name }) => name === service)?.instances ?? [];
      return new Map(
        found
          .filter(({ phase }) => phase === 'ready')
          .map(({ id, pid, readyAt }) => [`${id}/${pid ?? 0}`, { id, readyAt: Date.parse(readyAt ?? '') }]),
      );
    }

    it('predicts, writes it down, loads, and judges what came of it', async () => {
      const wish = ['--millicores', '95', '--hold', '12s', '--time-scale', '10'];
      const { code, stdout, stderr } = await lab('experiment', 'autoscale', ...wish, '--json');
      if (stdout === '') throw new Error(`it ended with ${code}: ${stderr}`);
      const report = JSON.parse(stdout) as ExperimentReport & { files: { json: string; html: string } };
      const { verdict, decisions, samples, prediction } = report;
      // what a busy machine makes of the load is not for this test to say, but the verdict must say it
      expect(code).toBe({ met: 0, missed: 1, inconclusive: 3 }[verdict.kind]);
      expect(decisions.some(({ acted, desired }) => acted && desired > 1)).toBe(true);
      expect(samples.length).toBeGreaterThan(10);
      expect(await readFile(report.files.html, 'utf8')).toContain(`Autoscaling order-service: ${verdict.kind}`);
      const predicted = join(
        world().lab.home,
        'reports',
        `${report.plannedAt.replace(/[:.]/g, '-')}-autoscale-order-service-prediction.json`,
      );
      const plan = JSON.parse(await readFile(predicted, 'utf8')) as ExperimentPlan;
      expect(plan.prediction).toEqual(prediction);
      expect((await stat(predicted)).mtimeMs).toBeLessThan(Date.parse(report.startedAt));
    }, 180_000);
  });
}

/** Fifty requests a second, each over a connection of its own, as new visitors come; notes who served them first when. */
function startVisitors(url: string) {
  const firstServed = new Map<string, number>();
  const failures: string[] = [];
  const underWay = new Set<Promise<void>>();
  const visit = () =>
    new Promise<void>((resolve) => {
      const fail = (error: Error) => {
        failures.push(error.message);
        resolve();
      };
      get(url, { agent: false }, (response) => {
        const servedBy = String(response.headers['x-served-by']);
        if (response.statusCode !== 200) failures.push(`${servedBy} answered ${response.statusCode ?? 'nothing'}`);
        if (!firstServed.has(servedBy)) firstServed.set(servedBy, Date.now());
        response.on('error', fail).on('end', resolve).resume();
      }).on('error', fail);
    });
  const timer = setInterval(() => {
    const visiting = visit();
    underWay.add(visiting);
    void visiting.finally(() => underWay.delete(visiting));
  }, 20);
  return {
    forget: () => firstServed.clear(),
    firstServedBy(instance: string): number {
      const at = firstServed.get(instance);
      if (at === undefined) throw new Error(`${instance} has served nobody: ${[...firstServed.keys()].join(', ')}`);
      return at;
    },
    /** Resolves to what went wrong. */
    async stop(): Promise<string[]> {
      clearInterval(timer);
      await Promise.all(underWay);
      return failures;
    },
  };
}
