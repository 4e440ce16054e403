/**
 * An erasure from its request to its certificate. The request is a row; the work can be run again from any point: facts
 * by the pseudonym, then the state database in one transaction, then facts once more for what was on its way.
 */
import { sql } from 'kysely';
import { clearInboxes } from '../../collect/watch/inbox.store.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import { type Certificate, certificate, type ErasedTable, type Erasure } from '../../records/privacy.ts';
import type { StoreContext } from '../../store/context.ts';
import { appendErasure, readErased } from '../../store/erasure-ledger.ts';
import { clearUploads } from '../../store/staging.ts';
import { type Deed, requireSecondPerson, useApproval } from '../../store/state/approval.store.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { requireShipped } from '../../store/state/outbox.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { eraseFacts } from './erase-facts.store.ts';
import { eraseState, requireNoImport } from './erase-state.store.ts';
import { idsOf, recordsOf } from './person-rows.store.ts';

interface Row {
  readonly erasure_id: string;
  readonly customer_id: string;
  readonly reason: string;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly state_erased_at: Date | null;
  readonly finished_at: Date | null;
  readonly certificate: unknown;
}

/** Whether nothing has been asked for this customer yet; what was begun goes on without asking again. */
async function isNew({ pg }: StoreContext, customerId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from customers c where customer_id = ${customerId} and erased_at is null
      and not exists (select from erasures e where e.customer_id = c.customer_id)`.execute(pg);
  return rows.length > 0;
}

/**
 * Notes the request with its audit entry; a request that was not finished is given again. Throws `customer-unknown`,
 * `customer-erased-already`, and `approval-needed` until a second person has approved.
 */
export async function saveErasure(ctx: StoreContext, customerId: string, reason: string): Promise<string> {
  const target = `customer:${customerId}`;
  const deed: Deed = { kind: 'erasure', deed: `erase:${customerId}`, target, detail: {}, people: 1 };
  const leave = (await isNew(ctx, customerId)) ? await requireSecondPerson(ctx, deed) : null;
  return withTransaction(ctx.pg, async trx => {
    const { rows: known } = await sql<{ isErased: boolean }>`
      select erased_at is not null as "isErased" from customers where customer_id = ${customerId}`.execute(
      trx,
    );
    if (!known[0]) throw notFound('customer-unknown', { path: 'id' });
    const { rows } = await sql<Row>`select * from erasures where customer_id = ${customerId}`.execute(trx);
    const [earlier] = rows;
    if (earlier?.finished_at) throw conflict('customer-erased-already', { path: 'id' });
    if (earlier) return earlier.erasure_id;
    // Erased with the person it was a record of.
    if (known[0].isErased) throw conflict('customer-erased-already', { path: 'id' });
    if (leave) await useApproval(trx, ctx, { leave, deed });
    const erasureId = ctx.newId();
    await sql`
      insert into erasures (erasure_id, customer_id, reason, requested_by, requested_at)
      values (${erasureId}, ${customerId}, ${reason}, ${ctx.caller?.actorId ?? 'system'}, ${ctx.now()})`.execute(
      trx,
    );
    await saveAudit(trx, ctx, { action: 'customer.erase', target, after: { erasureId } });
    return erasureId;
  });
}

async function loadRow(ctx: StoreContext, erasureId: string): Promise<Row> {
  const { rows } = await sql<Row>`select * from erasures where erasure_id = ${erasureId}`.execute(ctx.pg);
  if (!rows[0]) throw notFound('erasure-unknown', { path: 'id', received: erasureId });
  return rows[0];
}

/**
 * Carries an erasure to its end and returns its certificate; may be called again after a crash at any point. Throws
 * `erase-import-running`: a running import may hold the person's row.
 */
export async function runErasure(ctx: StoreContext, erasureId: string): Promise<Certificate> {
  const row = await loadRow(ctx, erasureId);
  if (row.finished_at) return certificate.parse(row.certificate);
  const step = (done: number) => ctx.progress({ done, total: 4, label: '' });
  await step(0);
  await withTransaction(ctx.pg, requireNoImport);
  await requireShipped(ctx);
  const facts = await eraseFacts(ctx, await idsOf(ctx, row.customer_id));
  await withTransaction(ctx.pg, trx => noteDone(trx, erasureId, facts));
  await step(1);
  if (!row.state_erased_at) await eraseStateOnce(ctx, row);
  await step(2);
  // Asked again: a record may have been found to be the person's since, and was erased with the others.
  const ids = await idsOf(ctx, row.customer_id);
  const late = (await eraseFacts(ctx, ids)).filter(({ did }) => did === 'deleted');
  // Copies of files people can send again: none is kept after somebody in one of them was erased.
  const uploads = await clearUploads(ctx.stagingFolder, {
    olderThan: new Date(8.64e15),
    now: ctx.machineNow(),
  });
  const inbox = await clearInboxes(ctx, new Date(8.64e15));
  const files: ErasedTable[] = [
    ...(uploads > 0 ? [{ store: 'files', table: 'staging', did: 'deleted', rows: uploads } as const] : []),
    ...(inbox > 0 ? [{ store: 'files', table: 'inbox', did: 'deleted', rows: inbox } as const] : []),
  ];
  await withTransaction(ctx.pg, trx => noteDone(trx, erasureId, [...late, ...files]));
  await step(3);
  return saveCertificate(ctx, row);
}

/** Keeps what was done so far with the request: a run after a crash finds nothing left to count. */
async function noteDone(
  trx: StateTransaction,
  erasureId: string,
  tables: readonly ErasedTable[],
): Promise<void> {
  await sql`
    update erasures set certificate = jsonb_build_object('tables',
      coalesce(certificate -> 'tables', '[]'::jsonb) || ${JSON.stringify(tables)}::jsonb)
    where erasure_id = ${erasureId}`.execute(trx);
}

/** Every record of the person, in one transaction. */
async function eraseStateOnce(ctx: StoreContext, row: Row): Promise<void> {
  const records = await recordsOf(ctx, row.customer_id);
  await withTransaction(ctx.pg, async trx => {
    for (const record of records) await noteDone(trx, row.erasure_id, await eraseState(ctx, trx, record));
    await sql`
      update erasures set state_erased_at = ${ctx.now()} where erasure_id = ${row.erasure_id}`.execute(trx);
  });
}

/** One line a table and deed; a ledger counted twice is the same ledger. */
function summed(tables: readonly ErasedTable[]): ErasedTable[] {
  const byDeed = Map.groupBy(tables, ({ store, table, did }) => `${store} ${table} ${did}`);
  return [...byDeed.values()].flatMap(same => {
    const [first] = same;
    if (!first) return [];
    const rows = same.map(each => each.rows);
    return [{ ...first, rows: first.did === 'kept' ? Math.max(...rows) : rows.reduce((a, b) => a + b, 0) }];
  });
}

async function saveCertificate(ctx: StoreContext, erasure: Row): Promise<Certificate> {
  const erasureId = erasure.erasure_id;
  const records = await recordsOf(ctx, erasure.customer_id);
  return withTransaction(ctx.pg, async trx => {
    const { rows } =
      await sql<Row>`select * from erasures where erasure_id = ${erasureId} for update`.execute(trx);
    const row = rows[0] as Row;
    const tables = summed((row.certificate as { tables: ErasedTable[] }).tables);
    const now = ctx.now();
    const said = {
      erasureId: row.erasure_id,
      customerId: row.customer_id,
      reason: row.reason,
      requestedBy: row.requested_by,
      requestedAt: row.requested_at.toISOString(),
      finishedAt: now.toISOString(),
      tables,
    };
    const signed: Certificate = { ...said, signature: ctx.keys.signCheckpoint(JSON.stringify(said)) };
    await sql`
      update erasures set finished_at = ${now}, certificate = ${JSON.stringify(signed)}::jsonb
      where erasure_id = ${row.erasure_id}`.execute(trx);
    // A backup of a time when the records were not known to be one person brings back each on its own.
    for (const customerId of records)
      await appendErasure(ctx.auditFolder, { customerId, erasureId, at: now.toISOString() });
    await saveAudit(trx, ctx, {
      action: 'customer.erased',
      target: `customer:${row.customer_id}`,
      after: { erasureId: row.erasure_id, tables: tables.length },
    });
    return signed;
  });
}

/** Erasures, newest first. */
export async function loadErasures(ctx: StoreContext): Promise<Erasure[]> {
  const { rows } =
    await sql<Row>`select * from erasures order by requested_at desc, erasure_id limit 200`.execute(ctx.pg);
  return rows.map(row => ({
    erasureId: row.erasure_id,
    customerId: row.customer_id,
    reason: row.reason,
    requestedAt: row.requested_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    certificate: row.finished_at ? certificate.parse(row.certificate) : null,
  }));
}

/** Takes out of facts what came in again for people erased before, by an orders file for example. */
export async function eraseAgain(ctx: StoreContext): Promise<ErasedTable[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers where erased_at is not null
    union all
    select l.raw_id from customer_links l join customers c using (customer_id) where c.erased_at is not null`.execute(
    ctx.pg,
  );
  if (rows.length === 0) return [];
  const tables = await eraseFacts(
    ctx,
    rows.map(row => row.id),
  );
  return tables.filter(({ did }) => did === 'deleted');
}

/** Erases again whom a restored backup has brought back, whatever records they are there; returns how many people. */
export async function repeatErasures(ctx: StoreContext): Promise<number> {
  const ids = await readErased(ctx.auditFolder);
  for (let people = 0; ; people += 1) {
    const { rows } = await sql<{ id: string }>`
      select customer_id as id from customers
      where customer_id = any(${ids}::uuid[]) and erased_at is null order by customer_id limit 1`.execute(
      ctx.pg,
    );
    const [next] = rows;
    if (!next) return people;
    await runErasure(ctx, await saveErasure(ctx, next.id, 'restored from a backup'));
  }
}
