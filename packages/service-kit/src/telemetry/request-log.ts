import { type Logger, pino } from 'pino';

/** What a proxy tells about one request. None of it is confidential by name, so nothing has to be blanked. */
export interface RequestLine {
  readonly requestId: string;
  /** Hexadecimal. */
  readonly traceId: string;
  readonly userId: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly route: string;
  readonly upstream: string;
  readonly status: number;
  readonly durationMs: number;
}

/**
 * Logs the event `request` as `logEvent` would, byte for byte, but with the fields known beforehand: pino's walk over
 * fields, formatters and serializers costs a proxied request a tenth of all its CPU time.
 */
export function createRequestLog(log: Logger): (line: RequestLine) => void {
  const stream = (log as unknown as Record<symbol, { write(line: string): void }>)[pino.symbols.streamSym];
  const constants = JSON.stringify(log.bindings()).slice(1, -1);
  const isoTime = createIsoClock();

  return (line) => {
    if (!log.isLevelEnabled('info')) return;
    const user = line.userId === undefined ? '' : `,"userId":${JSON.stringify(line.userId)}`;
    stream?.write(
      `{"level":"info","time":"${isoTime()}",${constants},"event":"request","requestId":${JSON.stringify(line.requestId)},` +
        `"traceId":"${line.traceId}"${user},"method":"${line.method}","path":${JSON.stringify(line.path)},` +
        `"route":"${line.route}","upstream":"${line.upstream}","status":${line.status},"durationMs":${line.durationMs},` +
        `"msg":"request"}\n`,
    );
  };
}

/** ISO 8601 now; a text is made once a millisecond, however many lines that has. */
function createIsoClock(): () => string {
  let madeFor = Number.NaN;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== madeFor) {
      madeFor = now;
      text = new Date(now).toISOString();
    }
    return text;
  };
}
