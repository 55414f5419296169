import { startRun } from './src/run/test-run.ts';
import { createTestDatabase, createTestMongo, createTestRedis, createTestTopics } from './src/stores.ts';

/**
 * `npm start -w @ticketlab/testing`: empty stores as a test gets them, to try things on by hand, gone after Ctrl-C. What
 * is printed is what a service wants to be told: DATABASE_URL=… node services/order-service/src/main.ts
 */
await startRun();
for (const service of ['user', 'ticket', 'order', 'payment']) {
  console.log(`DATABASE_URL=${(await createTestDatabase(service)).url}`);
}
for (const service of ['event', 'notification', 'chat']) {
  console.log(`MONGODB_URL=${(await createTestMongo(service)).url}`);
}
const topics = await createTestTopics();
console.log(`REDIS_URL=${(await createTestRedis()).url}`);
console.log(`KAFKA_BROKERS=${topics.brokers} TOPIC_PREFIX=${topics.prefix}`);
console.log('Ctrl-C ends them.'); // as the end of any test run does: the guard sees to it
setInterval(() => undefined, 60_000);
