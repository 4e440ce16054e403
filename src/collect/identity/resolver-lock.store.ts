/** One resolver at a time, and none while what it resolves by is changed. */
import { sql } from 'kysely';
import type { StateTransaction } from '../../store/state/state-db.ts';

/** "RKID" in ASCII. */
const resolverLock = 0x524b4944;

/** Waits for the resolver at work and holds the next one off until the transaction ends. */
export const holdResolver = (trx: StateTransaction) =>
  sql`select pg_advisory_xact_lock(${resolverLock})`.execute(trx);
