import { route } from '../../src/http/route.ts';
import { createKit, createService, runService } from '../../src/kit.ts';
import { createMongo } from '../../src/mongo/connect.ts';
import { mappingOutages } from '../../src/mongo/errors.ts';
import { createPostgres } from '../../src/postgres/pool.ts';
import { parseConfig } from '../../src/config/parse-config.ts';

/** A service with both kinds of databases, to be harmed as a whole process. */
runService(() => {
  const kit = createKit('order-service', parseConfig({}));
  const db = createPostgres(kit, process.env['DATABASE_URL'] ?? '');
  const mongo = createMongo(kit, process.env['MONGODB_URL'] ?? '');
  const documents = mappingOutages({ ping: () => mongo.connection.db?.command({ ping: 1 }) });
  const works = (path: string, work: () => unknown) =>
    route({
      method: 'get',
      path,
      summary: 'Asks a store',
      auth: 'public',
      responses: { 204: null },
      handler: async () => {
        await work();
        return { status: 204 };
      },
    });
  return createService(kit, {
    routes: [
      works('/api/orders/postgres', () => db.query('SELECT 1')),
      works('/api/orders/mongodb', () => documents.ping()),
      works('/api/orders/idle', () => undefined),
    ],
    async close() {
      await mongo.close();
      await db.close();
    },
  });
});
