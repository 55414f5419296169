import { type Topic, topics } from '@ticketlab/contracts/topics';
import { createDeadLetterDesk, type DeadLetterDesk } from '@ticketlab/service-kit/messaging/dead-letter-desk';
import { createDeadLetters, type DeadLetter, type DeadLetters } from '@ticketlab/service-kit/messaging/dead-letters';
import { createKafka } from '@ticketlab/service-kit/messaging/kafka';
import { createRedis, waitForRedis } from '@ticketlab/service-kit/redis/connect';
import { createLogger } from '@ticketlab/service-kit/telemetry/logger';
import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { labHome } from '../runtimes/local/home.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { CliError } from './errors.ts';
import { formatTable } from './table.ts';

const mostListed = 100;
const redisPatienceMs = 2_000;
/** Whoever has a shell here; the audit log knows no more. */
const actor = 'service:lab-cli';

export async function listDeadLetters(topic: Topic | undefined): Promise<void> {
  await withDeadLetters(async (deadLetters) => {
    const found: DeadLetter[] = [];
    for (const each of topic === undefined ? topics : [topic])
      found.push(...(await deadLetters.list(each, mostListed)));
    if (found.length === 0) {
      console.log('There are no dead letters.');
      return;
    }
    const rows = found.map(({ topic: from, id, group, attempts, failedAt, error }) => [
      from,
      id,
      group,
      String(attempts),
      failedAt,
      error.split('\n')[0]?.slice(0, 60) ?? '',
    ]);
    for (const line of formatTable([['TOPIC', 'ID', 'CONSUMER', 'TRIES', 'FAILED AT', 'ERROR'], ...rows]))
      console.log(line);
  });
}

export async function showDeadLetter(topic: Topic, id: string): Promise<void> {
  await withDeadLetters(async (deadLetters) => {
    const letter = await deadLetters.get(topic, id);
    if (letter === undefined) throw missing(topic, id);
    console.log(JSON.stringify({ ...letter, value: toReadable(letter.value) }, null, 2));
  });
}

export async function replayDeadLetter(topic: Topic, id: string): Promise<void> {
  await withDeadLetters(async (_, desk) => {
    if (!(await desk.replay(topic, id, actor))) throw missing(topic, id);
    console.log(`Published again on ${topic}, for the consumer that failed. If it fails again, it comes back here.`);
  });
}

export async function discardDeadLetter(topic: Topic, id: string): Promise<void> {
  await withDeadLetters(async (_, desk) => {
    if (!(await desk.discard(topic, id, actor))) throw missing(topic, id);
    console.log('Discarded: the event never has its effect.');
  });
}

async function withDeadLetters(work: (deadLetters: DeadLetters, desk: DeadLetterDesk) => Promise<void>): Promise<void> {
  const home = labHome();
  await requireRunningLab(home);
  const env = readPlan(home)?.services.find(({ name }) => name === 'order-service')?.env;
  if (env === undefined) throw new CliError('The lab has no services yet; start it with ./deploy.sh');
  const config = parseConfig({}, { ...env, LOG_LEVEL: 'silent' });
  const kafka = createKafka({
    instance: 'lab-cli',
    config,
    log: createLogger({ service: 'lab-cli', instance: 'lab-cli', level: 'silent' }),
    health: { addDependency: () => undefined },
  });
  const deadLetters = createDeadLetters(kafka);
  const redis = createRedis(config.REDIS_URL, 'lab-cli');
  try {
    await waitForRedis(redis, redisPatienceMs);
    await work(deadLetters, createDeadLetterDesk(deadLetters, redis, kafka.prefix));
  } finally {
    redis.disconnect();
    await deadLetters.close();
    await kafka.close();
  }
}

function missing(topic: Topic, id: string): CliError {
  return new CliError(`There is no dead letter ${id} of ${topic} (any more); ./lab.sh dlq list shows what there is.`);
}

function toReadable(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
