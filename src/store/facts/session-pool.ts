/**
 * A session of the engine runs one query at a time; several sessions on one folder run in parallel. This pool
 * hands each out to one caller, with separate sessions per role so that a long job never blocks a person.
 */
import { unavailable } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { FactsRole } from './facts.ts';

/** Sessions per role; STACK: more than four running queries starve a machine of two cores. */
export const poolSizes: Readonly<Record<FactsRole, number>> = { ingest: 1, interactive: 2, batch: 2 };

interface Lane<S> {
  opened: number;
  readonly idle: S[];
  readonly waiting: { give(session: S): void; refuse(error: Error): void }[];
}

export interface SessionPool<S> {
  /** Waits for a free session of the role, in order of arrival. */
  lease(role: FactsRole, signal?: AbortSignal): Promise<S>;
  release(role: FactsRole, session: S): void;
  /** Refuses waiters and new callers, and resolves with all sessions once the running ones are back. */
  drain(): Promise<S[]>;
}

const closedError = () => unavailable('facts-closed');

/** A pool over `open`, which is called at most `poolSizes[role]` times per role, on first need. */
export function sessionPool<S>(open: () => S): SessionPool<S> {
  const lane = (): Lane<S> => ({ opened: 0, idle: [], waiting: [] });
  const lanes: Record<FactsRole, Lane<S>> = { ingest: lane(), interactive: lane(), batch: lane() };
  let draining: (() => void) | null = null;
  const all = Object.values(lanes);
  const isIdle = () => all.every(each => each.idle.length === each.opened);

  const wait = (target: Lane<S>, signal?: AbortSignal) =>
    new Promise<S>((resolve, reject) => {
      const waiter = { give: resolve, refuse: reject };
      target.waiting.push(waiter);
      signal?.addEventListener('abort', () => {
        const at = target.waiting.indexOf(waiter);
        if (at < 0) return;
        target.waiting.splice(at, 1);
        reject(unavailable('facts-canceled'));
      });
    });

  return {
    async lease(role, signal) {
      if (draining) throw closedError();
      if (signal?.aborted) throw unavailable('facts-canceled');
      const target = lanes[role];
      const free = target.idle.pop();
      if (free) return free;
      if (target.opened >= poolSizes[role]) return wait(target, signal);
      target.opened += 1;
      return open();
    },
    release(role, session) {
      const target = lanes[role];
      invariant(!target.idle.includes(session), 'a session is released once');
      const next = target.waiting.shift();
      if (next) return next.give(session);
      target.idle.push(session);
      if (isIdle()) draining?.();
    },
    async drain() {
      for (const each of all) for (const waiter of each.waiting.splice(0)) waiter.refuse(closedError());
      await new Promise<void>(resolve => {
        draining = resolve;
        if (isIdle()) resolve();
      });
      return all.flatMap(each => {
        each.opened = 0;
        return each.idle.splice(0);
      });
    },
  };
}
