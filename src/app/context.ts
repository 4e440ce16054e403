/** Puts the context of ARCHITECTURE together from opened stores, clocks, ids and the log. */
import { silentProgress } from '../kernel/context.ts';
import type { Logger } from '../kernel/log.ts';
import type { Settings } from '../kernel/settings.ts';
import type { StoreContext } from '../store/context.ts';
import type { Stores } from '../store/open-stores.ts';
import { type Clock, createClock } from './clock.ts';
import { type DiskWatch, reserveBytesOf, watchDisk } from './health/disk.ts';
import { newId } from './ids.ts';

export interface AppContext extends StoreContext {
  readonly clock: Clock;
  /** How much room the data folder has; see health/disk.ts. */
  readonly disk: DiskWatch;
  /** Settings changed by a request hold from the next use on. */
  readonly useSettings: (settings: Settings) => void;
}

export interface ContextOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Makes ids; fresh and unforeseeable ones unless given. */
  readonly ids?: (() => string) | undefined;
}

/** The context over opened stores; its settings and clock follow later changes. */
export function createContext(
  stores: Stores,
  log: Logger,
  { env = {}, ids = newId }: ContextOptions = {},
): AppContext {
  const clock = createClock(stores.clockOffsetMs);
  let settings = stores.settings;
  return {
    pg: stores.pg,
    ch: stores.ch,
    keys: stores.keys,
    now: clock.now,
    machineNow: clock.machineNow,
    newId: ids,
    get settings() {
      return settings;
    },
    log,
    stagingFolder: stores.stagingFolder,
    auditFolder: stores.auditFolder,
    progress: silentProgress,
    clock,
    disk: watchDisk(
      { stagingFolder: stores.stagingFolder, machineNow: clock.machineNow },
      reserveBytesOf(env),
    ),
    useSettings: next => {
      settings = next;
    },
  };
}
