import { describe, expect, it } from '@jest/globals';
import { logEvent } from '../../src/telemetry/log-events.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createRequestLog, type RequestLine } from '../../src/telemetry/request-log.ts';

function createTestLogger(level: string) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, log: createLogger({ service: 'api-gateway', instance: 'g-"1"', level, destination }) };
}

const line: RequestLine = {
  requestId: 'request-1',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  userId: 'u-1',
  method: 'GET',
  path: '/api/orders/"\\\n\u2028é',
  route: '/api/orders/*',
  upstream: 'order-service',
  status: 200,
  durationMs: 1.234,
};

describe('createRequestLog', () => {
  it('writes the very line that logEvent writes, whatever the client chose as its path', () => {
    for (const fields of [line, { ...line, userId: undefined }]) {
      const { lines, log } = createTestLogger('info');
      logEvent(log, 'request', fields);
      createRequestLog(log)(fields);
      const [usual = '', ours = ''] = lines.map((text) => text.replace(/"time":"[\dT:.Z-]+"/, '"time":""'));
      expect(ours).toBe(usual);
    }
  });

  it('keeps to the level of the log', () => {
    const { lines, log } = createTestLogger('warn');
    createRequestLog(log)(line);
    expect(lines).toEqual([]);
  });
});
