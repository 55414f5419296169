import type { ErasureStore } from './ports.ts';

const batch = 200;

/** Takes a person out of the books, amounts and states stay. May stop anywhere and run again. */
export async function eraseUser(erasure: ErasureStore, userId: string): Promise<void> {
  await erasure.forget(userId);
  for (let more = true; more;) more = await erasure.anonymise(userId, batch);
}
