import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from '@ticketlab/contracts/services';
import type { Kit } from '../kit.ts';
import { awaitInstances } from './await-instance.ts';
import { reportBreaker } from './breaker-report.ts';
import { BreakerOpenError, createBreaker, type Verdict } from './breaker.ts';
import type { Instance } from './discovery.ts';
import { createBalancer } from './pick-instance.ts';
import { createTransport, type RawAnswer } from './transport.ts';
import { type Answer, type AnswerSchemas, toAnswer } from './upstream-answer.ts';
import { UpstreamProblemError, UpstreamUnavailableError } from './upstream-errors.ts';

export interface CallSpec<R extends AnswerSchemas> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly body?: unknown;
  readonly schema: R;
  /** Repeating the call changes nothing: it may be tried up to three times. */
  readonly idempotent: boolean;
  /** For each try; default 2 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Calls one service: any instance, with time-out, retries, breaker and bulkhead. */
export interface HttpClient {
  /**
   * @throws {UpstreamProblemError} for a 4xx that `schema` does not list
   * @throws {UpstreamUnavailableError} when no usable answer came
   */
  request<R extends AnswerSchemas>(spec: CallSpec<R>): Promise<Answer<R>>;
  close(): Promise<void>;
}

const maxTries = 3;
const backoffMs = 50;
const defaultTimeoutMs = 2_000;
const maxConcurrent = 100;
const breakerSettings = { minimumFailures: 5, failureRatio: 0.25, windowMs: 10_000, resetMs: 2_000 };
const firstInstancePatienceMs = 1_000;

export function createHttpClient(
  kit: Pick<Kit, 'name' | 'log' | 'metrics' | 'discovery' | 'auth' | 'onClose'>,
  target: ServiceName,
): HttpClient {
  const balancer = createBalancer();
  const transport = createTransport(kit, target);
  const breaker = createBreaker(target, breakerSettings);
  reportBreaker(kit, breaker);
  const calls = kit.metrics
    .counter('service_calls_total', 'Calls to other services, each try of one', ['target'])
    .labels(target);
  let inFlight = 0;

  async function callOnce<R extends AnswerSchemas>(spec: CallSpec<R>, instance: Instance): Promise<Answer<R>> {
    balancer.begin(instance);
    calls.inc();
    let raw: RawAnswer;
    try {
      raw = await transport.send(instance, { ...spec, timeoutMs: spec.timeoutMs ?? defaultTimeoutMs });
    } catch (error) {
      if (error instanceof UpstreamUnavailableError && error.reason === 'refused')
        kit.discovery.reportFailure(instance);
      throw error;
    } finally {
      balancer.end(instance);
    }
    return toAnswer(target, raw, spec.schema);
  }

  async function pick(tried: ReadonlySet<string>): Promise<Instance> {
    const instances = await awaitInstances(kit.discovery, target, firstInstancePatienceMs);
    // with every instance tried, any may be tried again
    const instance = balancer.pick(instances, tried) ?? balancer.pick(instances);
    if (instance === undefined) {
      throw new UpstreamUnavailableError(target, 'no-instance', 'no instance is known', { notSent: true });
    }
    return instance;
  }

  async function callWithRetries<R extends AnswerSchemas>(spec: CallSpec<R>): Promise<Answer<R>> {
    const tried = new Set<string>();
    let failed: UpstreamUnavailableError | undefined;
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (attempt > 1)
          await sleep(
            Math.random() * backoffMs * 2 ** (attempt - 1),
            undefined,
            spec.signal && { signal: spec.signal },
          );
        const instance = await pick(tried);
        tried.add(instance.id);
        return await callOnce(spec, instance);
      } catch (error) {
        if (error instanceof UpstreamUnavailableError) failed = error;
        // the abort of a caller who has waited through a failed try is the upstream's failure all the same
        else if (failed !== undefined && spec.signal?.aborted === true && !isAnswer(error)) throw failed;
        if (attempt === maxTries || !mayRetry(error, spec)) throw error;
      }
    }
  }

  async function request<R extends AnswerSchemas>(spec: CallSpec<R>): Promise<Answer<R>> {
    if (inFlight >= maxConcurrent) {
      throw new UpstreamUnavailableError(target, 'overloaded', `${maxConcurrent} calls are in flight`, {
        notSent: true,
      });
    }
    inFlight++;
    try {
      const settle = admit();
      try {
        const answer = await callWithRetries(spec);
        settle('answered');
        return answer;
      } catch (error) {
        settle(judge(error));
        throw error;
      }
    } finally {
      inFlight--;
    }
  }

  function admit(): (verdict: Verdict) => void {
    try {
      return breaker.admit();
    } catch (error) {
      if (!(error instanceof BreakerOpenError)) throw error;
      const retryAfter = Math.max(0, error.retryAt - Date.now()) / 1000;
      throw new UpstreamUnavailableError(target, 'circuit-open', error.message, { notSent: true, retryAfter });
    }
  }

  async function close(): Promise<void> {
    breaker.close();
    await transport.close();
  }

  kit.onClose(close);
  return { request, close };
}

function judge(error: unknown): Verdict {
  if (error instanceof UpstreamUnavailableError) return 'failed';
  return isAnswer(error) ? 'answered' : 'nothing';
}

function isAnswer(error: unknown): boolean {
  return error instanceof UpstreamProblemError;
}

function mayRetry(error: unknown, spec: CallSpec<AnswerSchemas>): boolean {
  if (spec.signal?.aborted === true || isAnswer(error)) return false;
  if (!(error instanceof UpstreamUnavailableError) || error.reason === 'bad-response') return false;
  if (error.reason === 'no-instance') return false; // it has been waited for already
  return spec.idempotent || error.notSent;
}
