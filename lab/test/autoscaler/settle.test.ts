import { expect, it } from '@jest/globals';
import type { AutoscalerStatus } from '@ticketlab/contracts/http/autoscaler';
import type { AutoscalerApi } from '../../autoscaler/experiment/lab-api.ts';
import { awaitRest } from '../../autoscaler/experiment/settle.ts';

const status = (problem: string | null, nextInMs: number): AutoscalerStatus => ({
  settings: { enabled: true, syncPeriodSeconds: 15, timeScale: 1, off: [] },
  lastDecisionAt: null,
  nextDecisionAt: new Date(Date.now() + nextInMs).toISOString(),
  problem,
  services: [{ service: 'order-service', active: true, problem: null, spec: null, requests: {}, decision: null }],
});

const wait = async (...answers: (() => AutoscalerStatus)[]) => {
  const told: string[] = [];
  const api: Pick<AutoscalerApi, 'status'> = {
    status: () => Promise.resolve((answers.length > 1 ? answers.shift() : answers[0])?.() ?? status(null, 0)),
  };
  const view = { waiting: (text: string) => void told.push(text) } as Parameters<typeof awaitRest>[2];
  await awaitRest(api as AutoscalerApi, 'order-service', view, new AbortController().signal);
  return told;
};

it('waits for the look after the start of the lab', async () => {
  const told = await wait(
    () => status('the lab is starting', 10_000),
    () => status(null, 15_000),
  );
  expect(told).toEqual(['waiting for the autoscaler to look at the lab']);
});

it('says why nothing is decided when the next look does not change it', async () => {
  await expect(wait(() => status('the supervisor does not answer', -3_000))).rejects.toThrow(
    'The autoscaler cannot decide: the supervisor does not answer.',
  );
});
