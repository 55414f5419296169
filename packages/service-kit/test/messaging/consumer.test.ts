import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { Topic } from '@ticketlab/contracts/topics';
import { createEvent, publishEvent, publishMessage } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import type { Handler } from '../../src/messaging/consumer.ts';
import { createDeadLetters, type DeadLetters } from '../../src/messaging/dead-letters.ts';
import { DependencyError, DomainError } from '../../src/messaging/errors.ts';
import { onceInTx } from '../../src/messaging/inbox.ts';
import { currentContext } from '../../src/telemetry/context.ts';
import { metricValue } from '../data-kit.ts';
import { createRig, erasure, type Instance, newId, range } from './messaging-rig.ts';

let rig: Awaited<ReturnType<typeof createRig>>;
let letters: DeadLetters;
let instance: Instance;
let group: string;

beforeAll(async () => {
  rig = await createRig();
  letters = createDeadLetters(rig.first.kafka);
  await rig.first.db.query('CREATE TABLE effect (subject text NOT NULL, version int NOT NULL)');
});
afterAll(async () => {
  await letters.close();
  await rig.close();
});
beforeEach(() => {
  instance = rig.instance();
  group = `group-${newId()}`;
});
afterEach(() => instance.close());

async function publish(subject: string, ...versions: number[]): Promise<TicketlabEvent[]> {
  const events = versions.map((version) => createEvent(erasure(subject, version), 'user-service'));
  for (const event of events) await publishEvent(rig.topics, 'user-events', event);
  return events;
}

/** A handler that only looks at one aggregate, because all tests share the topic. */
function only(subject: string, handle: (version: number, event: TicketlabEvent) => Promise<void> | void): Handler {
  return async (event) => {
    if (event.subject === subject) await handle(event.aggregateversion, event);
  };
}

function consume(handler: Handler, by: Instance = instance) {
  return by.consume({ group, topics: { 'user-events': handler } });
}

async function deadLetterOf(subject: string, topic: Topic = 'user-events') {
  const all = await letters.list(topic, 100);
  return all.find((letter) => letter.key === subject && letter.group === group);
}

describe('a handler that succeeds', () => {
  it('gets each event in order, in the context that caused it', async () => {
    const subject = newId();
    const seen: unknown[] = [];
    await consume(only(subject, (version, event) => void seen.push([version, currentContext()?.requestId, event.id])));
    const [first] = await publish(subject, 1);
    const caused = { ...createEvent(erasure(subject, 2), 'user-service'), requestid: 'request-9' };
    await publishEvent(rig.topics, 'user-events', caused);
    await eventually(() =>
      expect(seen).toEqual([
        [1, first?.id, first?.id],
        [2, 'request-9', caused.id],
      ]),
    );
    expect(
      await metricValue(instance.kit, 'messages_consumed_total', { topic: 'user-events', result: 'ok' }),
    ).toBeGreaterThan(1);
  });

  it('has an effect once, however often the event comes and wherever the consumer dies', async () => {
    const subject = newId();
    let deliveries = 0;
    await consume(
      only(subject, async (version, event) => {
        deliveries += 1;
        await instance.db.tx(async (client) => {
          if (!(await onceInTx(client, group, event.id))) return;
          await client.query('INSERT INTO effect VALUES ($1, $2)', [subject, version]);
        });
        // the effect is committed, the offset is not: as if the process had ended here
        if (deliveries === 1) throw new DependencyError('kafka', 'died before the commit');
      }),
    );
    const [event] = await publish(subject, 1);
    if (event !== undefined) await publishEvent(rig.topics, 'user-events', event);
    await publish(subject, 2);
    await eventually(() => expect(deliveries).toBe(4));
    const { rows } = await instance.db.query('SELECT version FROM effect WHERE subject = $1 ORDER BY version', [
      subject,
    ]);
    expect(rows).toEqual([{ version: 1 }, { version: 2 }]);
  });

  it('commits what it has done when it stops, so that its successor begins behind it', async () => {
    const subject = newId();
    const seen: number[] = [];
    const handler = only(subject, (version) => void seen.push(version));
    const consumer = await consume(handler);
    await publish(subject, 1, 2);
    await eventually(() => expect(seen).toEqual([1, 2]));
    await consumer.stop();
    await publish(subject, 3);
    await consume(handler, rig.instance());
    await eventually(() => expect(seen).toEqual([1, 2, 3]));
  });

  it('ignores types that this version does not know, and counts them', async () => {
    const subject = newId();
    const seen: number[] = [];
    await consume(only(subject, (version) => void seen.push(version)));
    const future = { ...createEvent(erasure(subject, 1), 'user-service'), type: 'ticketlab.user.teleported.v1' };
    await publishMessage(rig.topics, 'user-events', { key: subject, value: JSON.stringify(future) });
    await publish(subject, 2);
    await eventually(() => expect(seen).toEqual([2]));
    expect(await metricValue(instance.kit, 'messages_consumed_total', { result: 'ignored' })).toBeGreaterThanOrEqual(1);
    expect(await deadLetterOf(subject)).toBeUndefined();
  });
});

