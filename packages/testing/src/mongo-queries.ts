import type mongoose from 'mongoose';

/** What a command has to find, as the driver sends it. */
export interface MongoQuery {
  readonly collection: string;
  readonly filter: Record<string, unknown>;
  readonly sort: string[];
}

export interface QueryWatch {
  readonly queries: readonly MongoQuery[];
  /** Those to which neither the id nor a declared index leads. */
  unserved: () => Promise<MongoQuery[]>;
}

/**
 * Listens to what is asked of the server from now on. The embedded one cannot explain its plans, so the indexes that are
 * there are held against each query instead. The connection needs `monitorCommands: true`.
 */
export function watchQueries(connection: mongoose.Connection): QueryWatch {
  const queries: MongoQuery[] = [];
  connection
    .getClient()
    .on('commandStarted', ({ commandName, command }) => queries.push(...toQueries(commandName, command)));

  async function unserved(): Promise<MongoQuery[]> {
    const left: MongoQuery[] = [];
    for (const query of [...queries]) {
      const declared = await connection.collection(query.collection).indexes();
      const indexes = [['_id'], ...declared.map(({ key }) => Object.keys(key as object))];
      if (!indexes.some((index) => isServed(query, index))) left.push(query);
    }
    return left;
  }

  return { queries, unserved };
}

function toQueries(name: string, command: Record<string, unknown>): MongoQuery[] {
  const collection = String(command[name]);
  const query = (filter: unknown, sort: unknown = {}): MongoQuery => ({
    collection,
    filter: filter as MongoQuery['filter'],
    // the driver sends the sort as a map, whose order counts
    sort: sort instanceof Map ? [...sort.keys()].map(String) : Object.keys(sort as object),
  });
  if (name === 'find') return [query(command['filter'], command['sort'])];
  if (name === 'findAndModify') return [query(command['query'], command['sort'])];
  if (name === 'aggregate') return [query((command['pipeline'] as { $match: unknown }[])[0]?.$match)];
  if (name === 'distinct') return [query(command['query'], { [String(command['key'])]: 1 })];
  const parts = (command['updates'] ?? command['deletes'] ?? []) as { q: unknown }[];
  return parts.map(({ q }) => query(q));
}

/**
 * Whether an index leads to what the query wants: its equal fields first, then the sort or the range. Conditions on
 * further fields, and the alternatives by which a cursor continues a sort, only thin out what was found.
 */
function isServed({ filter, sort }: MongoQuery, index: string[]): boolean {
  const fields = Object.entries(filter).filter(([name]) => name !== '$or');
  const equal = new Set(fields.filter(([, value]) => !isRange(value)).map(([name]) => name));
  const ranged = fields.filter(([, value]) => isRange(value)).map(([name]) => name);
  if (equal.has('_id')) return true;
  let used = 0;
  while (used < index.length && equal.has(index[used] ?? '')) used += 1;
  const wanted = sort.length > 0 ? sort.filter((name) => !equal.has(name)) : ranged.slice(0, 1);
  return (used > 0 || equal.size === 0) && wanted.every((name, at) => index[used + at] === name);
}

function isRange(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || '$in' in value) return false;
  return Object.keys(value).some((key) => /^\$(gt|lt)e?$/.test(key));
}

/** The same stores, and which of their methods have not been called, as `store.method`. */
export function watchCalls<Stores extends Record<string, object>>(
  stores: Stores,
): { stores: Stores; uncalled: () => string[] } {
  const called = new Set<string>();
  const watched = Object.entries(stores).map(([name, store]) => [
    name,
    new Proxy(store, {
      get(target, method, receiver) {
        called.add(`${name}.${String(method)}`);
        return Reflect.get(target, method, receiver) as unknown;
      },
    }),
  ]);
  const methods = Object.entries(stores).flatMap(([name, store]) =>
    Object.keys(store).map((method) => `${name}.${method}`),
  );
  return {
    stores: Object.fromEntries(watched) as Stores,
    uncalled: () => methods.filter((method) => !called.has(method)),
  };
}
