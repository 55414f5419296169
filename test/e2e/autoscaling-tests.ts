import { readFile, stat } from 'node:fs/promises';
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
