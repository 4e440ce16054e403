/** Segments in state: definitions, the newest feature snapshot they read, and their frozen counts. */
import { type RawBuilder, sql } from 'kysely';
import { badInput, notFound } from '../kernel/errors.ts';
import { type Segment, type SegmentDefinition, segmentRule } from '../records/segment.ts';
import type { StoreContext } from '../store/context.ts';
import { factsSql, p } from '../store/facts/sql.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../store/state/state-db.ts';
import { checkSegmentRule } from './segment-rule.ts';

interface SegmentRow {
  readonly segment_id: string;
  readonly name: string;
  readonly title: string;
  readonly definition: unknown;
  readonly opportunity_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly last_count: number | null;
  readonly last_counted_at: Date | null;
  readonly last_count_ms: number | null;
}

const shown = (row: SegmentRow): Segment => ({
  segmentId: row.segment_id,
  name: row.name,
  title: row.title,
  rule: segmentRule.parse(row.definition),
  opportunityId: row.opportunity_id,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  lastCount: row.last_count === null ? null : Number(row.last_count),
  lastCountedAt: row.last_counted_at?.toISOString() ?? null,
  lastCountSeconds: row.last_count_ms === null ? null : Number(row.last_count_ms) / 1000,
});

/** The segments that the rest of a statement (`where`, `order by`, `limit`) leaves, in its order. */
export async function segmentsOf(ctx: StoreContext, rest: RawBuilder<unknown>): Promise<Segment[]> {
  const { rows } = await sql<SegmentRow>`select * from segments ${rest}`.execute(ctx.pg);
  return rows.map(shown);
}

/** One segment by name. Throws `segment-unknown`. */
export async function loadSegment(ctx: StoreContext, name: string): Promise<Segment> {
  const { rows } = await sql<SegmentRow>`select * from segments where name = ${name}`.execute(ctx.pg);
  if (!rows[0]) throw notFound('segment-unknown', { params: { name }, received: name });
  return shown(rows[0]);
}

/** Creates the segment or replaces its rule; a changed rule forgets the old count. Throws what the check throws. */
export async function saveSegment(
  ctx: StoreContext,
  definition: SegmentDefinition,
  opportunityId: string | null = null,
): Promise<Segment> {
  checkSegmentRule(definition.rule);
  await withTransaction(ctx.pg, async trx => {
    const { rows } = await sql<{ title: string; rule: unknown }>`
      select title, definition as rule from segments where name = ${definition.name} for update`.execute(trx);
    await upsertSegment(trx, ctx, { definition, opportunityId });
    await saveAudit(trx, ctx, {
      action: 'segment.change',
      target: `segment:${definition.name}`,
      before: rows[0],
      after: { title: definition.title, rule: definition.rule },
    });
  });
  return loadSegment(ctx, definition.name);
}

async function upsertSegment(
  trx: StateTransaction,
  ctx: StoreContext,
  { definition, opportunityId }: { definition: SegmentDefinition; opportunityId: string | null },
): Promise<void> {
  const now = ctx.now();
  await sql`
    insert into segments (segment_id, name, title, definition, opportunity_id, created_at, updated_at)
    values (${ctx.newId()}, ${definition.name}, ${definition.title}, ${JSON.stringify(definition.rule)}::jsonb,
      ${opportunityId}, ${now}, ${now})
    on conflict (name) do update set title = excluded.title, definition = excluded.definition, updated_at = ${now},
      opportunity_id = coalesce(excluded.opportunity_id, segments.opportunity_id),
      last_count = case when segments.definition = excluded.definition then segments.last_count end,
      last_counted_at = case when segments.definition = excluded.definition then segments.last_counted_at end,
      last_count_ms = case when segments.definition = excluded.definition then segments.last_count_ms end`.execute(
    trx,
  );
}

/** The newest feature snapshot at or before now. Throws `segment-features-missing` before the first review. */
export async function loadNewestFeatures(
  ctx: StoreContext,
): Promise<{ asOf: Date; definitionVersion: number }> {
  const rows = await ctx.ch.query<{ as_of: string; definition_version: number }>(
    factsSql`select as_of, definition_version from customer_features where as_of <= ${p.dateTime(ctx.now())}
      order by as_of desc, definition_version desc limit 1`,
    { tag: 'newest-features' },
  );
  const row = rows[0];
  if (!row) throw badInput('segment-features-missing');
  return {
    asOf: new Date(`${row.as_of.replace(' ', 'T')}Z`),
    definitionVersion: Number(row.definition_version),
  };
}
