import type { Progress } from './run.ts';
import { longestSendLagMs } from './summary.ts';

/** Where a view is drawn; `fancy` is a terminal that can be redrawn. */
export interface Screen {
  readonly fancy: boolean;
  readonly columns: number;
  write(text: string): void;
}

export interface LiveView {
  show(progress: Progress): void;
  /** Leaves the last picture where it is. */
  end(): void;
}

const plainEverySeconds = 5;
const mostErrors = 3;
const blocks = '▁▂▃▄▅▆▇█';

/** Shows how a run goes: a few lines redrawn in place on a terminal, a plain line every five seconds elsewhere. */
export function createLiveView(screen: Screen): LiveView {
  let drawn = 0;
  let calls = 0;
  return {
    show(progress) {
      if (!screen.fancy) {
        if (calls % plainEverySeconds === 0) screen.write(`${toLine(progress)}\n`);
        calls += 1;
        return;
      }
      const lines = toPicture(progress).map((line) => line.slice(0, Math.max(10, screen.columns - 1)));
      const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
      screen.write(`${up}${lines.map((line) => `\r\u001b[2K${line}\n`).join('')}\u001b[J`);
      drawn = lines.length;
    },
    end() {
      drawn = 0;
      calls = 0;
    },
  };
}

function toLine(progress: Progress): string {
  const { phase, elapsedSeconds, totalSeconds, started, inFlight, completed, p95Ms } = progress;
  const time = `${elapsedSeconds.toFixed(0)}/${totalSeconds.toFixed(0)} s`;
  return `${time} ${phase} · ${started} begun, ${inFlight} in flight, ${completed} done, ${failures(progress)} · p95 ${p95Ms.toFixed(0)} ms`;
}

function toPicture(progress: Progress): string[] {
  const { phase, elapsedSeconds, totalSeconds, started, inFlight, completed, recent, errors } = progress;
  const { p50Ms, p95Ms, p99Ms, sendLagP99Ms } = progress;
  const bar = '█'.repeat(Math.round(Math.min(1, elapsedSeconds / totalSeconds) * 24)).padEnd(24, '·');
  const latest = recent.at(-2) ?? recent.at(-1);
  const rate = latest === undefined ? '' : `${latest.finished.toFixed(0)} a second`;
  const late = sendLagP99Ms > longestSendLagMs ? '  the generator is late: this will be inconclusive' : '';
  return [
    `${bar} ${elapsedSeconds.toFixed(0)}/${totalSeconds.toFixed(0)} s  ${phase}`,
    `begun ${started}  in flight ${inFlight}  done ${completed}  ${failures(progress)}`,
    `finished  ${sparkline(recent.map(({ finished }) => finished))} ${rate}`,
    `p95       ${sparkline(recent.map(({ p95 }) => p95))} ${(latest?.p95 ?? 0).toFixed(0)} ms`,
    `of all    p50 ${p50Ms.toFixed(0)} ms  p95 ${p95Ms.toFixed(0)} ms  p99 ${p99Ms.toFixed(0)} ms  send lag p99 ${sendLagP99Ms.toFixed(1)} ms${late}`,
    ...errors
      .slice(0, mostErrors)
      .map(
        ({ count, type, endpoint, injected }) => `${count} × ${type} at ${endpoint}${injected ? ' (on purpose)' : ''}`,
      ),
  ];
}

function failures({ failed, injected }: Progress): string {
  return injected > 0 ? `${failed} failed, ${injected} on purpose` : `${failed} failed`;
}

/** The latest forty values, as high as the highest of them. */
function sparkline(values: readonly number[]): string {
  const shown = values.slice(-40);
  const top = Math.max(...shown, 1e-9);
  return shown.map((value) => blocks[Math.min(7, Math.floor((value / top) * 8))] ?? ' ').join('');
}