describe('a poison record', () => {
  it.each([
    ['is no JSON', (subject: string) => ({ key: subject, value: '{' })],
    ['breaks its schema', (subject: string) => ({ key: subject, value: '{"type":"ticketlab.user.erased.v1"}' })],
  ])('that %s goes to the dead letters with its origin, and the partition moves on', async (_, message) => {
    const subject = newId();
    const seen: number[] = [];
    await instance.consume({
      group,
      topics: { 'payment-events': only(subject, (version) => void seen.push(version)) },
    });
    // a topic that the other tests do not use: to every group that reads it, the record is poison
    await publishMessage(rig.topics, 'payment-events', message(subject));
    const good = createEvent(erasure(subject, 2), 'user-service');
    await publishEvent(rig.topics, 'payment-events', good);
    await eventually(() => expect(seen).toEqual([2]));
    const letter = await deadLetterOf(subject, 'payment-events');
    expect(letter).toMatchObject({ topic: 'payment-events', attempts: 3, value: message(subject).value });
    expect(letter?.error).toMatch(/^(SyntaxError|ZodError)/);
    expect(Date.parse(letter?.publishedAt ?? '')).toBeLessThanOrEqual(Date.parse(letter?.failedAt ?? ''));
    expect(await metricValue(instance.kit, 'dlq_depth', { topic: 'payment-events' })).toBeGreaterThanOrEqual(1);
    expect(instance.kit.logged.filter(({ event }) => event === 'dead-letter')).not.toHaveLength(0);
  });

  it('is tried three times, is replayed to its own group after the fix, with the same event id', async () => {
    const subject = newId();
    let broken = true;
    let tries = 0;
    const seen: { group: string; id: string }[] = [];
    await consume(
      only(subject, (_version, event) => {
        tries += 1;
        if (broken) throw new DomainError('conflict', 'this version has a bug');
        seen.push({ group: 'failing', id: event.id });
      }),
    );
    const other = rig.instance();
    await other.consume({
      group: `other-${group}`,
      topics: { 'user-events': only(subject, (_version, event) => void seen.push({ group: 'other', id: event.id })) },
    });
    const [event] = await publish(subject, 1);
    const letter = await eventually(async () => {
      const found = await deadLetterOf(subject);
      if (found === undefined) throw new Error('not there yet');
      return found;
    });
    expect(tries).toBe(3);
    expect(letter.error).toBe('DomainError: this version has a bug');

    broken = false;
    expect(await letters.replay('user-events', letter.id)).toBe(true);
    await eventually(() => expect(seen).toContainEqual({ group: 'failing', id: event?.id }));
    expect(await deadLetterOf(subject)).toBeUndefined();
    expect(await letters.replay('user-events', letter.id)).toBe(false);
    // the replay is behind this one in no partition but its own: wait for the other group to have passed both
    const [last] = await publish(subject, 2);
    await eventually(() => expect(seen).toContainEqual({ group: 'other', id: last?.id }));
    expect(seen.filter((one) => one.group === 'other').map(({ id }) => id)).toEqual([event?.id, last?.id]);
  });
});

describe('an outage of what a handler needs', () => {
  it('holds back only its partition, for as long as it lasts, and dead-letters nothing', async () => {
    const [held, flowing] = await subjectsOfTwoPartitions();
    let away = true;
    const seen: [string, number][] = [];
    await consume((event) => {
      if (event.subject === held && away) throw new DependencyError('ticket-service', 'away');
      if ([held, flowing].includes(event.subject)) seen.push([event.subject, event.aggregateversion]);
      return Promise.resolve();
    });
    await publish(held, 2, 3);
    await publish(flowing, 2, 3);
    await eventually(() =>
      expect(seen).toEqual(
        expect.arrayContaining([
          [flowing, 1],
          [flowing, 2],
          [flowing, 3],
        ]),
      ),
    );
    const outages = () => metricValue(instance.kit, 'messages_consumed_total', { result: 'outage' });
    await eventually(async () => expect(await outages()).toBeGreaterThanOrEqual(4)); // more often than a poison record is tried
    expect(seen.filter(([subject]) => subject === held)).toEqual([]);
    away = false;
    await eventually(() =>
      expect(seen.filter(([subject]) => subject === held)).toEqual([
        [held, 1],
        [held, 2],
        [held, 3],
      ]),
    );
    expect(await deadLetterOf(held)).toBeUndefined();
    expect(instance.kit.logged.filter(({ event }) => event === 'consumer-paused')).toHaveLength(1);
    expect(instance.kit.logged.filter(({ event }) => event === 'consumer-resumed')).toHaveLength(1);
    await eventually(async () => {
      expect(await metricValue(instance.kit, 'kafka_consumer_lag', { topic: 'user-events', group })).toBe(0);
    });
  });

  /** Two aggregates whose events land in different partitions; each has its first event published. */
  async function subjectsOfTwoPartitions(): Promise<[string, string]> {
    const partitions = new Map<number, string>();
    const published = new Set<string>();
    const finder = rig.instance();
    await finder.consume({
      group: `finder-${group}`,
      topics: {
        'user-events': (event, { partition }) => {
          if (published.has(event.subject)) partitions.set(partition, event.subject);
          return Promise.resolve();
        },
      },
    });
    await eventually(async () => {
      const subject = newId();
      published.add(subject);
      await publish(subject, 1);
      expect(partitions.size).toBe(2);
    });
    await finder.close();
    return [partitions.get(0) ?? '', partitions.get(1) ?? ''];
  }
});

describe('two members of one group', () => {
  it('share the partitions, and one takes over all when the other stops', async () => {
    const other = rig.instance();
    const handledBy = new Map<string, Set<Instance>>();
    const note =
      (by: Instance): Handler =>
      (event) => {
        handledBy.set(event.subject, (handledBy.get(event.subject) ?? new Set()).add(by));
        return Promise.resolve();
      };
    await Promise.all([consume(note(instance)), consume(note(other), other)]);
    await eventually(async () => {
      await publish(newId(), 1);
      expect(new Set([...handledBy.values()].flatMap((who) => [...who])).size).toBe(2);
    });
    await other.close();
    const subjects = range(1, 8).map(newId);
    for (const subject of subjects) await publish(subject, 1);
    await eventually(() => {
      for (const subject of subjects) expect([...(handledBy.get(subject) ?? [])]).toEqual([instance]);
    });
  });
});
