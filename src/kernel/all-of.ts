/** Work side by side that must all have ended before the next step, failed or not. */

/**
 * The results in order, once every one has ended. The first failure in order is thrown then, not before: what the others
 * still write is written, so that a cleaning after it misses nothing.
 */
export async function allOf<const T extends readonly Promise<unknown>[]>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const ended = await Promise.allSettled(work);
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
  return ended.map(each => (each as PromiseFulfilledResult<unknown>).value) as never;
}
