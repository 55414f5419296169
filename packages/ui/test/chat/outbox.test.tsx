import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import { configure, waitFor } from '@testing-library/react';
import { ApiError, unreachable } from '../../src/api/api-error.ts';
import { createOutbox, type OutboxItem } from '../../src/chat/outbox.ts';

// a machine that builds and tests at once is slow
configure({ asyncUtilTimeout: 10_000 });

const storageKey = 'outbox';
const stored = () => JSON.parse(localStorage.getItem(storageKey) ?? '[]') as OutboxItem[];
const asMessage = (item: OutboxItem) => ({ ...item, seq: 1 }) as unknown as ChatMessage;

beforeEach(() => localStorage.clear());

describe('the outbox', () => {
  it('sends in the order of writing, tells of each, and keeps nothing that was sent', async () => {
    const sent: string[] = [];
    const outbox = createOutbox({ storageKey, send: (item) => Promise.resolve(asMessage(item)) });
    outbox.onSent(({ clientMessageId }) => sent.push(clientMessageId));
    outbox.start();
    outbox.add({ conversationId: 'c', text: 'one' });
    outbox.add({ conversationId: 'c', text: 'two' });
    const ids = outbox.items().map(({ clientMessageId }) => clientMessageId);
    await waitFor(() => expect(outbox.items()).toEqual([]));
    expect(sent).toEqual(ids);
    expect(stored()).toEqual([]);
  });

  it('keeps what could not be sent beyond its own life, and sends it under the same id when the network is back', async () => {
    const stop = (() => {
      const offline = createOutbox({ storageKey, send: () => Promise.reject(unreachable()) });
      const end = offline.start();
      offline.add({ conversationId: 'c', text: 'one' });
      return end;
    })();
    const [kept] = stored();
    stop();

    let isOnline = false;
    const tried: string[] = [];
    const outbox = createOutbox({
      storageKey,
      send(item) {
        tried.push(item.clientMessageId);
        return isOnline ? Promise.resolve(asMessage(item)) : Promise.reject(unreachable());
      },
    });
    const end = outbox.start();
    await waitFor(() => expect(tried).toHaveLength(1));
    isOnline = true;
    window.dispatchEvent(new Event('online'));
    await waitFor(() => expect(outbox.items()).toEqual([]));
    expect(new Set(tried)).toEqual(new Set([kept?.clientMessageId]));
    end();
  });

  it('says why the server refuses one, sends the others, and tries it anew when asked', async () => {
    let isClosed = true;
    const outbox = createOutbox({
      storageKey,
      send: (item) =>
        item.text === 'one' && isClosed
          ? Promise.reject(new ApiError({ title: 'Conflict', status: 409, code: 'conflict', detail: 'It is closed.' }))
          : Promise.resolve(asMessage(item)),
    });
    const end = outbox.start();
    outbox.add({ conversationId: 'c', text: 'one' });
    outbox.add({ conversationId: 'c', text: 'two' });
    await waitFor(() => expect(outbox.items()).toMatchObject([{ text: 'one', refusal: 'It is closed.' }]));
    isClosed = false;
    outbox.retry(outbox.items()[0]?.clientMessageId ?? '');
    await waitFor(() => expect(outbox.items()).toEqual([]));
    end();
  });

  it('sees what another tab has changed', () => {
    const outbox = createOutbox({ storageKey, send: () => Promise.reject(unreachable()) });
    const end = outbox.start();
    const item = { conversationId: 'c', clientMessageId: 'm', text: 'there', queuedAt: '2026-01-02T10:00:00.000Z' };
    localStorage.setItem(storageKey, JSON.stringify([item]));
    window.dispatchEvent(new StorageEvent('storage', { key: storageKey }));
    expect(outbox.items()).toEqual([item]);
    end();
  });
});
