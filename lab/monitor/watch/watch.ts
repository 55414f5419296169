import type { ReadStream, WriteStream } from 'node:tty';
import type { LabState } from '../../supervisor/state.ts';
import type { Snapshot } from '../snapshot.ts';
import { type LabFacts, renderFrame, sortRows } from './frame.ts';
import { takeScreen } from './full-screen.ts';
import { readLogTail } from './log-tail.ts';
import { createSeriesStore } from './series.ts';
import { initialView, parseKeys, reduceView } from './view-state.ts';

export interface WatchSources {
  collect: () => Promise<Snapshot>;
  readState: () => Promise<LabState>;
  readFacts: () => Promise<LabFacts | null>;
  logsDir: string;
}

const everyMs = 2_000;
const logLines = 500;

/**
 * The live view, until `q`, Ctrl-C or a signal. Resolves to the last snapshot seen; rejects when the lab stops answering.
 * The terminal is restored either way.
 */
export async function watch(
  sources: WatchSources,
  streams: { input: ReadStream; output: WriteStream },
  colour: boolean,
): Promise<Snapshot | undefined> {
  const series = createSeriesStore();
  const ended: PromiseWithResolvers<void> = Promise.withResolvers();
  let view = initialView;
  let snapshot: Snapshot | undefined;
  let state: LabState | undefined;
  let facts: LabFacts | null = null;

  const screen = takeScreen(streams, {
    keys(input) {
      for (const action of parseKeys(input)) {
        if (action === 'quit') ended.resolve();
        view = reduceView(view, action, Math.max(1, snapshot?.services.length ?? 1));
      }
      draw();
    },
    resize: () => draw(),
    end: () => ended.resolve(),
  });

  function draw(): void {
    if (snapshot === undefined) {
      screen.draw('Looking at the lab …');
      return;
    }
    const name = sortRows(snapshot.services, view.sort)[view.selected]?.name ?? '';
    const scene = {
      snapshot,
      series: series.of,
      events: state?.events ?? [],
      instances: (service: string) =>
        (state?.services.find((one) => one.name === service)?.instances ?? []).map((one) => ({
          id: one.id,
          phase: one.phase,
          restarts: one.restarts,
          cpu: one.usage?.cpuMillicores ?? null,
          bytes: one.usage?.memoryBytes ?? 0,
        })),
      facts,
      logLines: view.view === 'log' ? readLogTail(sources.logsDir, name, logLines) : [],
      now: Date.now(),
    };
    screen.draw(renderFrame(scene, view, screen.size(), colour));
  }

  async function look(): Promise<void> {
    [snapshot, state, facts] = await Promise.all([sources.collect(), sources.readState(), sources.readFacts()]);
    series.add(snapshot.services);
    draw();
  }

  let timer: NodeJS.Timeout | undefined;
  const repeat = () => {
    look().then(
      () => (timer = setTimeout(repeat, everyMs)),
      (error: unknown) => ended.reject(error instanceof Error ? error : new Error(String(error))),
    );
  };
  try {
    draw();
    repeat();
    await ended.promise;
    return snapshot;
  } finally {
    clearTimeout(timer);
    screen.restore();
  }
}
