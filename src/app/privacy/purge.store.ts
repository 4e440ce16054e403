/**
 * Removes what is kept longer than its period says, once a day, and reports per table and field what went. Each rule is
 * one statement; an interrupted purge is finished by the next.
 */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { clearInboxes } from '../../collect/watch/inbox.store.ts';
import type { PurgedTable, Retention, RetentionPeriod } from '../../records/retention.ts';
import { type Purge, purgedTable } from '../../records/retention.ts';
import type { StoreContext } from '../../store/context.ts';
import { clearUploads } from '../../store/staging.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { loadRetention, retentionKey } from '../../store/state/retention.store.ts';
import { saveSetting } from '../../store/state/settings.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { eraseAgain } from './erase.store.ts';

interface PurgeRule {
  readonly period: RetentionPeriod;
  /** The table, or the field of one as `table.field`. */
  readonly table: string;
  readonly did: PurgedTable['did'];
  readonly statement: (before: Date) => RawBuilder<unknown>;
}

const ended = sql`state in ('done', 'failed', 'canceled')`;

/** Domain time decides, but for jobs, whose times are the machine's. */
const rules: readonly PurgeRule[] = [
  {
    period: 'quarantineDays',
    table: 'quarantine',
    did: 'deleted',
    statement: before => sql`delete from quarantine where created_at < ${before}`,
  },
  {
    period: 'quarantineDays',
    table: 'event_quarantine',
    did: 'deleted',
    statement: before => sql`delete from event_quarantine where received_at < ${before}`,
  },
  {
    period: 'sandboxDays',
    table: 'sandbox_messages',
    did: 'deleted',
    statement: before => sql`delete from sandbox_messages where received_at < ${before}`,
  },
  {
    period: 'deliveryDetailDays',
    table: 'delivery_events.detail',
    did: 'emptied',
    statement: before =>
      sql`update delivery_events set detail = null where detail is not null and at < ${before}`,
  },
  {
    period: 'consentEvidenceDays',
    table: 'consents.evidence',
    did: 'emptied',
    statement: before =>
      sql`update consents set evidence = null where evidence is not null and at < ${before}`,
  },
  {
    period: 'retiredContactDays',
    table: 'contact_points',
    did: 'deleted',
    // An address somebody may still be written to at, or whose message is not settled, stays.
    statement: before => sql`
      delete from contact_points p where p.status = 'retired' and p.retired_at < ${before}
        and not exists (select from intents i
          where i.contact_id = p.contact_id and i.state in ('queued', 'claimed', 'calling'))`,
  },
  {
    period: 'jobDays',
    table: 'jobs',
    did: 'deleted',
    statement: before => sql`delete from jobs where ${ended} and finished_at < ${before}`,
  },
  {
    period: 'exportDays',
    table: 'file_export_rows',
    did: 'deleted',
    // The list itself stays as a line of who took how many; who was on it is known from the messages.
    statement: before => sql`
      delete from file_export_rows r using file_exports e
      where e.export_id = r.export_id and e.expires_at < ${before}
        and not exists (select from intents i where i.intent_id = r.intent_id and i.state = 'calling')`,
  },
];

const dayMs = 86_400_000;
const before = (now: Date, days: number) => new Date(now.getTime() - days * dayMs);

async function purgeTables(ctx: StoreContext, kept: Retention): Promise<PurgedTable[]> {
  const done: PurgedTable[] = [];
  for (const { period, table, did, statement } of rules) {
    const clock = period === 'jobDays' ? ctx.machineNow() : ctx.now();
    const { numAffectedRows } = await statement(before(clock, kept[period])).execute(ctx.pg);
    if (numAffectedRows) done.push({ period, table, did, rows: Number(numAffectedRows) });
  }
  return done;
}

/** Purges now, whatever the day, and returns what went. */
export async function purgeDue(ctx: StoreContext): Promise<Purge> {
  const kept = await loadRetention(ctx.pg);
  const tables = await purgeTables(ctx, kept);
  const now = ctx.machineNow();
  const uploads = await clearUploads(ctx.stagingFolder, { olderThan: before(now, kept.uploadDays), now });
  if (uploads > 0) tables.push({ period: 'uploadDays', table: 'staging', did: 'deleted', rows: uploads });
  const inbox = await clearInboxes(ctx, before(now, kept.uploadDays));
  if (inbox > 0) tables.push({ period: 'uploadDays', table: 'inbox', did: 'deleted', rows: inbox });
  for (const { table, rows } of await eraseAgain(ctx))
    tables.push({ period: 'erased', table: `facts.${table}`, did: 'deleted', rows });
  const purge = { purgeId: ctx.newId(), at: ctx.now().toISOString(), tables };
  await withTransaction(ctx.pg, async trx => {
    await sql`
      insert into purges (purge_id, at, report)
      values (${purge.purgeId}, ${purge.at}, ${JSON.stringify(tables)}::jsonb)`.execute(trx);
    const after = { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
    await saveAudit(trx, ctx, { action: 'retention.purge', target: `purge:${purge.purgeId}`, after });
  });
  return purge;
}

/** Purges when the last purge is a day old by domain time; one process at a time. Tells whether it did. */
export async function purgeDaily(ctx: StoreContext): Promise<boolean> {
  const due = await withTransaction(ctx.pg, async trx => {
    const { rows } = await sql<{ at: Date | null }>`select max(at) as at from purges`.execute(trx);
    const last = rows[0]?.at;
    if (last && ctx.now().getTime() - last.getTime() < dayMs) return false;
    const { rows: lock } = await sql<{
      got: boolean;
    }>`select pg_try_advisory_xact_lock(${purgeLock}) as got`.execute(trx);
    return lock[0]?.got === true;
  });
  if (due) await purgeDue(ctx);
  return due;
}

/** "RKPU" in ASCII. */
const purgeLock = 0x524b5055;

/** The newest purges, newest first. */
export async function loadPurges(ctx: StoreContext, limit: number): Promise<Purge[]> {
  const { rows } = await sql<{ purge_id: string; at: Date; report: unknown }>`
    select purge_id, at, report from purges order by at desc, purge_id desc limit ${limit}`.execute(ctx.pg);
  return rows.map(row => ({
    purgeId: row.purge_id,
    at: row.at.toISOString(),
    tables: z.array(purgedTable).parse(row.report),
  }));
}

/** Changes periods; what is left out stays. */
export async function saveRetention(ctx: StoreContext, change: Partial<Retention>): Promise<Retention> {
  return withTransaction(ctx.pg, async trx => {
    const old = await loadRetention(trx);
    const after = { ...old, ...change };
    await saveSetting(trx, retentionKey, after);
    await saveAudit(trx, ctx, {
      action: 'retention.change',
      target: 'settings:retention',
      before: old,
      after,
    });
    return after;
  });
}
