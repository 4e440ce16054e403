/**
 * The way of rows from state to facts. A change and its copy for the facts store are written in one transaction
 * (`facts_outbox`); one shipper copies batches over, its batch number being the token by which the facts store
 * recognises a repeat. So nothing is lost when either side dies, and nothing arrives twice.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import { unavailable } from '../../kernel/errors.ts';
import type { StoreContext } from '../context.ts';
import type { StateDb, StateTransaction } from './state-db.ts';

/** The shipper's lock: "RKSH" in ASCII. */
const shipperLock = 0x524b5348;
const rowsPerBatch = 5000;
/** Batches read ahead at once; each is shipped and marked by itself. */
const batchesPerRead = 8;

export interface FactsBatch {
  /** Public name of the facts table. */
  readonly table: string;
  /** Rows as `facts.insert` takes them; a `Date` becomes its ISO form. */
  readonly rows: readonly object[];
  readonly at: Date;
}

/** Writes rows for the facts store in the caller's transaction, 5,000 to a batch. */
export async function enqueueFacts(trx: StateTransaction, { table, rows, at }: FactsBatch): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerBatch) {
    await trx
      .insertInto('facts_outbox')
      .values({
        target_table: table,
        rows: JSON.stringify(rows.slice(start, start + rowsPerBatch)),
        created_at: at,
        shipped_at: null,
      })
      .execute();
  }
}

/**
 * The same for the result of a query, without the rows passing through the program: its column names are the facts
 * columns. Times come out in ISO form; numerics beyond 15 digits must be cast to text by the query.
 */
export async function enqueueFactsFrom(
  trx: StateTransaction,
  { table, query, at }: { table: string; query: RawBuilder<unknown>; at: Date },
): Promise<void> {
  await sql`
    insert into facts_outbox (target_table, rows, created_at)
    select ${table}, jsonb_agg(to_jsonb(numbered) - 'outbox_chunk'), ${at}
    from (
      select queried.*, (row_number() over () - 1) / ${rowsPerBatch}::int as outbox_chunk
      from (${query}) as queried
    ) as numbered
    group by outbox_chunk
    order by outbox_chunk`.execute(trx);
}

/**
 * Ships what waits now, oldest first, and returns how many batches went. Returns 0 at once while another shipper is
 * at work. A failing insert stops it with that error; what went before is marked, the rest stays.
 */
export async function shipOutbox({
  pg,
  ch,
  machineNow,
}: Pick<StoreContext, 'pg' | 'ch' | 'machineNow'>): Promise<number> {
  // Asked every second of a server nobody uses: one statement instead of four.
  if ((await newestWaiting(pg)) === 0) return 0;
  return pg.connection().execute(async connection => {
    const lock = await sql<{ held: boolean }>`select pg_try_advisory_lock(${shipperLock}) as held`.execute(
      connection,
    );
    if (!lock.rows[0]?.held) return 0;
    try {
      let shipped = 0;
      // What is written meanwhile is the next call's: a shipper that followed new rows for ever would hold its lock
      // against everything that waits for a still outbox.
      const upTo = await newestWaiting(connection);
      for (;;) {
        const batches = await loadWaiting(connection, upTo);
        if (batches.length === 0) return shipped;
        for (const { batch_no, target_table, rows } of batches) {
          await ch.insert(target_table, rows, { tag: 'outbox', deduplicationToken: `outbox-${batch_no}` });
          await markShipped(connection, batch_no, machineNow());
          shipped += 1;
        }
      }
    } finally {
      await sql`select pg_advisory_unlock(${shipperLock})`.execute(connection);
    }
  });
}

/** Runs `work` while nothing is shipped: the marks in state and the rows in facts stay in agreement. */
export function whileNothingShips<T>(pg: StateDb, work: () => Promise<T>): Promise<T> {
  return pg.connection().execute(async connection => {
    await sql`select pg_advisory_lock(${shipperLock})`.execute(connection);
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${shipperLock})`.execute(connection);
    }
  });
}

async function newestWaiting(db: StateDb): Promise<number> {
  const row = await db
    .selectFrom('facts_outbox')
    .select(eb => eb.fn.max('batch_no').as('newest'))
    .where('shipped_at', 'is', null)
    .executeTakeFirst();
  return row?.newest ?? 0;
}

const loadWaiting = (db: StateDb, upTo: number) =>
  db
    .selectFrom('facts_outbox')
    .select(['batch_no', 'target_table', 'rows'])
    .where('shipped_at', 'is', null)
    .where('batch_no', '<=', upTo)
    .orderBy('batch_no')
    .limit(batchesPerRead)
    .execute();

const markShipped = (db: StateDb, batchNo: number, at: Date) =>
  db.updateTable('facts_outbox').set({ shipped_at: at }).where('batch_no', '=', batchNo).execute();

export interface OutboxWatermark {
  /** Every batch up to this number is in the facts store; 0 when nothing was ever written. */
  readonly shippedUpTo: number;
  readonly waiting: number;
  readonly waitingSince: Date | null;
}

/** How far the facts store has followed state. */
export async function outboxWatermark({ pg }: Pick<StoreContext, 'pg'>): Promise<OutboxWatermark> {
  const waiting = await pg
    .selectFrom('facts_outbox')
    .select(({ fn }) => [
      fn.countAll<number>().as('waiting'),
      fn.min('batch_no').as('first'),
      fn.min('created_at').as('since'),
    ])
    .where('shipped_at', 'is', null)
    .executeTakeFirstOrThrow();
  const last = await sql<{ last: number }>`
    select case when is_called then last_value else 0 end as last from facts_outbox_batch_no_seq`.execute(pg);
  const shippedUpTo = waiting.first === null ? (last.rows[0]?.last ?? 0) : waiting.first - 1;
  return { shippedUpTo, waiting: waiting.waiting, waitingSince: waiting.since };
}

/** Whether a batch up to this number still waits. */
async function isOwed(db: StateDb, upTo: number): Promise<boolean> {
  const row = await db
    .selectFrom('facts_outbox')
    .select('batch_no')
    .where('shipped_at', 'is', null)
    .where('batch_no', '<=', upTo)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

const patienceMs = 20_000;
const lookEveryMs = 25;

/**
 * For readers that must not miss anything (results): ships what waits as it is called, or waits for the shipper that is
 * already at work on it, and returns the watermark. What others write meanwhile is not theirs to wait for. Throws
 * `outbox-behind` when something from before still waits after `patience` milliseconds, and the facts store's error when
 * it does not take it.
 */
export async function requireShipped(
  ctx: Pick<StoreContext, 'pg' | 'ch' | 'machineNow'>,
  patience = patienceMs,
): Promise<OutboxWatermark> {
  const owed = await newestWaiting(ctx.pg);
  const until = performance.now() + patience;
  for (;;) {
    await shipOutbox(ctx);
    if (!(await isOwed(ctx.pg, owed))) return outboxWatermark(ctx);
    if (performance.now() >= until) break;
    await sleep(lookEveryMs);
  }
  const { waiting } = await outboxWatermark(ctx);
  throw unavailable('outbox-behind', { params: { waiting } });
}

/** Deletes batches shipped before `before`; the facts store forgets tokens too, so keep a few days. */
export async function forgetShipped({ pg }: Pick<StoreContext, 'pg'>, before: Date): Promise<void> {
  await pg.deleteFrom('facts_outbox').where('shipped_at', '<', before).execute();
}
