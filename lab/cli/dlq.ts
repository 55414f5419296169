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
    const found = await findAll(deadLetters, topic, mostListed);
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

/** One by its topic and id, or all that there are now. @throws CliError code 2 where neither is said clearly */
export async function replayDeadLetters(topic: Topic | undefined, id: string | undefined, all: boolean): Promise<void> {
  if (all === (id !== undefined)) throw new CliError('Give a topic and an id, or --all.', 2);
  await withDeadLetters(async (deadLetters, desk) => {
    if (topic !== undefined && id !== undefined) {
      if (!(await desk.replay(topic, id, actor))) throw missing(topic, id);
      console.log(`Published again on ${topic}, for the consumer that failed. If it fails again, it comes back here.`);
      return;
    }
    // what comes back meanwhile is not tried again
    const found = await findAll(deadLetters, topic, Infinity);
    let replayed = 0;
    for (const letter of found) if (await desk.replay(letter.topic, letter.id, actor)) replayed += 1;
    const what = replayed === 1 ? 'One dead letter was' : `${replayed} dead letters were`;
    console.log(replayed === 0 ? 'There are no dead letters.' : `${what} published again.`);
  });
}

export async function discardDeadLetter(topic: Topic, id: string): Promise<void> {
  await withDeadLetters(async (_, desk) => {
    if (!(await desk.discard(topic, id, actor))) throw missing(topic, id);
    console.log('Discarded: the event never has its effect.');
  });
}

/** So many of the topic, or of each; the oldest first. */
async function findAll(deadLetters: DeadLetters, topic: Topic | undefined, most: number): Promise<DeadLetter[]> {
  const found: DeadLetter[] = [];
  for (const each of topic === undefined ? topics : [topic]) found.push(...(await deadLetters.list(each, most)));
  return found;
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
  return new CliError(
    `There is no dead letter ${id} of ${topic} (any more); ./lab.sh dlq list shows what there is.`,
    2,
  );
}

function toReadable(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
