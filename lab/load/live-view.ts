import type { Progress } from './run-scenario.ts';

/** Shows how a run goes: one line rewritten in place on a terminal, a plain line every five seconds elsewhere. */
export function createLiveView(out: NodeJS.WriteStream) {
  let linesSince = 0;
  return {
    show(progress: Progress): void {
      const text = toLine(progress);
      if (out.isTTY) {
        out.write(`\r\u001b[2K${text.slice(0, out.columns - 1)}`);
      } else {
        if (linesSince % 5 === 0) out.write(`${text}\n`);
        linesSince += 1;
      }
    },
    end(): void {
      if (out.isTTY) out.write('\n');
    },
  };
}

function toLine({
  phase,
  elapsedSeconds,
  totalSeconds,
  started,
  inFlight,
  completed,
  failed,
  injected,
  p95Ms,
}: Progress): string {
  const done = Math.min(1, elapsedSeconds / totalSeconds);
  const bar = '█'.repeat(Math.round(done * 16)).padEnd(16, '·');
  const errors = injected > 0 ? `${failed} failed, ${injected} on purpose` : `${failed} failed`;
  return `${bar} ${elapsedSeconds.toFixed(0)}/${totalSeconds.toFixed(0)} s ${phase} · ${started} begun, ${inFlight} in flight, ${completed} done, ${errors} · p95 ${p95Ms.toFixed(0)} ms`;
}
