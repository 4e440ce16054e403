/**
 * Requests that arrive while rows are being made durable wait and are made durable together: one flush to disk serves
 * them all. What waits is bounded, and whoever comes beyond the bound is asked to come again.
 */
import { unavailable } from '../../kernel/errors.ts';

export interface GroupCommitOptions<T> {
  /** Makes a group durable; called one after another. */
  readonly commit: (group: readonly T[]) => Promise<void>;
  readonly weigh: (item: T) => number;
  /** Most bytes that wait. */
  readonly mostWaiting: number;
  /** Most bytes of one group. */
  readonly mostGroup: number;
  /** Least time between two groups: each leaves a part for the engine to merge. */
  readonly pauseMs: number;
}

export interface GroupCommit<T> {
  /** Resolves when the item is durable. Throws `track-busy` beyond the bound, and what `commit` throws. */
  add(item: T): Promise<void>;
  readonly waitingBytes: () => number;
  /** Waits until nothing waits; call when nobody adds any more. */
  idle(): Promise<void>;
}

interface Waiting<T> {
  readonly item: T;
  readonly weight: number;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/** Makes the queue. */
export function groupCommit<T>(options: GroupCommitOptions<T>): GroupCommit<T> {
  const queue: Waiting<T>[] = [];
  let waiting = 0;
  let running: Promise<void> | null = null;
  const take = (): Waiting<T>[] => {
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
      const group = take();
      await settle(group, options.commit);
      waiting -= group.reduce((sum, { weight }) => sum + weight, 0);
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
      const weight = options.weigh(item);
      if (waiting > 0 && waiting + weight > options.mostWaiting)
        return Promise.reject(unavailable('track-busy', { params: { seconds: 1 } }));
      waiting += weight;
      return new Promise<void>((resolve, reject) => {
        queue.push({ item, weight, resolve, reject });
        start();
      });
    },
    waitingBytes: () => waiting,
    async idle() {
      while (running) await running;
    },
  };
}

async function settle<T>(
  group: readonly Waiting<T>[],
  commit: GroupCommitOptions<T>['commit'],
): Promise<void> {
  try {
    await commit(group.map(({ item }) => item));
    for (const { resolve } of group) resolve();
  } catch (cause) {
    for (const { reject } of group) reject(cause);
  }
}
