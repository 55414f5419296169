import type { Counterpart as CounterpartView, CounterpartSide } from '@ticketlab/contracts/http/demo';
import type { Kit, Worker } from '@ticketlab/service-kit/kit';
import { runScriptedCustomer } from './scripted-customer.ts';
import { runScriptedSupport } from './scripted-support.ts';
import type { SideDeps } from './side-deps.ts';
import type { Pauses } from './talker.ts';

/** Somebody to chat with, on either side, for half an hour. Nothing of it outlives the process. */
export interface Counterpart {
  set(side: CounterpartSide, on: boolean): void;
  view(): CounterpartView;
  readonly worker: Worker;
}

interface Side {
  endsAt: Date;
  stop: AbortController;
  counts: SideDeps['counts'];
  problem: string | null;
  running: Promise<void>;
}

const lastsMs = 30 * 60_000;
const runs = { customer: runScriptedCustomer, admin: runScriptedSupport } as const;
const sides = Object.keys(runs) as CounterpartSide[];

export function createCounterpart(
  kit: Pick<Kit, 'clock' | 'log'>,
  options: { gatewayUrl: string; pauses: Pauses },
): Counterpart {
  const playing = new Map<CounterpartSide, Side>();

  function begin(name: CounterpartSide): void {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), lastsMs).unref();
    const counts = { conversations: 0, messages: 0 };
    const endsAt = new Date(kit.clock().getTime() + lastsMs);
    const side: Side = { endsAt, stop, counts, problem: null, running: Promise.resolve() };
    side.running = runs[name]({
      ...options,
      ...{ signal: stop.signal, counts },
      onProblem: (problem) => (side.problem = problem),
    })
      .catch((error: unknown) => kit.log.warn({ err: error, side: name }, 'the counterpart has ended'))
      .finally(() => {
        clearTimeout(timer);
        if (playing.get(name) === side) playing.delete(name);
      });
    playing.set(name, side);
  }

  return {
    set(name, on) {
      const side = playing.get(name);
      if (on && side === undefined) begin(name);
      if (on || side === undefined) return;
      playing.delete(name);
      side.stop.abort();
    },
    view: () => ({
      sides: sides.map((name) => {
        const side = playing.get(name);
        return {
          ...{ side: name, on: side !== undefined, endsAt: side?.endsAt.toISOString() ?? null },
          ...(side?.counts ?? { conversations: 0, messages: 0 }),
          problem: side?.problem ?? null,
        };
      }),
    }),
    worker: {
      name: 'counterpart',
      start: () => Promise.resolve(),
      async stop() {
        const running = [...playing.values()];
        for (const { stop } of running) stop.abort();
        await Promise.all(running.map((side) => side.running));
      },
    },
  };
}
