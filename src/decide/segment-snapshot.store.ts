/**
 * Counting a segment means keeping its members: one facts query streams them into a snapshot, and the count is the
 * number of rows that arrived, so a campaign approaches exactly the people that were counted.
 */
import { sql } from 'kysely';
import { notFound } from '../kernel/errors.ts';
import type { SegmentCount } from '../records/segment.ts';
import type { StoreContext } from '../store/context.ts';
import { type FactsSql, factsSql } from '../store/facts/sql.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { copyRows } from '../store/state/copy.ts';
import { loadSalesDefinition } from '../store/state/sales-definition.store.ts';
import { loadNewestFeatures, loadSegment } from './segment.store.ts';
import { compileSegment } from './segment-compiler.store.ts';

/** The compiled statement of a segment as it would run now. */
export async function loadSegmentSql(
  ctx: StoreContext,
  name: string,
): Promise<FactsSql & { featuresAsOf: Date }> {
  const segment = await loadSegment(ctx, name);
  const features = await loadNewestFeatures(ctx);
  const definition = await loadSalesDefinition(ctx);
  const compiled = compileSegment(segment.rule, { features, definition, now: ctx.now() });
  return Object.assign(compiled, { featuresAsOf: features.asOf });
}

async function* memberBatches(ctx: StoreContext, query: FactsSql, snapshotId: string) {
  const batches = ctx.ch.stream<{ customer_id: string }>(query, { tag: 'segment-members', role: 'batch' });
  for await (const rows of batches) yield rows.map(row => [snapshotId, row.customer_id] as const);
}

/** Counts a segment into a new snapshot. One transaction: a stop in the middle leaves the last count standing. */
export async function countSegment(ctx: StoreContext, name: string): Promise<SegmentCount> {
  const started = ctx.machineNow().getTime();
  const segment = await loadSegment(ctx, name);
  const query = await loadSegmentSql(ctx, name);
  const snapshotId = ctx.newId();
  const now = ctx.now();
  return ctx.pg.transaction().execute(async trx => {
    await sql`
      insert into segment_snapshots
        (snapshot_id, segment_id, definition, as_of, features_as_of, count, created_at, seconds)
      values (${snapshotId}, ${segment.segmentId}, ${JSON.stringify(segment.rule)}::jsonb, ${now}, ${query.featuresAsOf},
        0, ${now}, 0)`.execute(trx);
    const target = { table: 'segment_snapshot_members', columns: ['snapshot_id', 'customer_id'] } as const;
    const count = await copyRows(trx, target, memberBatches(ctx, query, snapshotId));
    const elapsedMs = ctx.machineNow().getTime() - started;
    await sql`
      update segment_snapshots set count = ${count}, seconds = ${elapsedMs / 1000} where snapshot_id = ${snapshotId}`.execute(
      trx,
    );
    await sql`
      update segments set last_count = ${count}, last_counted_at = ${now}, last_count_ms = ${elapsedMs}
      where segment_id = ${segment.segmentId}`.execute(trx);
    await saveAudit(trx, ctx, {
      action: 'segment.count',
      target: `segment:${name}`,
      before: { count: segment.lastCount },
      after: { count, snapshotId },
    });
    return {
      name,
      count,
      computedAt: now.toISOString(),
      seconds: elapsedMs / 1000,
      snapshotId,
      featuresAsOf: query.featuresAsOf.toISOString(),
    };
  });
}

/**
 * How many members a context with a data scope shows. Nothing is kept: a snapshot is what a campaign approaches, and
 * that is never a part of the segment.
 */
export async function countInScope(ctx: StoreContext, name: string): Promise<SegmentCount> {
  const started = ctx.machineNow().getTime();
  const query = await loadSegmentSql(ctx, name);
  const [row] = await ctx.ch.query<{ n: string }>(factsSql`select count() as n from (${query})`, {
    tag: 'segment-count-in-scope',
  });
  return {
    name,
    count: Number(row?.n ?? 0),
    computedAt: ctx.now().toISOString(),
    seconds: (ctx.machineNow().getTime() - started) / 1000,
    snapshotId: null,
    featuresAsOf: query.featuresAsOf.toISOString(),
  };
}

export interface NewestSnapshot {
  readonly snapshotId: string;
  readonly count: number;
  readonly computedAt: Date;
  readonly featuresAsOf: Date;
}

/** The newest snapshot of a segment. Throws `segment-not-counted` before the first. */
export async function loadNewestSnapshot(ctx: StoreContext, name: string): Promise<NewestSnapshot> {
  const { segmentId } = await loadSegment(ctx, name);
  const { rows } = await sql<NewestSnapshot>`
    select snapshot_id as "snapshotId", count::int as count, as_of as "computedAt", features_as_of as "featuresAsOf"
    from segment_snapshots where segment_id = ${segmentId} order by created_at desc, snapshot_id desc limit 1`.execute(
    ctx.pg,
  );
  if (!rows[0]) throw notFound('segment-not-counted', { params: { name } });
  return rows[0];
}
