import { afterAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import pg from 'pg';
import { eventually } from '@ticketlab/testing/eventually';
import { collectEvents, createEvent, publishEvent } from '@ticketlab/testing/events';
import { createTestDatabase, createTestMongo, createTestRedis, createTestTopics } from '@ticketlab/testing/stores';

describe('the stores of a test run', () => {
  const undo: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  it('gives each caller a database of its own', async () => {
    const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    undo.push(first.drop, second.drop);
    const client = new pg.Client({ connectionString: first.url });
    await client.connect();
    undo.push(() => client.end());
    await client.query('CREATE TABLE seats (id int)');
    const other = new pg.Client({ connectionString: second.url });
    await other.connect();
    undo.push(() => other.end());
    await expect(other.query('SELECT * FROM seats')).rejects.toThrow('does not exist');
  });

  it('keeps what a killed Redis had acknowledged', async () => {
    const redis = await createTestRedis();
    const client = new Redis(redis.url, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
    undo.push(
      () => redis.stop(),
      () => client.quit(),
    );
    await client.set('seat', 'A1');
    await redis.kill();
    await redis.restart();
    expect(await client.get('seat')).toBe('A1');
  });

  it('carries events under a prefix of its own', async () => {
    const [topics, others] = await Promise.all([createTestTopics(), createTestTopics()]);
    undo.push(topics.drop, others.drop);
    const [collected, elsewhere] = await Promise.all([
      collectEvents(topics, 'user-events'),
      collectEvents(others, 'user-events'),
    ]);
    undo.push(collected.stop, elsewhere.stop);
    const userId = '01890a5d-ac96-774b-bcce-b302099a8057';
    const event = createEvent(
      { type: 'ticketlab.user.erased.v1', subject: userId, aggregateVersion: 1, data: { userId } },
      'user-service',
    );
    await publishEvent(topics, 'user-events', event);
    await eventually(() => expect(collected.events).toEqual([event]));
    expect(elsewhere.events).toEqual([]);
  });

  it('speaks to mongoose', async () => {
    const mongo = await createTestMongo('chat');
    const connection = await mongoose.createConnection(mongo.url).asPromise();
    undo.push(mongo.drop, () => connection.close());
    const model = connection.model('Thing', new mongoose.Schema({ name: String }).index({ name: 1 }, { unique: true }));
    await model.init();
    await model.create({ name: 'a' });
    await expect(model.create({ name: 'a' })).rejects.toMatchObject({ code: 11000 });
  });
});
