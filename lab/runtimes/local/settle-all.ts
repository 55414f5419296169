/** Like Promise.all, but a failure is thrown only when all have ended: nothing goes on behind the back of whoever cleans up. */
export async function settleAll<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
