import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allEvents, eventDefinition } from '../src/events/all-events.ts';
import { topics } from '../src/topics.ts';

const folder = join(import.meta.dirname, '../examples/events');
const examples = readdirSync(folder).map((file) => ({
  file,
  event: JSON.parse(readFileSync(join(folder, file), 'utf8')) as { type: string; data: Record<string, unknown> },
}));

/**
 * The examples are what was published once and still lies in topics: they are added to, never changed. A schema that
 * refuses one of them needs a new version of its event.
 */
describe('events', () => {
  it('have an example each, named after the type', () => {
    expect(examples.map(({ event }) => event.type).sort()).toEqual(allEvents.map(({ type }) => type).sort());
    for (const { file, event } of examples) expect(`ticketlab.${file.replace('.json', '')}`).toBe(event.type);
  });

  it('are printed by npm start, and the JSON Schema of one when asked for', () => {
    const print = (...args: string[]) =>
      execFileSync(process.execPath, [join(import.meta.dirname, '../print.ts'), ...args], { encoding: 'utf8' });
    const printed = print().trim().split('\n');
    expect(printed.map((line) => line.split(/ +/))).toEqual(allEvents.map(({ topic, type }) => [topic, type]));
    expect(JSON.parse(print('ticketlab.order.confirmed.v1'))).toMatchObject({
      properties: { type: { const: 'ticketlab.order.confirmed.v1' }, data: { type: 'object' } },
    });
  });

  it.each(examples)('$file still parses, and nothing of it is lost', ({ event }) => {
    expect(eventDefinition(event.type)?.schema.parse(event)).toEqual(event);
  });

  it.each(examples)('$file may gain fields without breaking those who read it', ({ event }) => {
    const newer = { ...event, laterattribute: 'x', data: { ...event.data, laterField: 1 } };
    expect(eventDefinition(event.type)?.schema.safeParse(newer).success).toBe(true);
  });

  it.each(examples)('$file carries no address, name or card', ({ event }) => {
    expect(keysOf(event).filter((key) => /email|displayName|holder|card|phone|password/i.test(key))).toEqual([]);
    expect(JSON.stringify(event)).not.toContain('@');
  });

  it('refuse what lacks a required attribute', () => {
    for (const { event } of examples) {
      for (const attribute of ['id', 'source', 'subject', 'time', 'aggregateversion', 'data']) {
        const broken = Object.fromEntries(Object.entries(event).filter(([name]) => name !== attribute));
        expect(eventDefinition(event.type)?.schema.safeParse(broken).success).toBe(false);
      }
    }
  });

  it('go to one of the five topics', () => {
    for (const { topic } of allEvents) expect(topics).toContain(topic);
  });
});

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}
