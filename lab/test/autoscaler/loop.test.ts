import { afterEach, describe, expect, it } from '@jest/globals';
import type { AutoscalerDecision, AutoscalerSettings } from '@ticketlab/contracts/http/autoscaler';
import { eventually } from '@ticketlab/testing/eventually';
import {
  type Autoscaler,
  type AutoscalerControl,
  createAutoscaler,
} from '../../controller/src/autoscaler/autoscaler.ts';
import type { Specs } from '../../controller/src/autoscaler/specs.ts';
import { ManifestError } from '../../manifests/manifest-error.ts';
import type { ScaleTarget } from '../../manifests/scale-target.ts';
import { spec } from './observations.ts';
import { createLab } from './simulated-lab.ts';

const target: ScaleTarget = {
  service: 'order-service',
  spec: spec({ maxReplicas: 4 }),
  requests: { cpu: 100, memory: 100 },
};
/** A decision every 10 ms. */
const hurried: AutoscalerSettings = { enabled: true, syncPeriodSeconds: 0.5, timeScale: 50, off: [] };

let running: Autoscaler | undefined;
afterEach(() => running?.worker.stop());

function start(control: AutoscalerControl, settings: Partial<AutoscalerSettings> = {}, specs?: Specs): Autoscaler {
  running = createAutoscaler({
    control,
    specs: specs ?? (() => new Map([['order-service', target]])),
    settings: { ...hurried, ...settings },
    clock: Date.now,
  });
  void running.worker.start();
  return running;
}

/** The first decision that the check holds for. */
const decided = (autoscaler: Autoscaler, check: (decision: AutoscalerDecision) => boolean) =>
  eventually(() => {
    const found = autoscaler.timeline('order-service').find(check);
    if (found === undefined) throw new Error(JSON.stringify(autoscaler.status()));
    return Promise.resolve(found);
  });

/** Waits until the assertion holds. */
const see = (assertion: () => void) =>
  eventually(() => {
    assertion();
    return Promise.resolve();
  });

describe('the loop', () => {
  it('measures cpu between two decisions, scales, and keeps the arithmetic', async () => {
    const lab = createLab(140);
    const autoscaler = start(lab.control);
    const first = await decided(autoscaler, () => true);
    expect(first.conditions).toContainEqual(expect.objectContaining({ reason: 'FailedGetResourceMetric' }));
    const up = await decided(autoscaler, ({ desired }) => desired > 1);
    expect(up).toMatchObject({ service: 'order-service', current: 1, acted: true, decisive: 'cpu utilization' });
    expect(up.metrics[0]?.text).toMatch(/^cpu 1[34]\d % over 1 instance against 70 %, ratio /);
    await decided(autoscaler, ({ current }) => current === 4);
    lab.set({ millicores: 0 });
    await decided(autoscaler, ({ current, desired }) => current > 1 && desired === 1);
  });

  it('tells every decision to those who listen, until they stop', async () => {
    const autoscaler = start(createLab(70).control);
    const heard: AutoscalerDecision[] = [];
    const stop = autoscaler.subscribe((decision) => heard.push(decision));
    await see(() => expect(heard.length).toBeGreaterThan(2));
    stop();
    const { length } = heard;
    const { lastDecisionAt } = autoscaler.status();
    await see(() => expect(autoscaler.status().lastDecisionAt).not.toBe(lastDecisionAt));
    expect(heard).toHaveLength(length);
  });

  it('keeps decisions a period apart at least', async () => {
    const autoscaler = start(createLab(70).control);
    await see(() => expect(autoscaler.timeline().length).toBeGreaterThan(5));
    const times = autoscaler.timeline().map(({ at }) => Date.parse(at));
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ['as a whole', { enabled: false }],
    ['for this service', { off: ['order-service'] }],
  ])('switched off %s it still reckons, and tells nobody', async (_what, settings) => {
    const lab = createLab(140);
    const autoscaler = start(lab.control, settings);
    await decided(autoscaler, ({ desired, acted }) => desired > 1 && !acted);
    expect(lab.scaled).toEqual([]);
    expect(autoscaler.status().services[0]).toMatchObject({ active: false });
    autoscaler.set({ enabled: true, off: [] });
    await decided(autoscaler, ({ acted }) => acted);
  });

  it('does nothing while the supervisor is away, says so, and goes on when it is back', async () => {
    const lab = createLab(140);
    lab.set({ away: 'connect ENOENT' });
    const autoscaler = start(lab.control);
    await see(() => expect(autoscaler.status().problem).toBe('connect ENOENT'));
    expect(autoscaler.timeline()).toEqual([]);
    lab.set({ away: null });
    await decided(autoscaler, ({ acted }) => acted);
    expect(autoscaler.status().problem).toBeNull();
  });

  it('leaves a lab alone that is starting or stopping', async () => {
    const lab = createLab(140);
    lab.set({ phase: 'starting' });
    const autoscaler = start(lab.control);
    await decided(autoscaler, ({ desired }) => desired > 1);
    expect(autoscaler.status().problem).toBe('the lab is starting');
    expect(lab.scaled).toEqual([]);
  });

  it('a supervisor that refuses shows in AbleToScale', async () => {
    const lab = createLab(140);
    lab.set({ refuses: 'no' });
    const refused = await decided(start(lab.control), ({ text }) => text.includes('could not be told: no'));
    expect(refused).toMatchObject({ current: 1, desired: 1, acted: false });
    expect(refused.conditions).toContainEqual(expect.objectContaining({ reason: 'FailedUpdateScale', status: false }));
  });

  it('a wrong manifest stops only its own service', async () => {
    const specs: Specs = () =>
      new Map<string, ScaleTarget | ManifestError>([
        ['chat-service', new ManifestError('hpa.yaml: spec.maxReplicas: too small')],
        ['order-service', target],
        ['box-office', { ...target, service: 'box-office' }],
      ]);
    const autoscaler = start(createLab(70).control, {}, specs);
    await decided(autoscaler, () => true);
    const problems = autoscaler.status().services.map(({ service, problem }) => [service, problem]);
    expect(problems).toEqual([
      ['chat-service', 'hpa.yaml: spec.maxReplicas: too small'],
      ['order-service', null],
      ['box-office', 'the supervisor has no such service'],
    ]);
  });

  it('says when it decides next, and follows a new pace at once', async () => {
    const autoscaler = start(createLab(70).control, { timeScale: 1, syncPeriodSeconds: 60 });
    await decided(autoscaler, () => true);
    const { lastDecisionAt, nextDecisionAt } = autoscaler.status();
    expect(Date.parse(nextDecisionAt) - Date.parse(lastDecisionAt ?? '')).toBe(60_000);
    autoscaler.set({ syncPeriodSeconds: 0.5, timeScale: 50 });
    await see(() => expect(autoscaler.timeline().length).toBeGreaterThan(2));
    expect(autoscaler.settings()).toEqual(hurried);
  });
});
