import type { CpuProfile } from '@ticketlab/contracts/internal/profile';

export interface HotFunction {
  name: string;
  /** `main.mjs:12:345`, `node:internal/streams/writable:300:5`, or empty for what V8 does itself. */
  place: string;
  selfMs: number;
  /** Of the whole profile, 0 to 1. */
  share: number;
}

export interface ProfileSummary {
  totalMs: number;
  /** Not idle. */
  busyMs: number;
  /** By self time, the hottest first; without idleness. */
  functions: HotFunction[];
}

const idle = '(idle)';

/** Where the time went: to each sample's own function, however it was called. */
export function summarise({ nodes, samples, timeDeltas, startTime, endTime }: CpuProfile): ProfileSummary {
  const totalMs = (endTime - startTime) / 1_000;
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byPlace = new Map<string, HotFunction>();
  let idleMs = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    // the time until the next sample is this one's
    const ms = Math.max(0, timeDeltas[index + 1] ?? 0) / 1_000;
    if (frame === undefined) continue;
    if (frame.functionName === idle) {
      idleMs += ms;
      continue;
    }
    const name = frame.functionName === '' ? '(anonymous)' : frame.functionName;
    const place = toPlace(frame);
    const key = `${name} ${place}`;
    const known = byPlace.get(key) ?? { name, place, selfMs: 0, share: 0 };
    known.selfMs += ms;
    byPlace.set(key, known);
  }
  const functions = [...byPlace.values()].sort((a, b) => b.selfMs - a.selfMs);
  for (const each of functions) each.share = totalMs === 0 ? 0 : each.selfMs / totalMs;
  return { totalMs, busyMs: Math.max(0, totalMs - idleMs), functions };
}

function toPlace({ url, lineNumber, columnNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  if (url === '') return '';
  const file = url.startsWith('file:') ? url.slice(url.lastIndexOf('/') + 1) : url;
  return `${file}:${lineNumber + 1}:${columnNumber + 1}`;
}
