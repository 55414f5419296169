import type { AutoscalerDecision } from '@ticketlab/contracts/http/autoscaler';
import type { Terminal } from '../../cli/terminal.ts';
import type { ExperimentSample } from './report.ts';
import { seconds } from './wording.ts';

/** What a person sees of an experiment. */
export interface ExperimentView {
  line(text: string): void;
  /** Replaces the last waiting line, so that waiting is never blank. */
  waiting(text: string): void;
  /** A decision beside what was predicted for it. */
  decision(decision: AutoscalerDecision, sinceMs: number, predicted: number): void;
  sample(sample: ExperimentSample, what: { phase: string; nextDecisionMs: number; utilization: number | null }): void;
  /** Leaves the last waiting line. */
  end(): void;
}

const clearLine = '\r\u001b[2K';
const plainEveryMs = 10_000;

export function createView(terminal: Terminal): ExperimentView {
  let open = false;
  let lastPlainAt = -Infinity;
  let headed = false;

  const line = (text: string) => {
    if (open) terminal.write(clearLine);
    open = false;
    terminal.line(text);
  };
  const waiting = (text: string) => {
    if (terminal.fancy) {
      terminal.write(`${clearLine}${text.slice(0, Math.max(20, terminal.columns - 1))}`);
      open = true;
    } else if (performance.now() - lastPlainAt >= plainEveryMs) {
      lastPlainAt = performance.now();
      terminal.line(text);
    }
  };
  return {
    line,
    waiting,
    decision({ ready, desired, metrics, text }, sinceMs, predicted) {
      if (!headed) line(terminal.paint('bold', row('after', 'utilisation', 'ready', 'desired', 'predicted', 'why')));
      headed = true;
      const percent = metrics.map(({ current: used, target }) =>
        used === null ? '<unknown>' : `${used}${target.type === 'Utilization' ? ' %' : ''}`,
      );
      const cells = row(seconds(sinceMs), percent.join(', '), `${ready}`, `${desired}`, `${predicted}`, text);
      line(desired === predicted ? cells : terminal.paint('yellow', cells));
    },
    sample({ atMs, desired, ready, predicted }, { phase, nextDecisionMs, utilization }) {
      const used = utilization === null ? '' : ` · ${utilization.toFixed(0)} % of the request`;
      waiting(
        `${seconds(Math.round(atMs / 1000) * 1000)} ${phase}${used} · ${ready} ready of ${desired}, predicted ${predicted} · next decision in ${seconds(Math.max(0, Math.round(nextDecisionMs / 100) * 100))}`,
      );
    },
    end() {
      if (open) terminal.line();
      open = false;
    },
  };
}

function row(after: string, used: string, actual: string, desired: string, predicted: string, why: string): string {
  const numbers = [actual.padStart(7), desired.padStart(8), predicted.padStart(10)];
  return [after.padStart(8), used.padStart(14), ...numbers, ` ${why}`].join(' ');
}
