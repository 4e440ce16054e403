/**
 * Brings the rows of facts to the person they belong to: those of orders, refunds and dealings move in their logs, what files say of
 * a customer is put together field by field. Readers then see the canonical customer without looking anything up. A move
 * is a tombstone and a copy under the row's own import, so that taking the import back takes both.
 */
import { sql } from 'kysely';
import { dealingKindNames } from '../../records/dealing-kinds.ts';
import type { StoreContext } from '../../store/context.ts';
import { deriveCurrent, openLogSession } from '../../store/facts/log-session.ts';
import { currentOf, logTables } from '../../store/facts/log-tables.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { requireShipped } from '../../store/state/outbox.ts';
import { ifNobodyImports } from '../import/import-lock.store.ts';
import { type Batch, settleAttributes, together } from './settle-attributes.store.ts';

/** Records moved in one statement a log; their ids travel as parameters. */
const rawsAtOnce = 20_000;

/** Orders told by events are moved where they are kept, in state. */
const noImport = '00000000-0000-0000-0000-000000000000';

async function loadBatch(ctx: StoreContext): Promise<Batch | null> {
  const { rows } = await sql<{ id: string }>`
    select raw_id as id from identity_moves order by raw_id limit ${rawsAtOnce}`.execute(ctx.pg);
  if (rows.length === 0) return null;
  const raws = rows.map(({ id }) => id);
  const { rows: places } = await sql<{ id: string }>`
    select unnest(${raws}::uuid[]) as id
    union select from_id from identity_ledger where raw_id = any(${raws}::uuid[])
    union select to_id from identity_ledger where raw_id = any(${raws}::uuid[])`.execute(ctx.pg);
  return { raws, places: places.map(({ id }) => id), at: ctx.now() };
}

/** The logs whose rows go with their customer. */
const movable = ['order_lines', 'refunds', ...dealingKindNames] as const;

async function moveRows({ ch }: StoreContext, log: (typeof movable)[number], batch: Batch): Promise<void> {
  const tag = `identity.move.${log.replace('_', '-')}`;
  const { raws, places, at } = batch;
  const misplaced = factsSql`(
  select o.*, if(l.is_linked = 1, l.person_id, o.said_id) as person
  from (select * from ${currentOf(log)}
    where customer_id in ${p.uuids(places)} and said_id in ${p.uuids(raws)} and import_id != ${p.uuid(noImport)}
    settings final = 1) as o
  left any join (select raw_id, person_id, 1 as is_linked from identity_links
    where raw_id in ${p.uuids(raws)} settings final = 1) as l on o.said_id = l.raw_id
  where person != o.customer_id)`;
  const found = await ch.query(factsSql`select 1 as found from ${misplaced} limit 1`, { tag, role: 'batch' });
  if (found.length === 0) return;
  const session = await openLogSession(ch, log, at);
  // A row of history was known from its business time on, and so is whose it was.
  await ch.command(
    factsSql`insert into ${ch.target(logTables[log].log)}
select * except (person, half) replace (if(half = 1, person, customer_id) as customer_id,
  if(known_at < ingested_at, known_at, ${p.dateTime(session.ingestedAt)}) as known_at,
  greatest(${p.dateTime(session.ingestedAt)}, ingested_at + toIntervalMillisecond(1)) as ingested_at,
  ${p.uint64(session.firstVersion)} + rowNumberInAllBlocks() as version, toUInt8(1 - half) as is_deleted)
from (select *, arrayJoin([0, 1]) as half from ${misplaced})`,
    { tag, role: 'ingest' },
  );
  await deriveCurrent(ch, session);
}

async function settleBatch(ctx: StoreContext): Promise<number> {
  const batch = await loadBatch(ctx);
  if (!batch) return 0;
  await requireShipped(ctx);
  for (const log of movable) await moveRows(ctx, log, batch);
  await settleAttributes(ctx, batch);
  // Whatever changed again meanwhile has a younger mark and stays.
  await sql`delete from identity_moves where raw_id = any(${batch.raws}::uuid[]) and since <= ${batch.at}`.execute(
    ctx.pg,
  );
  return batch.raws.length;
}

/**
 * Moves what waits to be moved, 20,000 records at a time; nothing while a file is imported, whose end does it. Returns the
 * records looked at. Repeatable: rows in their place are left alone.
 */
export async function settleFacts(ctx: StoreContext): Promise<number> {
  const { rows } = await sql`select from identity_moves limit 1`.execute(ctx.pg);
  if (rows.length === 0) return 0;
  let total = 0;
  for (;;) {
    const settled = (await ifNobodyImports(ctx, () => settleBatch(ctx))) ?? 0;
    if (settled === 0) return total;
    total += settled;
  }
}

/** Marks linked records that facts have rows of outside their person: what a file has just said of them. */
export async function markUnsettled(ctx: StoreContext): Promise<void> {
  const { rows: linked } = await sql`select from identity_links limit 1`.execute(ctx.pg);
  if (linked.length === 0) return;
  await requireShipped(ctx);
  const links = factsSql`(select raw_id from identity_links settings final = 1)`;
  const outdated = factsSql`
    select customer_id from customers
    where customer_id in (select person_id from identity_links settings final = 1)
    group by customer_id having argMax(source, (ingested_at, version)) != ${p.string(together)}`;
  const found = await ctx.ch.query<{ id: string }>(
    factsSql`select distinct customer_id as id from (
      select customer_id from order_lines where customer_id in ${links}
      union all select customer_id from refunds where customer_id in ${links}
      union all select customer_id from customers where customer_id in ${links}
      union all select customer_id from past_touches where customer_id in ${links}
      union all select customer_id from service_cases where customer_id in ${links}
      union all select customer_id from survey_answers where customer_id in ${links}
      union all select customer_id from feedback_texts where customer_id in ${links}
      union all select raw_id from identity_links where person_id in (${outdated}) settings final = 1)`,
    { tag: 'identity.unsettled', role: 'batch' },
  );
  const ids = found.map(({ id }) => id);
  await sql`
    insert into identity_moves (raw_id, since) select id, ${ctx.now()}::timestamptz from unnest(${ids}::uuid[]) as id order by id
    on conflict (raw_id) do update set since = excluded.since`.execute(ctx.pg);
}
