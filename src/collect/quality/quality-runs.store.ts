/** Runs on data quality in state, and what the newest of them found by day in facts. */
import { sql } from 'kysely';
import type { QualityDays, QualityRun, QualitySummary } from '../../records/quality.ts';
import type { QualityTableName } from '../../records/quality-names.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { summaryOf } from './quality-scores.ts';

/** A year of daily runs and some between; older ones go as new ones come. */
const runsKept = 500;

/** Keeps a run. */
export async function saveRun({ pg, now }: Pick<StoreContext, 'pg' | 'now'>, run: QualityRun): Promise<void> {
  await withTransaction(pg, async trx => {
    await trx
      .insertInto('quality_runs')
      .values({
        run_id: run.runId,
        as_of: new Date(run.asOf),
        query_version: run.queryVersion,
        rules_version: run.rulesVersion,
        summary: JSON.stringify(summaryOf(run)),
        document: JSON.stringify(run),
        created_at: now(),
      })
      .execute();
    await sql`delete from quality_runs where run_id in (
      select run_id from quality_runs order by created_at desc, run_id desc offset ${runsKept})`.execute(trx);
  });
}

/** One run, or the newest; null when there is none. */
export async function findRun({ pg }: Pick<StoreContext, 'pg'>, id: string): Promise<QualityRun | null> {
  const { rows } = await sql<{ document: QualityRun }>`
    select document from quality_runs where ${id} = 'latest' or run_id::text = ${id}
    order by created_at desc, run_id desc limit 1`.execute(pg);
  return rows[0]?.document ?? null;
}

/** The newest runs, the newest first, as far as a trend needs them. */
export async function findTrend({ pg }: Pick<StoreContext, 'pg'>, limit: number): Promise<QualitySummary[]> {
  const { rows } = await sql<{ summary: QualitySummary }>`
    select summary from quality_runs order by created_at desc, run_id desc limit ${limit}`.execute(pg);
  return rows.map(row => row.summary);
}

export interface DayRow {
  readonly table_name: QualityTableName;
  readonly rule: string;
  readonly day: string;
  readonly checked: number;
  readonly passed: number;
}

/** Keeps what a run found by day; that of earlier runs is not read any more. */
export async function saveDays(
  { ch, machineNow }: Pick<StoreContext, 'ch' | 'machineNow'>,
  runId: string,
  { table, rows }: { readonly table: QualityTableName; readonly rows: readonly DayRow[] },
): Promise<void> {
  if (rows.length === 0) return;
  const version = machineNow().getTime();
  await ch.insert(
    'quality_days',
    rows.map(row => ({ ...row, run_id: runId, version })),
    { tag: 'quality.days', deduplicationToken: `quality:${runId}:${table}` },
  );
}

interface DaysAsked {
  readonly table: QualityTableName;
  readonly rule?: string | undefined;
  /** The newest so many days that have rows. */
  readonly days: number;
}

/** Days of a table as the newest run found them, in order; with a rule only its counts, besides those of all rows. */
export async function findDays(ctx: StoreContext, { table, rule, days }: DaysAsked): Promise<QualityDays> {
  const newest = await ctx.pg
    .selectFrom('quality_runs')
    .select('run_id')
    .orderBy('created_at', 'desc')
    .orderBy('run_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!newest) return { runId: null, days: [] };
  const ofTable = factsSql`table_name = ${p.string(table)} and run_id = ${p.uuid(newest.run_id)}`;
  const rows = await ctx.ch.query<{
    day_text: string;
    rule: string;
    checked_count: string;
    passed_count: string;
  }>(
    factsSql`select toString(day) as day_text, rule, toString(checked) as checked_count, toString(passed) as passed_count
from quality_days
where ${ofTable} and (${p.bool(rule === undefined)} or rule in ('', ${p.string(rule ?? '')}))
  and day >= (select min(day) from (select day from quality_days where ${ofTable} and rule = ''
    order by day desc limit ${p.uint32(days)}))
order by day, rule`,
    { tag: 'quality.days', role: 'interactive' },
  );
  return {
    runId: newest.run_id,
    days: rows.map(row => ({
      day: row.day_text,
      rule: row.rule,
      checked: Number(row.checked_count),
      passed: Number(row.passed_count),
    })),
  };
}
