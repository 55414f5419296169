import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseCpu, parseMemory } from '../manifests/quantity.ts';
import { readWorkload, toAutoscaleTarget } from '../manifests/workload.ts';
import { scaledNames } from '../runtimes/local/workloads.ts';

const base = join(import.meta.dirname, '../../k8s/base');

describe('quantities', () => {
  it.each([
    ['250m', 250],
    ['0.25', 250],
    ['2', 2000],
  ])('reads %s of CPU as %i millicores', (text, millicores) => expect(parseCpu(text)).toBe(millicores));

  it.each([
    ['192Mi', 201_326_592],
    ['1G', 1_000_000_000],
    ['512', 512],
  ])('reads %s of memory as %i bytes', (text, bytes) => expect(parseMemory(text)).toBe(bytes));

  it.each(['', 'much', '1 Gi', '-1'])('refuses %j', (text) => expect(parseMemory(text)).toBeUndefined());
});

describe('the manifests of every workload', () => {
  it.each(scaledNames)('%s has requests below its limits and targets to scale by', (name) => {
    const workload = readWorkload(base, name);
    expect(workload.resources.requests.cpu).toBeLessThan(workload.resources.limits.cpu);
    expect(workload.resources.requests.memory).toBeLessThan(workload.resources.limits.memory);
    expect(toAutoscaleTarget(workload)).toMatchObject({ minReplicas: 1, cpuUtilization: 70, memoryUtilization: 80 });
    expect(workload.hpa.behavior?.scaleDown.stabilizationWindowSeconds).toBeGreaterThanOrEqual(60);
    expect(workload.readinessProbe.httpGet.path).toBe('/readyz');
    expect(workload.livenessProbe.httpGet.path).toBe('/healthz');
  });
});

it('the gateway in a cluster reckons with the same numbers as the local one', () => {
  const text = readFileSync(join(base, 'api-gateway/configmap.yaml'), 'utf8');
  const { data } = parse(text) as { data: Record<string, string> };
  const targets = scaledNames.map((name) => [name, toAutoscaleTarget(readWorkload(base, name))]);
  expect(JSON.parse(data['AUTOSCALE_TARGETS'] ?? '')).toEqual(Object.fromEntries(targets));
});

describe('a wrong manifest', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'manifests-'));
    cpSync(join(base, 'order-service'), join(dir, 'order-service'), { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const edit = (file: string, from: string, to: string) => {
    const path = join(dir, 'order-service', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };

  it.each([
    ['deployment.yaml', 'memory: 256Mi', 'memory: plenty', 'limits.memory: plenty is no quantity; write it like 256Mi'],
    ['hpa.yaml', 'maxReplicas: 6', 'maxReplicas: 0', 'hpa.yaml: spec.maxReplicas: '],
    ['hpa.yaml', 'name: order-service\n  min', 'name: box-office\n  min', 'scaleTargetRef.name is box-office'],
    ['hpa.yaml', 'spec:', 'spec: [', 'hpa.yaml: '],
  ])('%s with %s -> %s names the file, the place and the reason', (file, from, to, message) => {
    edit(file, from, to);
    expect(() => readWorkload(dir, 'order-service')).toThrow(message);
  });

  it('that is missing is named', () => {
    expect(() => readWorkload(dir, 'box-office')).toThrow(join('box-office', 'deployment.yaml'));
  });
});
