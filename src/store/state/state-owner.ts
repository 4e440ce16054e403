/**
 * Who owns a state database: the process whose connection holds the owner's advisory lock. The kernel closes that
 * connection when the process dies, so the lock can be neither forgotten nor faked by a file.
 */
import pg from 'pg';
import { unavailable } from '../../kernel/errors.ts';
import { clientConfig, reasonOf, type StateAddress } from './state-db.ts';

/** The lock's number: "RKOW" in ASCII. */
const ownerLock = 0x524b4f57;

export interface Ownership {
  release(): Promise<void>;
}

/**
 * Takes the lock or returns null when another process holds it. `shared` lets several processes of one
 * deployment, all on servers, own it together; an exclusive owner then still excludes them.
 * `onLost` hears of a connection that broke, by which ownership is lost.
 */
export async function claimState(
  address: StateAddress,
  { shared = false, onLost = () => {} }: { shared?: boolean; onLost?: (error: Error) => void } = {},
): Promise<Ownership | null> {
  const client = new pg.Client(clientConfig(address));
  client.on('error', onLost);
  try {
    await client.connect();
    const kind = shared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock';
    const { rows } = await client.query<{ held: boolean }>(`select ${kind}($1) as held`, [ownerLock]);
    if (rows[0]?.held) return { release: () => client.end() };
    await client.end();
    return null;
  } catch (cause) {
    await client.end().catch(() => {});
    throw unavailable('state-unreachable', { params: { reason: reasonOf(cause) }, cause });
  }
}
