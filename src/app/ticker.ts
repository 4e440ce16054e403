/**
 * Calls what wants to be called again and again: each tick in its own loop, at once when it found work, after its
 * pause when it did not, and with a growing pause after a failure. What is due is decided inside the tick, on domain
 * time and in tables, so a missed or doubled call changes nothing.
 */
import type { TickDef } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { codedErrorOf } from './error-reply.ts';
import type { ScheduleBook } from './schedules.store.ts';

const longestPauseMs = 60_000;

export interface Ticker {
  /** Ends all loops; resolves when the calls under way have returned. */
  stop(): Promise<void>;
}

export interface TickerParts {
  /** Hears of every call; where it is left out nobody is told. */
  readonly book?: ScheduleBook;
  /** Throws while no new work may begin. */
  readonly requireRoom?: () => Promise<void>;
}

/** Starts one loop per tick. */
export function startTicker(
  ctx: StoreContext,
  ticks: readonly TickDef<StoreContext>[],
  parts: TickerParts = {},
): Ticker {
  const stopping = new AbortController();
  const loops = ticks.map(tick => loop({ ctx, tick, parts, stopping: stopping.signal }));
  return {
    async stop() {
      stopping.abort();
      await Promise.allSettled(loops);
    },
  };
}

interface Loop {
  readonly ctx: StoreContext;
  readonly tick: TickDef<StoreContext>;
  readonly parts: TickerParts;
  readonly stopping: AbortSignal;
}

async function loop(input: Loop): Promise<void> {
  const { ctx, tick, parts, stopping } = input;
  const pauseMs = tick.everySeconds * 1000;
  let failures = 0;
  while (!stopping.aborted) {
    const startedAt = parts.book ? ctx.machineNow() : null;
    const { done, failure } = await once(input);
    failures = failure === null ? 0 : failures + 1;
    if (failure !== null) ctx.log.error({ tick: tick.name, failures, cause: failure }, 'tick-failed');
    // Even a busy tick lets other work in between.
    const wait =
      failure !== null ? Math.min(longestPauseMs, pauseMs * 2 ** failures) : done > 0 ? 5 : pauseMs;
    if (startedAt) {
      const errorCode = failure === null ? null : (codedErrorOf(failure)?.code ?? 'internal-error');
      parts.book?.note({ tick, startedAt, failures, errorCode, waitMs: wait });
    }
    await pause(wait, stopping);
  }
}

async function once({ ctx, tick, parts }: Loop): Promise<{ done: number; failure: unknown }> {
  try {
    if (!tick.evenWhileDiskLow) await parts.requireRoom?.();
    return { done: await tick.run(ctx), failure: null };
  } catch (failure) {
    return { done: 0, failure: failure ?? 'unknown' };
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
