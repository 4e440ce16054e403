/** What waits in memory is bounded; whoever comes beyond the bound is asked to come again. */
import { unavailable } from '../../kernel/errors.ts';

export interface WaitingBytes {
  /** Holds so many bytes while the work goes on. Throws `track-busy` beyond the bound, without beginning. */
  during<T>(bytes: number, work: () => Promise<T>): Promise<T>;
  readonly held: () => number;
  /** Waits until nothing is held; call when nobody begins any more. */
  idle(): Promise<void>;
}

/** Makes the bound. A piece heavier than it is still taken when nothing waits. */
export function waitingBytes(most: number): WaitingBytes {
  let held = 0;
  const running = new Set<Promise<unknown>>();
  return {
    async during(bytes, work) {
      if (running.size > 0 && held + bytes > most)
        throw unavailable('track-busy', { params: { seconds: 1 } });
      held += bytes;
      const done = work();
      running.add(done);
      try {
        return await done;
      } finally {
        running.delete(done);
        held -= bytes;
      }
    },
    held: () => held,
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
