/** Puts the context of ARCHITECTURE together from opened stores, clocks, ids and the log. */
import { badRanges } from '../collect/pull/callable-address.ts';
import { silentProgress } from '../kernel/context.ts';
import { badInput } from '../kernel/errors.ts';
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

/** The ranges of `REKINDLE_PULL_ALLOW`, commas or blanks between them. Throws `pull-allow-invalid`. */
export function callableRanges(
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] | undefined {
  const given = env['REKINDLE_PULL_ALLOW']?.trim();
  if (!given) return undefined;
  const ranges = given.split(/[\s,]+/).filter(range => range !== '');
  const [bad] = badRanges(ranges);
  if (bad !== undefined) throw badInput('pull-allow-invalid', { path: 'REKINDLE_PULL_ALLOW', received: bad });
  return ranges;
}

/** The context over opened stores; its settings and clock follow later changes. */
export function createContext(
  stores: Stores,
  log: Logger,
  { env = {}, ids = newId }: ContextOptions = {},
): AppContext {
  const clock = createClock(stores.clockOffsetMs);
  let settings = stores.settings;
  const callable = callableRanges(env);
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
    ...(callable && { callable }),
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
