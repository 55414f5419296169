import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createAutoscaler, type Autoscaler } from '../../controller/src/autoscaler/autoscaler.ts';
import type { ScaleTarget } from '../../manifests/scale-target.ts';
import { allReady, fixtureService, startFixtureLab, type FixtureLab } from '../fixtures/lab.ts';
import { startSteadyLoad } from '../fixtures/steady-load.ts';
import { rules, spec } from './observations.ts';

let lab: FixtureLab;
let autoscaler: Autoscaler;
let port: number;
/** Millicores; what is little for the load, so that it scales up, or plenty, so that it scales down. */
let cpuRequest = 20;

const target = (): ScaleTarget => ({
  service: 'order-service',
  requests: { cpu: cpuRequest },
  spec: spec({
    maxReplicas: 3,
    behavior: { scaleUp: rules(), scaleDown: rules({ stabilizationWindowSeconds: 30 }) },
  }),
});

beforeAll(async () => {
  lab = await startFixtureLab(([free = 0]) => {
    port = free;
    return { stores: [], services: [fixtureService('order-service', free)] };
  });
  await lab.control.declare('ready');
  await lab.control.scale('order-service', 1);
  await lab.until('order-service', allReady(1));
  autoscaler = createAutoscaler({
    control: lab.control,
    specs: () => new Map([['order-service', target()]]),
    settings: { enabled: true, syncPeriodSeconds: 15, timeScale: 30, off: [] },
    clock: Date.now,
  });
});

afterAll(async () => {
  await autoscaler.worker.stop();
  await lab.close();
});

it('scales real processes up and down by their real CPU, and no request is lost', async () => {
  const load = startSteadyLoad(port);
  const servedByThree = load.untilServedBy(3);
  await autoscaler.worker.start();
  await lab.until('order-service', allReady(3));
  await servedByThree;
  cpuRequest = 100_000;
  await lab.until('order-service', allReady(1));
  const { served, failures } = await load.stop();
  expect(failures).toEqual([]);
  expect(served).toBeGreaterThan(50);

  const acted = autoscaler.timeline().filter((decision) => decision.acted);
  expect(acted.map(({ desired }) => desired)).toEqual(expect.arrayContaining([3, 1]));
  expect(acted[0]?.metrics[0]).toMatchObject({ metric: 'cpu utilization', counted: ['order-service-1'] });
});
