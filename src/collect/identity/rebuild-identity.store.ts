/**
 * Has every record resolved anew under the settings in force, some thousand at a time: each part waits as if it had just been
 * named, and how far it went stands with the version, so that whoever begins again goes on there.
 */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { waitsAnew } from './identity-keys.store.ts';
import { takeEffect } from './take-effect.store.ts';

/** A part holds the resolver for a second or so: what is imported meanwhile waits no longer. */
const usualPart = 5_000;

export interface Rebuilt {
  readonly version: number;
  readonly records: number;
  readonly changed: number;
}

/** The next records wait; null when none are left or another version is in force by now. Returns how many there were so far. */
async function nextPart(
  trx: StateTransaction,
  {
    version,
    recordsAtOnce,
    at,
  }: { readonly version: number; readonly recordsAtOnce: number; readonly at: Date },
): Promise<number | null> {
  const { rows: found } = await sql<{ to: string | null; n: number }>`
    select rebuilt_to as to, rebuilt_records as n from identity_settings
    where version = ${version} and rebuilt_at is null and version = (select max(version) from identity_settings)
    for update`.execute(trx);
  const place = found[0];
  if (!place) return null;
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers
    where erased_at is null and customer_id > coalesce(${place.to}::uuid, '00000000-0000-0000-0000-000000000000')
    order by customer_id limit ${recordsAtOnce}`.execute(trx);
  const last = rows.at(-1);
  if (!last) return null;
  await sql`
    insert into identity_waiting (customer_id, since)
    select id, ${at}::timestamptz from unnest(${rows.map(({ id }) => id)}::uuid[]) as id
    ${waitsAnew}`.execute(trx);
  await sql`
    update identity_settings set rebuilt_to = ${last.id}, rebuilt_records = rebuilt_records + ${rows.length}
    where version = ${version}`.execute(trx);
  return place.n + rows.length;
}

/** Every record was resolved: what changed person since the version came is counted from the ledger. */
async function saveEnd(ctx: StoreContext, version: number): Promise<Rebuilt> {
  const { rows } = await sql<Rebuilt>`
    update identity_settings s set rebuilt_at = coalesce(rebuilt_at, ${ctx.now()}),
      changed_records = (select count(distinct raw_id)::int from identity_ledger l where l.at >= s.created_at)
    where version = ${version} and version = (select max(version) from identity_settings)
    returning version, rebuilt_records as records, changed_records as changed`.execute(ctx.pg);
  return rows[0] ?? { version, records: 0, changed: 0 };
}

/**
 * Rebuilds by the version. Safe to stop and begin again at any point: parts that wait are resolved by whoever comes first, and
 * resolving one twice changes nothing. Ends early where a newer version is in force, which has a rebuild of its own.
 */
export async function rebuildIdentity(
  ctx: StoreContext,
  version: number,
  recordsAtOnce = usualPart,
): Promise<Rebuilt> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from customers where erased_at is null`.execute(ctx.pg);
  const total = rows[0]?.n ?? 0;
  for (;;) {
    const done = await withTransaction(ctx.pg, trx =>
      nextPart(trx, { version, recordsAtOnce, at: ctx.now() }),
    );
    if (done === null) break;
    await takeEffect(ctx);
    await ctx.progress({ done: Math.min(done, total), total, label: 'identity' });
  }
  await takeEffect(ctx);
  return saveEnd(ctx, version);
}
