/** The keys a source has now, held against the rows a pull has taken: which are gone, and which it has missed. */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';
import type { TakenRow } from '../import/gone-rows.store.ts';

/** Forgets what an earlier look found. */
export const clearSeen = async ({ pg }: StoreContext, pullId: string): Promise<void> => {
  await sql`delete from pull_seen where pull_id = ${pullId}`.execute(pg);
};

/** Notes keys the source has. */
export async function saveSeen({ pg }: StoreContext, pullId: string, keys: readonly Buffer[]): Promise<void> {
  await sql`insert into pull_seen (pull_id, key_hash) select ${pullId}, unnest(${keys}::bytea[])
    on conflict do nothing`.execute(pg);
}

export interface Compared {
  readonly known: number;
  readonly gone: number;
  readonly missed: number;
}

/** Counts both sides. One pass over each. */
export async function compareSeen({ pg }: StoreContext, pullId: string): Promise<Compared> {
  const { rows } = await sql<Compared>`
    select count(*) filter (where r.key_hash is not null) as known,
      count(*) filter (where s.key_hash is null) as gone, count(*) filter (where r.key_hash is null) as missed
    from (select key_hash from pull_rows where pull_id = ${pullId}) r
    full join (select key_hash from pull_seen where pull_id = ${pullId}) s using (key_hash)`.execute(pg);
  return rows[0] ?? { known: 0, gone: 0, missed: 0 };
}

export interface GoneRow extends TakenRow {
  readonly keyHash: Buffer;
}

/** At most `limit` of the rows that are gone. */
export async function findGone({ pg }: StoreContext, pullId: string, limit: number): Promise<GoneRow[]> {
  const { rows } = await sql<GoneRow>`
    select key_hash as "keyHash", import_id as "importId", row_number as "rowNumber" from pull_rows r
    where pull_id = ${pullId}
      and not exists (select from pull_seen s where s.pull_id = r.pull_id and s.key_hash = r.key_hash)
    order by key_hash limit ${limit}`.execute(pg);
  return rows;
}

/** Forgets rows that are gone: the same key coming back is a new row. */
export async function forgetGone(
  trx: StateTransaction,
  pullId: string,
  gone: readonly GoneRow[],
): Promise<void> {
  await sql`delete from pull_rows where pull_id = ${pullId}
    and key_hash = any(${gone.map(row => row.keyHash)}::bytea[])`.execute(trx);
}
