/**
 * Notices that the state database has stopped answering, killed or merely stopped, so that people are told at once
 * instead of waiting for a time-out each. Looks every two seconds and believes a database that answers again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';

const lookEveryMs = 2_000;
const patienceMs = 3_000;

export interface StoreWatch {
  isStateDown(): boolean;
  stop(): Promise<void>;
}

/** Starts to watch. */
export function watchState(ctx: Pick<StoreContext, 'pg' | 'log'>): StoreWatch {
  const stopping = new AbortController();
  let isDown = false;
  const look = async () => {
    const answered = await answersInTime(ctx);
    if (answered === !isDown) return;
    isDown = !answered;
    if (isDown) ctx.log.error({}, 'state-not-answering');
    else ctx.log.info({}, 'state-answers-again');
  };
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await look();
      await sleep(lookEveryMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    isStateDown: () => isDown,
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

async function answersInTime({ pg }: Pick<StoreContext, 'pg'>): Promise<boolean> {
  const asked = sql`select 1`.execute(pg).then(
    () => true,
    () => false,
  );
  return Promise.race([asked, sleep(patienceMs, false, { ref: false })]);
}
