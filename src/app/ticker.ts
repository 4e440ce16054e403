/**
 * Calls what wants to be called again and again: each tick in its own loop, at once when it found work, after its
 * pause when it did not, and with a growing pause after a failure. What is due is decided inside the tick, on domain
 * time and in tables, so a missed or doubled call changes nothing.
 */
import type { TickDef } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';

const longestPauseMs = 60_000;

export interface Ticker {
  /** Ends all loops; resolves when the calls under way have returned. */
  stop(): Promise<void>;
}

/** Starts one loop per tick. */
export function startTicker(ctx: StoreContext, ticks: readonly TickDef<StoreContext>[]): Ticker {
  const stopping = new AbortController();
  const loops = ticks.map(tick => loop({ ctx, tick, stopping: stopping.signal }));
  return {
    async stop() {
      stopping.abort();
      await Promise.allSettled(loops);
    },
  };
}

async function loop(input: {
  readonly ctx: StoreContext;
  readonly tick: TickDef<StoreContext>;
  readonly stopping: AbortSignal;
}): Promise<void> {
  const { ctx, tick, stopping } = input;
  let failures = 0;
  while (!stopping.aborted) {
    try {
      const done = await tick.run(ctx);
      failures = 0;
      // Even a busy tick lets other work in between.
      await pause(done > 0 ? 5 : tick.everySeconds * 1000, stopping);
    } catch (cause) {
      failures += 1;
      ctx.log.error({ tick: tick.name, failures, cause }, 'tick-failed');
      await pause(Math.min(longestPauseMs, tick.everySeconds * 1000 * 2 ** failures), stopping);
    }
  }
}

/** Waits, or returns early when the ticker stops. */
function pause(ms: number, stopping: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      stopping.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stopping.addEventListener('abort', end, { once: true });
    if (stopping.aborted) end();
  });
}
