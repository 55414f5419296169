import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LabHome } from './home.ts';
import { readPlan } from './supervisor-process.ts';

/** Where data lies; PostgreSQL's may be elsewhere, and the plan knows. External stores are none of our business. */
export function dataDirs(home: LabHome): string[] {
  const stores = (readPlan(home)?.stores ?? []).map(({ dataDir }) => dataDir);
  return [...new Set([home.data, ...stores.filter((dir) => !dir.startsWith(home.data))])];
}

/** The lab must be down. What was downloaded and bundled stays. */
export async function deleteData(home: LabHome): Promise<void> {
  const generated = [home.logs, home.secrets, home.run, join(home.dir, 'mail')];
  const data = dataDirs(home);
  await Promise.all([...data, ...generated].map((dir) => rm(dir, { recursive: true, force: true })));
  const elsewhere = data.filter((dir) => !dir.startsWith(home.dir)).map(dirname);
  await Promise.all(elsewhere.map((dir) => rmdir(dir).catch(() => 'not empty')));
}
