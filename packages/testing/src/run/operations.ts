import { randomBytes } from 'node:crypto';
import type { Store, StoreCommand } from '@ticketlab/lab/platform/store';
import { createDatabases } from './databases.ts';
import type { Guard } from './guard.ts';
import type { RunStores, SharedStore } from './run-stores.ts';
import { createTopicSets, type Message } from './topic-sets.ts';
import { dropMongoDatabase } from './mongo-databases.ts';

export interface Operations {
  handlers: OperationHandlers;
  close: () => Promise<void>;
}

export type OperationHandlers = ReturnType<typeof createOperations>['handlers'];

/** What test files may ask for. Clients of the stores are loaded here, once, rather than in every test file. */
export function createOperations(stores: RunStores, guard: Guard) {
  const { postgresUrl, kafkaBrokers, mongoUrl } = stores.addresses;
  const databases = createDatabases(postgresUrl);
  const topicSets = createTopicSets(kafkaBrokers);
  const redis = new Map<string, { command: StoreCommand; store: Store }>();

  const redisOf = (id: string) => {
    const found = redis.get(id);
    if (found === undefined) throw new Error(`no Redis ${id}`);
    return found;
  };
  const ended = async ({ store }: { store: Store }) => guard.unwatch(store.pid);

  const handlers = {
    ensure: ({ store }: { store: SharedStore }) => stores.ensure(store),

    createDatabase: async ({ service }: { service: string | null }) => {
      await stores.ensure('postgres');
      return databases.create(service);
    },
    dropDatabase: ({ name }: { name: string }) => databases.drop(name),

    createTopics: async ({ prefix }: { prefix: string }) => {
      await stores.ensure('kafka');
      await topicSets.create(prefix);
    },
    dropTopics: ({ prefix }: { prefix: string }) => topicSets.drop(prefix),

    publish: ({ topic, message }: { topic: string; message: Message }) => topicSets.publish(topic, message),

    dropMongoDatabase: ({ name }: { name: string }) => dropMongoDatabase(mongoUrl, name),

    createRedis: async () => {
      const command = await stores.prepareRedis();
      const id = randomBytes(4).toString('hex');
      redis.set(id, { command, store: await stores.start(command) });
      return { id, url: command.url };
    },
    stopRedis: async ({ id }: { id: string }) => {
      // A paused process would take the signal only when it is woken.
      signal(redisOf(id).store, 'SIGCONT');
      await redisOf(id).store.stop();
      await ended(redisOf(id));
    },
    killRedis: async ({ id }: { id: string }) => {
      await redisOf(id).store.kill();
      await ended(redisOf(id));
    },
    restartRedis: async ({ id }: { id: string }) => {
      const { command, store } = redisOf(id);
      if (store.alive()) throw new Error('This Redis is running: stop or kill it first.');
      redis.set(id, { command, store: await stores.start(command) });
    },
    pauseRedis: ({ id }: { id: string }) => {
      signal(redisOf(id).store, 'SIGSTOP');
    },
    resumeRedis: ({ id }: { id: string }) => {
      signal(redisOf(id).store, 'SIGCONT');
    },

    watchProcess: ({ pid }: { pid: number }) => guard.watch(pid),
    unwatchProcess: ({ pid }: { pid: number }) => guard.unwatch(pid),
  };

  return {
    handlers,
    close: async () => {
      await Promise.all([databases.close(), topicSets.close()]);
    },
  };
}

function signal(store: Store, name: NodeJS.Signals): void {
  if (store.alive()) process.kill(store.pid, name);
}
