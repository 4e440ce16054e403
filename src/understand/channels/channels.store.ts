/** The channels document of each review in state, and the rules of costs in force. */
import { sql } from 'kysely';
import type { CostRule, CostRules } from '../../records/channel-cost.ts';
import type { ChannelSummary } from '../../records/channel-summary.ts';
import type { StoreContext } from '../../store/context.ts';

type Stores = Pick<StoreContext, 'pg'>;

/** Keeps the document; an earlier one of the same review is replaced. */
export async function saveChannels({ pg }: Stores, document: ChannelSummary): Promise<void> {
  const values = {
    review_id: document.reviewId,
    document: JSON.stringify(document),
    created_at: new Date(document.createdAt),
  };
  await pg
    .insertInto('review_channels')
    .values(values)
    .onConflict(row => row.column('review_id').doUpdateSet(values))
    .execute();
}

/** What the channels run of a review found; null where none has been made. `latest`: of the newest review that has one. */
export async function findChannels({ pg }: Stores, id: string): Promise<ChannelSummary | null> {
  const { rows } = await sql<{ document: ChannelSummary }>`
    select c.document from review_channels c join reviews r using (review_id)
    where ${id} = 'latest' or c.review_id::text = ${id}
    order by r.created_at desc, r.review_id desc limit 1`.execute(pg);
  return rows[0]?.document ?? null;
}

/** The newest set of rules; version 0 and none before anybody has stored one. */
export async function findCostRules({ pg }: Stores): Promise<CostRules> {
  const { rows } = await sql<CostRules & { rules: CostRule[] }>`
    select version, rules, frontier from channel_cost_rules order by version desc limit 1`.execute(pg);
  return rows[0] ?? { version: 0, rules: [], frontier: null };
}
