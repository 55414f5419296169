import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

const tailBytes = 65_536;

/** The newest lines of the logs of all instances of a service, in order of time, as people read them. */
export function readLogTail(dir: string, service: string, lines: number): string[] {
  let files: string[];
  try {
    files = readdirSync(dir).filter((file) => file.startsWith(`${service}-`) && file.endsWith('.log'));
  } catch {
    return [];
  }
  return files
    .flatMap((file) => readEnd(join(dir, file)).map((line) => toReadable(line, file.replace(/\.log$/, ''))))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(-lines)
    .map(({ text }) => text);
}

function readEnd(file: string): string[] {
  const { size } = statSync(file);
  const start = Math.max(0, size - tailBytes);
  const buffer = Buffer.alloc(size - start);
  const fd = openSync(file, 'r');
  try {
    const whole = buffer
      .toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, start))
      .split('\n')
      .slice(0, -1);
    return start === 0 ? whole : whole.slice(1);
  } finally {
    closeSync(fd);
  }
}

/** What every line has, and ids that nobody reads off a screen; the rest is told behind the message. */
const untold = new Set(['time', 'level', 'msg', 'event', 'service', 'instance', 'requestId', 'traceId', 'userId']);

/** `12:00:00 order-service-1 info message field=value …`; what is no JSON is shown as it is. */
function toReadable(line: string, instance: string): { at: string; text: string } {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { at: '', text: `${instance} ${line}` };
  }
  const toText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const at = toText(entry['time'] ?? '');
  const fields = Object.entries(entry).filter(([name]) => !untold.has(name));
  const told = fields.map(([name, value]) => `${name}=${toText(value)}`);
  const text = [at.slice(11, 19), instance, toText(entry['level'] ?? ''), toText(entry['msg'] ?? ''), ...told].join(
    ' ',
  );
  return { at, text };
}
