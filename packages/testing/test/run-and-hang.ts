import { createTestDatabase, createTestRedis } from '../src/stores.ts';
import { startRun } from '../src/run/test-run.ts';

/** A test run that starts stores, tells that it has, and hangs until it is killed. */
await startRun();
await Promise.all([createTestDatabase(), createTestRedis()]);
process.send?.('running');
setInterval(() => undefined, 60_000);
