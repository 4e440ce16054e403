/**
 * Which rows of a source have been seen and what they said, as keyed hashes: a row read again that says the same is no
 * new row, so overlap, repeats after a crash and whole readings cost no import.
 */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';

export interface ReadRow {
  readonly keyHash: Buffer;
  readonly rowHash: Buffer;
  readonly cells: readonly string[];
}

/** Of some rows those that are new or say something else than when they were seen last. */
export async function findChanged(
  ctx: StoreContext,
  pullId: string,
  rows: readonly ReadRow[],
): Promise<ReadRow[]> {
  if (rows.length === 0) return [];
  const keys = rows.map(({ keyHash }) => keyHash);
  const { rows: known } = await sql<{ key: Buffer; said: Buffer }>`
    select key_hash as key, row_hash as said from pull_rows
    where pull_id = ${pullId} and key_hash = any(${keys}::bytea[])`.execute(ctx.pg);
  const said = new Map(known.map(row => [row.key.toString('hex'), row.said]));
  return rows.filter(({ keyHash, rowHash }) => !said.get(keyHash.toString('hex'))?.equals(rowHash));
}

/** Notes the rows an import has taken; the first has number 1. In the transaction that publishes the import. */
export async function saveTaken(
  trx: StateTransaction,
  {
    pullId,
    importId,
    rows,
  }: { readonly pullId: string; readonly importId: string; readonly rows: readonly ReadRow[] },
): Promise<void> {
  await sql`
    insert into pull_rows as known (pull_id, key_hash, row_hash, import_id, row_number)
    select ${pullId}, key, said, ${importId}, number
    from unnest(${rows.map(row => row.keyHash)}::bytea[], ${rows.map(row => row.rowHash)}::bytea[])
      with ordinality as taken (key, said, number)
    on conflict (pull_id, key_hash) do update set row_hash = excluded.row_hash, import_id = excluded.import_id,
      row_number = excluded.row_number`.execute(trx);
}
