import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManifestSpecs } from '../../controller/src/autoscaler/specs.ts';
import { readScaleTarget } from '../../manifests/scale-target.ts';

const base = join(import.meta.dirname, '../../../k8s/base');
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'scale-target-'));
  cpSync(join(base, 'order-service'), join(dir, 'order-service'), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

function edit(file: string, change: (text: string) => string) {
  const path = join(dir, 'order-service', file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}
const replacing = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);
const read = () => readScaleTarget(dir, 'order-service');

describe('what the autoscaler reads', () => {
  it('requests, bounds, metrics and behavior', () => {
    expect(read()).toMatchObject({
      service: 'order-service',
      requests: { cpu: 100, memory: 224 * 1_048_576 },
      spec: {
        minReplicas: 1,
        maxReplicas: 6,
        metrics: [
          { type: 'Resource', name: 'cpu', target: { type: 'Utilization', percent: 70 } },
          { type: 'Resource', name: 'memory', target: { type: 'Utilization', percent: 80 } },
        ],
        behavior: { scaleDown: { stabilizationWindowSeconds: 60, tolerance: null } },
      },
    });
  });

  it('no behavior at all', () => {
    edit('hpa.yaml', replacing(/ {2}behavior:[\s\S]*/, ''));
    expect(read().spec.behavior).toBeNull();
  });

  it('what the API server would fill in', () => {
    edit('hpa.yaml', replacing(/behavior:[\s\S]*/, 'behavior:\n    scaleUp: { tolerance: 50m }\n'));
    expect(read().spec.behavior).toEqual({
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [
          { type: 'Pods', value: 4, periodSeconds: 15 },
          { type: 'Percent', value: 100, periodSeconds: 15 },
        ],
        tolerance: 0.05,
      },
      scaleDown: {
        stabilizationWindowSeconds: 300,
        selectPolicy: 'Max',
        policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
        tolerance: null,
      },
    });
  });

  it('average values in the unit of their metric', () => {
    const metrics = `metrics:
    - { type: Resource, resource: { name: cpu, target: { type: AverageValue, averageValue: 250m } } }
    - { type: Resource, resource: { name: memory, target: { type: AverageValue, averageValue: 1Ki } } }
    - { type: Pods, pods: { metric: { name: queue_length }, target: { type: AverageValue, averageValue: '10' } } }
  behavior:`;
    edit('hpa.yaml', replacing(/metrics:[\s\S]*behavior:/, metrics));
    expect(read().spec.metrics.map(({ target }) => target)).toEqual([
      { type: 'AverageValue', value: 250 },
      { type: 'AverageValue', value: 1024 },
      { type: 'AverageValue', value: 10 },
    ]);
  });

  it('a Deployment without requests, which is for the autoscaler to tell', () => {
    edit('deployment.yaml', replacing(/requests:\s+cpu: 100m/, 'requests:'));
    expect(read().requests).toEqual({ memory: 224 * 1_048_576 });
    edit('deployment.yaml', replacing(/resources:[\s\S]*startupProbe/, 'startupProbe'));
    expect(read().requests).toEqual({});
  });

  it('names an autoscaler whose target does not exist, and goes on when it is corrected', () => {
    const specs = createManifestSpecs(dir, join(dir, 'own'), ['order-service']);
    edit('hpa.yaml', replacing('kind: Deployment\n    name: order-service', 'kind: Deployment\n    name: box-office'));
    expect(specs().get('order-service')).toMatchObject({
      message: expect.stringContaining(
        'spec.scaleTargetRef is Deployment box-office, there is only Deployment order-service',
      ),
    });
    edit('hpa.yaml', replacing('name: box-office', 'name: order-service'));
    expect(specs().get('order-service')).toMatchObject({ service: 'order-service' });
  });
});
