import type { z } from 'zod';
import { problemSchema } from '@ticketlab/contracts/problem';
import { labHome } from '../runtimes/local/home.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { CliError } from './errors.ts';
import { demoToken, gatewayUrl } from './gateway.ts';

/** lab-controller through the gateway, as the demo admin. */
export interface LabApi {
  call<T extends z.ZodType>(method: string, path: string, schema: T, body?: unknown): Promise<z.output<T>>;
}

/** @throws CliError when the lab does not run; calls throw CliError with what the controller said: 2 for wrong input */
export async function connectToLab(): Promise<LabApi> {
  const home = labHome();
  await requireRunningLab(home);
  const plan = readPlan(home);
  if (plan === undefined) throw new CliError('The lab is not running; start it with ./deploy.sh');
  const url = gatewayUrl(plan);
  const token = await demoToken('admin');
  return {
    async call(method, path, schema, body) {
      const response = await fetch(`${url}/api/lab${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      if (response.ok) return schema.parse(text === '' ? undefined : JSON.parse(text));
      throw toCliError(response.status, text);
    },
  };
}

function toCliError(status: number, text: string): CliError {
  const problem = problemSchema.safeParse(parseJson(text)).data;
  if (problem === undefined) return new CliError(`lab-controller answered ${status}: ${text.slice(0, 200)}`);
  const errors = (problem.errors ?? []).map(({ path, message }) => `\n  ${path}: ${message}`).join('');
  return new CliError(`${problem.detail ?? problem.title}${errors}`, status === 400 ? 2 : 1);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
