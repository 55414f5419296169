import { runLoadTest } from '../../../load/load-test.ts';
import { writeReports } from '../../../load/reports.ts';
import type { FromWorker, LoadOrder, ToWorker } from './worker-messages.ts';

/** One load run in a process of its own, so that neither it nor the controller measures or delays the other. */
const stop = new AbortController();
// a controller that is gone can neither stop the run nor hear of it
process.once('disconnect', () => process.exit());
process.on('message', (message: ToWorker) => {
  if (message.type === 'stop') stop.abort();
  else void run(message.order);
});

async function run({ adminToken, reportsDir, scenario, ...order }: LoadOrder): Promise<void> {
  try {
    const result = await runLoadTest(scenario, {
      ...order,
      adminToken: () => Promise.resolve(adminToken),
      signal: stop.signal,
      onNote: (line) => tell({ type: 'note', line }),
      onProgress: (progress) => tell({ type: 'progress', progress }),
    });
    tell({ type: 'ended', result, reports: writeReports(reportsDir, result) });
  } catch (error) {
    tell({ type: 'broken', problem: (error as Error).message });
  }
}

function tell(message: FromWorker): void {
  process.send?.(message);
}
