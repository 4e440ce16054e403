/** Puts the context of ARCHITECTURE together from opened stores, clocks, ids and the log. */
import { silentProgress } from '../kernel/context.ts';
import type { Logger } from '../kernel/log.ts';
import type { Settings } from '../kernel/settings.ts';
import type { StoreContext } from '../store/context.ts';
import type { Stores } from '../store/open-stores.ts';
import { type Clock, createClock } from './clock.ts';
import { newId } from './ids.ts';

export interface AppContext extends StoreContext {
  readonly clock: Clock;
  /** Settings changed by a request hold from the next use on. */
  readonly useSettings: (settings: Settings) => void;
}

/** The context over opened stores; its settings and clock follow later changes. */
export function createContext(stores: Stores, log: Logger): AppContext {
  const clock = createClock(stores.clockOffsetMs);
  let settings = stores.settings;
  return {
    pg: stores.pg,
    ch: stores.ch,
    keys: stores.keys,
    now: clock.now,
    machineNow: clock.machineNow,
    newId,
    get settings() {
      return settings;
    },
    log,
    stagingFolder: stores.stagingFolder,
    auditFolder: stores.auditFolder,
    progress: silentProgress,
    clock,
    useSettings: next => {
      settings = next;
    },
  };
}
