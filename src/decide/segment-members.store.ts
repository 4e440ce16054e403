/** Members of a segment's newest snapshot with a few features each, page by page; the order is the customer id's. */
import { sql } from 'kysely';
import { decimalToMinor } from '../kernel/money.ts';
import { csvLine } from '../records/csv.ts';
import type { StoreContext } from '../store/context.ts';
import { factsSql, p } from '../store/facts/sql.ts';
import type { Deed } from '../store/state/approval.store.ts';
import { leaveToTake, noteTaken } from '../store/state/people-taken.store.ts';
import { withTransaction } from '../store/state/state-db.ts';
import { loadNewestSnapshot } from './segment-snapshot.store.ts';

interface FeatureRow {
  /** Not named like the column: an alias of that name would stand for the column in the condition too. */
  readonly id: string;
  readonly tier: string;
  readonly stage: string;
  readonly recency_days: number | null;
  readonly frequency: number;
  readonly monetary: string;
}

export interface Member {
  readonly customerId: string;
  readonly tier: string;
  readonly stage: string;
  readonly recencyDays: number | null;
  readonly frequency: number;
  readonly monetaryMinor: number;
}

async function loadFeatures(
  ctx: StoreContext,
  ids: readonly string[],
  asOf: Date,
): Promise<Map<string, FeatureRow>> {
  const rows = await ctx.ch.query<FeatureRow>(
    factsSql`select toString(customer_id) as id, tier, stage, recency_days, frequency, monetary
      from customer_features where as_of = ${p.dateTime(asOf)} and customer_id in (${p.uuids(ids)})`,
    { tag: 'segment-member-features' },
  );
  return new Map(rows.map(row => [row.id, row]));
}

/** One page after the cursor (the last customer id of the page before). */
export async function loadMembers(
  ctx: StoreContext,
  name: string,
  page: { limit: number; cursor: string | null },
) {
  const snapshot = await loadNewestSnapshot(ctx, name);
  const { rows } = await sql<{ customer_id: string }>`
    select customer_id from segment_snapshot_members where snapshot_id = ${snapshot.snapshotId}
      and (${page.cursor}::uuid is null or customer_id > ${page.cursor}::uuid)
    order by customer_id limit ${page.limit}`.execute(ctx.pg);
  const ids = rows.map(r => r.customer_id);
  const features = await loadFeatures(ctx, ids, snapshot.featuresAsOf);
  const members: Member[] = ids.map(customerId => {
    const row = features.get(customerId);
    return {
      customerId,
      tier: row?.tier ?? '',
      stage: row?.stage ?? '',
      recencyDays: row?.recency_days === null || row === undefined ? null : Number(row.recency_days),
      frequency: Number(row?.frequency ?? 0),
      monetaryMinor: Number(decimalToMinor(row?.monetary ?? '0', ctx.settings.currency)),
    };
  });
  return {
    name,
    count: snapshot.count,
    computedAt: snapshot.computedAt.toISOString(),
    members,
    nextCursor: ids.length === page.limit ? (ids.at(-1) ?? null) : null,
  };
}

/**
 * Leave to hand the members out as a file, kept in the audit log; more than the settings allow one person need a second
 * one's approval. Throws `approval-needed`.
 */
export async function takeMembers(ctx: StoreContext, name: string): Promise<void> {
  const { count: people, snapshotId } = await loadNewestSnapshot(ctx, name);
  const target = `segment:${name}`;
  const deed: Deed = { kind: 'export', deed: `members:${snapshotId}`, target, detail: { people }, people };
  const leave = await leaveToTake(ctx, deed);
  await withTransaction(ctx.pg, trx =>
    noteTaken(trx, ctx, { leave, deed, action: 'segment.export', after: { people } }),
  );
}

/** All members as CSV lines, streamed; ids only, since contact data leaves by a campaign's export alone. */
export async function* memberCsv(ctx: StoreContext, name: string): AsyncGenerator<string> {
  yield 'customer_id,tier,stage,recency_days,frequency,monetary_minor\r\n';
  let cursor: string | null = null;
  do {
    const page = await loadMembers(ctx, name, { limit: 5_000, cursor });
    yield page.members
      .map(m => csvLine([m.customerId, m.tier, m.stage, m.recencyDays ?? '', m.frequency, m.monetaryMinor]))
      .join('');
    cursor = page.nextCursor;
  } while (cursor);
}
