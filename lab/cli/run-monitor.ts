import { setTimeout as wait } from 'node:timers/promises';
import { createCollector } from '../monitor/collect.ts';
import { renderScreen } from '../monitor/screen.ts';
import { findConcerns, type HealthVerdict, monitorExitCodes, type Snapshot } from '../monitor/snapshot.ts';
import { labHome } from '../runtimes/local/home.ts';
import { findRunningLab } from '../runtimes/local/supervisor-process.ts';
import type { MonitorOptions } from './monitor.ts';
import { createTerminal, type Terminal } from './terminal.ts';

const everyMs = 2_000;
const clearScreen = '\u001b[H\u001b[2J';

/** Resolves to the exit code. */
export async function runMonitor(options: MonitorOptions): Promise<number> {
  const lab = await findRunningLab(labHome());
  if (lab === undefined) return unreachable(options, 'the lab is not running; start it with ./deploy.sh');
  const terminal = createTerminal();
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const collect = createCollector(() => lab.control.state());
  try {
    for (;;) {
      const snapshot = await collect();
      show(snapshot, options, terminal);
      const verdict: HealthVerdict = findConcerns(snapshot).length === 0 ? 'healthy' : 'degraded';
      if (options.watch !== true) return monitorExitCodes[verdict];
      await wait(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) return monitorExitCodes[verdict];
    }
  } catch {
    return unreachable(options, 'the supervisor no longer answers; run ./deploy.sh to bring the lab back');
  }
}

function show(snapshot: Snapshot, { watch, json, service }: MonitorOptions, terminal: Terminal): void {
  if (json === true) {
    const services = snapshot.services.filter(({ name }) => service === undefined || name === service);
    const verdict = findConcerns(snapshot).length === 0 ? 'healthy' : 'degraded';
    terminal.line(
      JSON.stringify(
        { verdict, ...snapshot, services, concerns: findConcerns(snapshot) },
        null,
        watch === true ? 0 : 2,
      ),
    );
    return;
  }
  const screen = renderScreen(snapshot, { colour: terminal.fancy, ...(service === undefined ? {} : { service }) });
  terminal.write(watch === true && terminal.fancy ? clearScreen + screen : screen);
}

function unreachable({ json }: MonitorOptions, why: string): number {
  if (json === true) console.log(JSON.stringify({ verdict: 'unreachable', concerns: [why] }));
  else console.error(`unreachable: ${why}`);
  return monitorExitCodes.unreachable;
}
