import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const prometheus = join(root, 'observability/prometheus');

const alertSchema = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.object({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.object({ summary: z.string().min(1), description: z.string().min(1), runbook: z.string() }),
});
const ruleFileSchema = z.object({
  groups: z.array(
    z.object({ rules: z.array(z.union([alertSchema, z.object({ record: z.string(), expr: z.string() })])) }),
  ),
});
const testFileSchema = z.object({
  tests: z.array(
    z.object({
      name: z.string(),
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
    }),
  ),
});

function filesOf(folder: string): string[] {
  return readdirSync(join(prometheus, folder)).map((name) => join(prometheus, folder, name));
}

function read<T extends z.ZodType>(file: string, schema: T): z.output<T> {
  return schema.parse(parse(readFileSync(file, 'utf8')));
}

const alerts = filesOf('rules')
  .flatMap((file) => read(file, ruleFileSchema).groups)
  .flatMap(({ rules }) => rules)
  .filter((rule) => 'alert' in rule);
const names = [...new Set(alerts.map(({ alert }) => alert))];
const cases = filesOf('tests')
  .flatMap((file) => read(file, testFileSchema).tests)
  .flatMap((test) => test.alert_rule_test);

describe('alerts', () => {
  it.each(names)('%s has a case that fires it and one that does not', (name) => {
    const own = cases.filter(({ alertname }) => alertname === name);
    expect(own.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true);
    expect(own.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
  });

  it.each(alerts.map(({ alert, annotations }) => [alert, annotations.runbook]))('%s has its page %s', (name, page) => {
    expect(existsSync(join(root, page))).toBe(true);
    expect(readFileSync(join(root, page), 'utf8')).toContain(name);
    expect(readFileSync(join(root, 'docs/runbooks/README.md'), 'utf8')).toContain(page.replace('docs/runbooks/', ''));
  });

  if (hasPromtool()) {
    it('is accepted by promtool, and does in its cases what is expected', () => {
      expect(() => promtool('check', 'rules', ...filesOf('rules'))).not.toThrow();
      expect(promtool('test', 'rules', ...filesOf('tests'))).toContain('SUCCESS');
    }, 120_000);
  }
});

/** Debian's prometheus package has it; elsewhere only what needs no Prometheus is tested. */
function hasPromtool(): boolean {
  try {
    promtool('--version');
    return true;
  } catch {
    console.warn('promtool was not found (Debian: apt-get install prometheus): the cases of the alerts are left out.');
    return false;
  }
}

/** @throws what promtool printed, when it does not end with 0 */
function promtool(...args: string[]): string {
  return execFileSync('promtool', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
