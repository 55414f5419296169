import { ApiError } from '@ticketlab/ui/api/api-error.ts';
import type { QueryValue } from '@ticketlab/ui/api/client.ts';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { useEffect, useRef, useState } from 'react';

/** What every challenge answers (contracts/http/challenge.ts). */
export interface ChallengeAnswer {
  challenge: string;
  service: string;
  instance: string;
  result: unknown;
  duration_ms: number;
  message: string;
  timestamp: string;
}

export interface ChallengeCall {
  number: number;
  at: string;
  /** As the browser measured it, milliseconds. */
  tookMs: number;
  outcome: { kind: 'answered'; answer: ChallengeAnswer } | { kind: 'failed'; error: ApiError };
}

export interface ChallengeRun {
  path: string;
  query: Record<string, QueryValue>;
  times: number;
}

const mostKept = 200;

/** Calls a challenge so many times, one after another, and keeps what came back, the newest first. */
export function useChallengeRunner() {
  const api = useApi();
  const [calls, setCalls] = useState<ChallengeCall[]>([]);
  const [left, setLeft] = useState(0);
  const aborter = useRef<AbortController>(null);
  useEffect(() => () => aborter.current?.abort(), []);

  const callOnce = async (
    { path, query }: ChallengeRun,
    number: number,
    signal: AbortSignal,
  ): Promise<ChallengeCall> => {
    const started = performance.now();
    const at = new Date().toISOString();
    try {
      const { data } = await api.request<ChallengeAnswer>(path, { query, signal });
      return { number, at, tookMs: performance.now() - started, outcome: { kind: 'answered', answer: data } };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { number, at, tookMs: performance.now() - started, outcome: { kind: 'failed', error } };
    }
  };

  const run = async (wanted: ChallengeRun): Promise<void> => {
    aborter.current?.abort();
    const current = new AbortController();
    aborter.current = current;
    setCalls([]);
    try {
      for (let number = 1; number <= wanted.times; number++) {
        setLeft(wanted.times - number + 1);
        const call = await callOnce(wanted, number, current.signal);
        setCalls((before) => [call, ...before].slice(0, mostKept));
      }
    } catch {
      // only an abort comes here
    } finally {
      if (aborter.current === current) setLeft(0);
    }
  };

  return {
    calls,
    /** Calls still to come, the one under way included; 0 when nothing runs. */
    left,
    run,
    stop: () => aborter.current?.abort(),
  };
}
