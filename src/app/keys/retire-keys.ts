/**
 * The end of a generation: once no row needs one of its keys, the database says so and then the key leaves the file.
 * In that order, since a key too many does no harm and one too few loses a person.
 */
import type { KeyGeneration } from '../../records/key-ring.ts';
import type { StoreContext } from '../../store/context.ts';
import {
  countReferences,
  findGenerations,
  type GenerationRow,
} from '../../store/rekey/key-generations.store.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { rekeyLate } from './rotate-keys.ts';

/** What was encrypted just before a rotation is committed long before this. */
export const graceMs = 60_000;

const parts = [
  { part: 'dataKey', column: 'data_retired_at', retired: 'dataRetiredAt', counted: 'encrypted' },
  { part: 'indexKey', column: 'index_retired_at', retired: 'indexRetiredAt', counted: 'indexed' },
] as const;
type Part = (typeof parts)[number];

/** Every generation with what stands under it, newest first. Counts the rows of every table that is encrypted. */
export async function keyGenerations(ctx: StoreContext): Promise<KeyGeneration[]> {
  const { encrypted, indexed } = await countReferences(ctx.pg);
  const rows = await findGenerations(ctx.pg);
  return rows.toReversed().map(row => ({
    generation: row.generation,
    current: row.generation === rows.at(-1)?.generation,
    madeAt: row.madeAt.toISOString(),
    encryptedRows: encrypted.get(row.generation) ?? 0,
    indexedRows: indexed.get(row.generation) ?? 0,
    dataRetiredAt: row.dataRetiredAt?.toISOString() ?? null,
    indexRetiredAt: row.indexRetiredAt?.toISOString() ?? null,
  }));
}

/** Retires what nothing needs any more; returns how many keys. Counts rows only while there is something to retire. */
export async function retireKeys(ctx: StoreContext): Promise<number> {
  const rows = await findGenerations(ctx.pg);
  const newest = rows.at(-1);
  if (!newest || ctx.machineNow().getTime() - newest.madeAt.getTime() < graceMs) return 0;
  const older = rows.filter(row => row !== newest);
  let retired = 0;
  if (older.some(row => parts.some(({ retired: when }) => !row[when]))) {
    if (older.some(row => !row.dataRetiredAt)) await rekeyLate(ctx);
    retired = await withTransaction(ctx.pg, trx => retireUnused(ctx, trx, older), 'repeatable read');
  }
  await dropRetired(ctx);
  return retired;
}

async function retireUnused(
  ctx: StoreContext,
  trx: StateTransaction,
  older: readonly GenerationRow[],
): Promise<number> {
  const counts = await countReferences(trx);
  const unused = older.flatMap(row =>
    parts
      .filter(({ retired, counted }) => !row[retired] && !counts[counted].get(row.generation))
      .map(part => ({ row, part })),
  );
  for (const each of unused) await saveRetired(ctx, trx, each);
  return unused.length;
}

async function saveRetired(
  ctx: StoreContext,
  trx: StateTransaction,
  { row, part }: { row: GenerationRow; part: Part },
): Promise<void> {
  await trx
    .updateTable('key_generations')
    .set({ [part.column]: ctx.machineNow() })
    .where('generation', '=', row.generation)
    .execute();
  const after = { part: part.part };
  await saveAudit(trx, ctx, { action: 'keys.retire', target: `generation:${row.generation}`, after });
}

async function dropRetired(ctx: StoreContext): Promise<void> {
  for (const row of await findGenerations(ctx.pg))
    for (const { part, retired } of parts) if (row[retired]) await ctx.keys.drop(row.generation, part);
}
