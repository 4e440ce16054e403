/**
 * Requests that arrive while rows are being made durable wait and are made durable together: one flush to disk serves
 * them all.
 */

export interface GroupCommitOptions<T, R> {
  /** Makes a group durable; called one after another. Each item's `add` resolves to what it returns. */
  readonly commit: (group: readonly T[]) => Promise<R>;
  readonly weigh: (item: T) => number;
  /** Most bytes of one group. */
  readonly mostGroup: number;
  /** Least time between the beginnings of two groups. */
  readonly pauseMs: number;
}

export interface GroupCommit<T, R> {
  /** Resolves when the item is durable. Throws what `commit` throws. */
  add(item: T): Promise<R>;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly weight: number;
  readonly resolve: (result: R) => void;
  readonly reject: (cause: unknown) => void;
}

/** Makes the queue. What waits in it is the caller's to bound. */
export function groupCommit<T, R = void>(options: GroupCommitOptions<T, R>): GroupCommit<T, R> {
  const queue: Waiting<T, R>[] = [];
  let running: Promise<void> | null = null;
  const take = (): Waiting<T, R>[] => {
    let bytes = 0;
    let count = 0;
    for (const { weight } of queue) {
      if (count > 0 && bytes + weight > options.mostGroup) break;
      bytes += weight;
      count += 1;
    }
    return queue.splice(0, count);
  };
  const work = async () => {
    // Requests of the same turn of the event loop belong together.
    await new Promise(resolve => setImmediate(resolve));
    while (queue.length > 0) {
      const began = performance.now();
      await settle(take(), options.commit);
      const rest = options.pauseMs - (performance.now() - began);
      if (rest > 0) await new Promise(resolve => setTimeout(resolve, rest));
    }
  };
  const start = () => {
    running ??= work().finally(() => {
      running = null;
      // Somebody may have come between the last look at the queue and this.
      if (queue.length > 0) start();
    });
  };
  return {
    add(item) {
      return new Promise<R>((resolve, reject) => {
        queue.push({ item, weight: options.weigh(item), resolve, reject });
        start();
      });
    },
  };
}

async function settle<T, R>(
  group: readonly Waiting<T, R>[],
  commit: GroupCommitOptions<T, R>['commit'],
): Promise<void> {
  try {
    const result = await commit(group.map(({ item }) => item));
    for (const { resolve } of group) resolve(result);
  } catch (cause) {
    for (const { reject } of group) reject(cause);
  }
}
