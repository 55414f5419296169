import { afterEach, describe, it } from '@jest/globals';
import { cleanup, screen, waitForElementToBeRemoved } from '@testing-library/react';
import { UpstreamStatus } from '../../src/live/upstream-status.tsx';
import { renderInPortal } from '../setup/in-portal.tsx';

afterEach(cleanup);

const words = { 'chat-service': { broken: 'The chat does not work right now.', fine: 'Everything else does.' } };

describe('the status of what is behind the gateway', () => {
  it('shows an open breaker with what still works and when it is tried again, until it closes', async () => {
    let tell: (news: object) => void = () => undefined;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        tell = (news) =>
          controller.enqueue(new TextEncoder().encode(`event: breaker\ndata: ${JSON.stringify(news)}\n\n`));
      },
    });
    renderInPortal(<UpstreamStatus words={words} />, {
      'GET /api/services/events': () => new Response(stream, { headers: { 'content-type': 'text/event-stream' } }),
    });
    tell({ upstream: 'event-service', state: 'closed', retryAt: null });
    tell({ upstream: 'chat-service', state: 'open', retryAt: Date.now() + 20_000 });
    await screen.findByText('The chat does not work right now.');
    await screen.findByText(/Tried again in 0:(20|19)/);
    tell({ upstream: 'chat-service', state: 'half-open', retryAt: null });
    await screen.findByText('It is being tried again right now.');
    const gone = waitForElementToBeRemoved(() => screen.queryByText('The chat does not work right now.'));
    tell({ upstream: 'chat-service', state: 'closed', retryAt: null });
    await gone;
  });
});
