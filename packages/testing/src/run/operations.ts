import { randomBytes } from 'node:crypto';
import type { Store, StoreCommand } from '@ticketlab/lab/platform/store';
import { createDatabases } from './databases.ts';
import { forget } from '../guarded.ts';
import type { Message } from '../kafka-clients.ts';
import type { RunStores, SharedStore } from './run-stores.ts';
import { createTopicSets } from './topic-sets.ts';
import { dropMongoDatabase } from './mongo-databases.ts';

export interface Operations {
  handlers: OperationHandlers;
  close: () => Promise<void>;
}

export type OperationHandlers = ReturnType<typeof createOperations>['handlers'];

/** What test files may ask for. Clients of the stores are loaded here, once, rather than in every test file. */
export function createOperations(stores: RunStores) {
  const { postgresUrl, kafkaBrokers, mongoUrl } = stores.addresses;
  const databases = createDatabases(postgresUrl);
  const topicSets = createTopicSets(kafkaBrokers);
  const own = new Map<string, { command: StoreCommand; store: Store }>();

  const ownOf = (id: string) => {
    const found = own.get(id);
    if (found === undefined) throw new Error(`no store ${id}`);
    return found;
  };
  const startOwn = async (command: StoreCommand) => {
    const id = randomBytes(4).toString('hex');
    own.set(id, { command, store: await stores.start(command) });
    return { id, url: command.url };
  };

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

    createRedis: async () => startOwn(await stores.prepareRedis()),
    createKafka: async () => startOwn(await stores.prepareKafka()),
    stopStore: async ({ id }: { id: string }) => {
      // A paused process would take the signal only when it is woken.
      signal(ownOf(id).store, 'SIGCONT');
      await ownOf(id).store.stop();
      await forget(ownOf(id).store.pid);
    },
    killStore: async ({ id }: { id: string }) => {
      await ownOf(id).store.kill();
      await forget(ownOf(id).store.pid);
    },
    restartStore: async ({ id }: { id: string }) => {
      const { command, store } = ownOf(id);
      if (store.alive()) throw new Error('This store is running: stop or kill it first.');
      own.set(id, { command, store: await stores.start(command) });
    },
    pauseStore: ({ id }: { id: string }) => {
      signal(ownOf(id).store, 'SIGSTOP');
    },
    resumeStore: ({ id }: { id: string }) => {
      signal(ownOf(id).store, 'SIGCONT');
    },
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
