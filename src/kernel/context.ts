/**
 * What every shell receives as its argument: the two stores, the clocks, identities, settings and the log.
 * There is no container and no singleton; `Pg` and `Ch` are filled in by `store/context.ts` because the
 * kernel imports nothing.
 */
import type { Logger } from './log.ts';
import type { Settings } from './settings.ts';

/** Who acts and from where; all of it goes to the audit log. */
export interface Actor {
  /** A user id, an API key id, `local` (the server's own account), `system` or `public`. */
  readonly actorId: string;
  readonly actorKind: 'user' | 'key' | 'system' | 'public';
  /** Why the server's own command line goes on without a second person; see `approval.store.ts`. */
  readonly alone?: string;
  /** The network address the request came from; absent for what runs inside the process. */
  readonly address?: string;
}

export interface Context<Pg = unknown, Ch = unknown, Keys = unknown> {
  readonly pg: Pg;
  readonly ch: Ch;
  readonly keys: Keys;
  /** Domain time: what the organisation's calendar says. The demo moves it; SQL receives it as a parameter. */
  readonly now: () => Date;
  /** Machine time: leases, sessions and locks only. */
  readonly machineNow: () => Date;
  /** A fresh UUIDv7. */
  readonly newId: () => string;
  readonly settings: Settings;
  readonly log: Logger;
  /** Folder of uploaded files that wait for their import; see `store/staging.ts`. */
  readonly stagingFolder: string;
  /** Where signed checkpoints of the audit log lie; see `store/audit-checkpoints.ts`. */
  readonly auditFolder: string;
  /** Address ranges databases may be pulled from, as the operator said; absent: see `collect/pull/callable-address.ts`. */
  readonly callable?: readonly string[];
  /** Who this request is made for; absent for what runs by itself. */
  readonly caller?: Actor;
  /** Called by long work between batches; throws `work-canceled` when a person asked to stop. */
  readonly progress: Progress;
}

/** Progress of long work: units done, units in all (null while unknown) and what is being done. */
export type Progress = (step: { done: number; total: number | null; label: string }) => Promise<void>;

export const silentProgress: Progress = async () => {};
