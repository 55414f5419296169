import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Where an outgoing connection goes: the name as it was given, and what it resolved to. */
export interface Destination {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

interface Rule {
  readonly concerns: (destination: Destination) => boolean;
  readonly code: 'ECONNREFUSED' | 'EHOSTUNREACH';
}

const errnos = { ECONNREFUSED: -111, EHOSTUNREACH: -113 };
const open = new Map<Socket, Destination>();
const rules = new Set<Rule>();
const exempt = new AsyncLocalStorage<boolean>();
let users = 0;

/**
 * LAB: sees every TCP connection that this process opens, so that some can break as they do when the other side dies,
 * whatever library opened them. Watches from the first call on until as many have ended it.
 */
export function watchSockets(): () => void {
  if (users++ === 0) diagnostics.subscribe('net.client.socket', onSocket);
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    if (--users === 0) diagnostics.unsubscribe('net.client.socket', onSocket);
  };
}

/** Breaks the connections that `concerns` picks and refuses new ones, until the returned function is called. */
export function blockConnections(concerns: Rule['concerns'], code: Rule['code']): () => void {
  const rule: Rule = { concerns, code };
  rules.add(rule);
  for (const [socket, destination] of open) {
    if (concerns(destination)) socket.destroy(Object.assign(new Error('read ECONNRESET'), reset));
  }
  return () => void rules.delete(rule);
}

/** Connections that `fn` opens, also later when it connects again, are never touched. */
export function beyondRules<T>(fn: () => T): T {
  return exempt.run(true, fn);
}

const reset = { code: 'ECONNRESET', errno: -104, syscall: 'read' };

function onSocket(message: unknown): void {
  const { socket } = message as { socket: Socket };
  if (exempt.getStore() === true) return;
  let name: string | undefined;
  socket.once('lookup', (_error: unknown, _address: unknown, _family: unknown, host: string) => (name = host));
  socket.on('connectionAttempt', (address: string, port: number) => {
    const destination = { host: name ?? address, address, port };
    open.set(socket, destination);
    for (const { concerns, code } of rules) {
      if (!concerns(destination)) continue;
      // within the attempt the socket still needs its handle
      process.nextTick(() => socket.destroy(toRefusal(code, destination)));
      return;
    }
  });
  socket.once('close', () => open.delete(socket));
}

function toRefusal(code: Rule['code'], { address, port }: Destination): Error {
  const error = new Error(`connect ${code} ${address}:${port}`);
  return Object.assign(error, { code, errno: errnos[code], syscall: 'connect', address, port });
}
