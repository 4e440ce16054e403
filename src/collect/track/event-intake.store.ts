/**
 * The intake of events in one process: a queue of group commits in front of each store, and the replay of what a spool
 * holds, every second until nothing waits. While events of one group are flushed to facts the next requests are saved in
 * state, so that neither store waits for the other.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreContext } from '../../store/context.ts';
import { openSpool } from '../../store/spool/spool.ts';
import { type SavedEvents, saveState, storeEvents, storeSpooled } from './commit-events.store.ts';
import { groupCommit } from './group-commit.ts';
import { type LiveEvents, liveEvents } from './live-events.ts';
import type { TrackingPlan } from './plan-check.ts';
import type { PreparedEvents } from './prepare-events.ts';
import { planReader } from './tracking-plan.store.ts';
import { waitingBytes } from './waiting-bytes.ts';

export interface EventIntake {
  /** The plan events are judged by, at most a second old. Throws what state throws. */
  plan(): Promise<TrackingPlan>;
  /** Resolves when everything of the request is durable. Throws `track-busy`, `spool-full` and what state throws. */
  take(request: PreparedEvents): Promise<void>;
  /** What was taken, for people who watch. */
  readonly live: LiveEvents;
  /** Commits what waits and ends the replay; what the spool holds stays for the next start. */
  close(): Promise<void>;
}

export interface IntakeOptions {
  readonly spoolFolder: string;
  readonly mostSpoolBytes: number;
  readonly patienceMs?: number;
}

const mostWaiting = 32e6;
const mostGroup = 8e6;
/** Each group leaves a part for the engine to merge. */
const factsPauseMs = 25;
const statePauseMs = 5;
const replayEveryMs = 1_000;

/** Opens the intake; a spool left by an earlier process is replayed from now on. */
export async function openIntake(ctx: StoreContext, options: IntakeOptions): Promise<EventIntake> {
  const { spoolFolder, mostSpoolBytes, patienceMs = 10_000 } = options;
  const spool = await openSpool({ folder: spoolFolder, mostBytes: mostSpoolBytes, log: ctx.log });
  const sink = { ctx, spool, patienceMs };
  const live = liveEvents();
  const waiting = waitingBytes(mostWaiting);
  const saving = groupCommit<PreparedEvents, ReadonlySet<string>>({
    commit: group => saveState(ctx, group),
    weigh: ({ bytes }) => bytes,
    mostGroup,
    pauseMs: statePauseMs,
  });
  const storing = groupCommit<SavedEvents>({
    async commit(group) {
      await storeEvents(sink, group);
      const erased = new Set(group.flatMap(each => [...each.erased]));
      live.publish(
        group.map(({ request }) => request),
        erased,
      );
    },
    weigh: ({ request }) => request.bytes,
    mostGroup,
    pauseMs: factsPauseMs,
  });
  const stopping = new AbortController();
  const replay = async () => {
    while (!stopping.signal.aborted) {
      const more =
        spool.bytes() > 0 &&
        (await spool
          .replayOldest(groups => storeSpooled(sink, groups))
          .catch((cause: unknown) => {
            ctx.log.warn({ cause, bytes: spool.bytes() }, 'spool-waits');
            return false;
          }));
      if (!more) await sleep(replayEveryMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const replaying = replay();
  return {
    plan: planReader(ctx),
    live,
    take: request =>
      waiting.during(request.bytes, async () => storing.add({ request, erased: await saving.add(request) })),
    async close() {
      stopping.abort();
      await waiting.idle();
      await replaying;
      await spool.close();
    },
  };
}
