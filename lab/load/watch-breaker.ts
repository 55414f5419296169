import { request } from 'undici';
import { z } from 'zod';

const messageSchema = z.object({ upstream: z.string(), state: z.enum(['closed', 'open', 'half-open']) });

/** Follows the gateway's stream of breaker states and notes those of one upstream, in order. */
export async function watchBreaker(target: string, upstream: string): Promise<{ states: string[]; stop(): void }> {
  const states: string[] = [];
  const end = new AbortController();
  const { statusCode, body } = await request(`${target}/api/services/events`, {
    signal: end.signal,
    bodyTimeout: 0,
    headers: { accept: 'text/event-stream' },
  });
  if (statusCode !== 200)
    throw new Error(`${target}/api/services/events answered ${statusCode}; is this a Ticketlab gateway?`);
  let text = '';
  body.setEncoding('utf8');
  body.on('data', (chunk: string) => {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (data === undefined) continue;
      const parsed = messageSchema.safeParse(JSON.parse(data));
      if (parsed.success && parsed.data.upstream === upstream && states.at(-1) !== parsed.data.state) {
        states.push(parsed.data.state);
      }
    }
  });
  body.on('error', () => undefined);
  return { states, stop: () => end.abort() };
}
