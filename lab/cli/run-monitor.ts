import { setTimeout as wait } from 'node:timers/promises';
import { createCollector } from '../monitor/collect.ts';
import { renderScreen } from '../monitor/screen.ts';
import { findConcerns, type HealthVerdict, monitorExitCodes, type Snapshot } from '../monitor/snapshot.ts';
import { createLabFactsReader } from '../monitor/watch/lab-facts.ts';
import { watch } from '../monitor/watch/watch.ts';
import { labHome } from '../runtimes/local/home.ts';
import { findRunningLab, readPlan } from '../runtimes/local/supervisor-process.ts';
import { demoToken } from './gateway.ts';
import type { MonitorOptions } from './monitor-options.ts';
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
  const readState = () => lab.control.state();
  const collect = createCollector(readState);
  try {
    if (isFullScreen(options, terminal)) {
      const facts = createLabFactsReader(controllerUrl(), () => demoToken('admin'));
      const sources = { collect, readState, readFacts: facts, logsDir: labHome().logs };
      const last = await watch(sources, { input: process.stdin, output: process.stdout }, true);
      return monitorExitCodes[last === undefined || findConcerns(last).length === 0 ? 'healthy' : 'degraded'];
    }
    for (;;) {
      const snapshot = await collect();
      show(snapshot, options, terminal);
      const verdict: HealthVerdict = findConcerns(snapshot, options.service).length === 0 ? 'healthy' : 'degraded';
      if (options.watch !== true) return monitorExitCodes[verdict];
      await wait(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) return monitorExitCodes[verdict];
    }
  } catch {
    return unreachable(options, 'the supervisor no longer answers; run ./deploy.sh to bring the lab back');
  }
}

/** Elsewhere, with one service or as JSON, it prints one look after another. */
function isFullScreen({ watch: live, json, service }: MonitorOptions, terminal: Terminal): boolean {
  return live === true && json !== true && service === undefined && terminal.fancy && process.stdin.isTTY;
}

function controllerUrl(): string {
  const plan = readPlan(labHome());
  const port = plan?.services.find(({ name }) => name === 'lab-controller')?.port ?? 0;
  return `http://${plan?.host ?? '127.0.0.1'}:${port}`;
}

function show(snapshot: Snapshot, { watch, json, service }: MonitorOptions, terminal: Terminal): void {
  if (json === true) {
    const services = snapshot.services.filter(({ name }) => service === undefined || name === service);
    const concerns = findConcerns(snapshot, service);
    const verdict = concerns.length === 0 ? 'healthy' : 'degraded';
    terminal.line(JSON.stringify({ verdict, ...snapshot, services, concerns }, null, watch === true ? 0 : 2));
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
