import { describe, expect, it } from '@jest/globals';
import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import type { ChatNote } from '@ticketlab/contracts/http/chat-desk';
import { configure, waitFor } from '@testing-library/react';
import { unreachable } from '../../src/api/api-error.ts';
import { toEntries } from '../../src/chat/entries.ts';
import { createThread } from '../../src/chat/thread.ts';

// a machine that builds and tests at once is slow
configure({ asyncUtilTimeout: 10_000 });

const at = '2026-01-02T10:00:00.000Z';
const message = (seq: number, senderRole: 'USER' | 'ADMIN' = 'USER'): ChatMessage => ({
  id: `id-${seq}`,
  conversationId: 'c',
  clientMessageId: `client-${seq}`,
  seq,
  senderId: senderRole,
  senderRole,
  text: `message ${seq}`,
  sentAt: at,
  deliveredAt: null,
  readAt: null,
});

/** A server with messages 1 to `count`, which answers pages of ten. */
function createServer(count: number) {
  const all = Array.from({ length: count }, (_, index) => message(index + 1));
  const load = ({ beforeSeq, afterSeq }: { beforeSeq?: number; afterSeq?: number }) => {
    const meant = all.filter(({ seq }) => seq < (beforeSeq ?? Infinity) && seq > (afterSeq ?? 0));
    const items = afterSeq === undefined ? meant.slice(-10) : meant.slice(0, 10);
    return Promise.resolve({ items, hasMore: items.length < meant.length });
  };
  return { all, load };
}

const seqs = (messages: readonly ChatMessage[]) => messages.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a thread', () => {
  it('begins with the latest messages and grows upwards until the first', async () => {
    const thread = createThread(createServer(25).load);
    await thread.refresh();
    expect(seqs(thread.state().messages)).toEqual(range(16, 25));
    await thread.loadOlder();
    await thread.loadOlder();
    expect(seqs(thread.state().messages)).toEqual(range(1, 25));
    expect(thread.state().hasOlder).toBe(false);
  });

  it('fetches what a pushed message shows to be missing, and takes none twice', async () => {
    const server = createServer(5);
    const thread = createThread(server.load);
    await thread.refresh();
    server.all.push(...range(6, 30).map((seq) => message(seq)));
    thread.accept(message(30));
    await waitFor(() => expect(seqs(thread.state().messages)).toEqual(range(1, 30)));
    thread.accept(message(30));
    expect(thread.state().messages).toHaveLength(30);
  });

  it('notes receipts of the other side only, and keeps one that overtook its message', async () => {
    const server = createServer(2);
    server.all[1] = message(2, 'ADMIN');
    const thread = createThread(server.load);
    await thread.refresh();
    thread.acceptReceipt({ conversationId: 'c', upToSeq: 2, kind: 'read', by: 'ADMIN', at });
    expect(thread.state().messages.map(({ readAt }) => readAt)).toEqual([at, null]);
    thread.accept(message(1));
    expect(thread.state().messages[0]).toMatchObject({ deliveredAt: at, readAt: at });
  });

  it('says what went wrong, and forgets it after the next try that works', async () => {
    let isDown = true;
    const { load } = createServer(3);
    const thread = createThread((window) => (isDown ? Promise.reject(unreachable()) : load(window)));
    await thread.refresh();
    expect(thread.state()).toMatchObject({ status: 'failed', problem: { code: 'unreachable' } });
    isDown = false;
    await thread.refresh();
    expect(thread.state()).toMatchObject({ status: 'ready', problem: undefined });
  });
});

describe('the entries of a thread', () => {
  const note = (id: string, afterSeq: number) =>
    ({ id, clientNoteId: `note-${id}`, afterSeq, writtenAt: at }) as ChatNote;
  const item = (id: string) => ({ conversationId: 'c', clientMessageId: id, text: id, queuedAt: at });

  it('puts notes below the message after which they were written, and what waits last', () => {
    const entries = toEntries({
      messages: [message(3), message(4)],
      notes: [note('b', 4), note('a', 3), note('old', 1)],
      waiting: [item('client-4'), item('new')],
    });
    expect(entries.map(({ key }) => key)).toEqual(['client-3', 'note-a', 'client-4', 'note-b', 'new']);
  });
});
