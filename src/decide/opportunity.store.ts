/** Opportunities in state: their documents, their frozen members, and how many of those can be reached. */
import { sql } from 'kysely';
import type { Opportunity } from '../records/opportunity.ts';
import type { StoreContext } from '../store/context.ts';
import { copyRows } from '../store/state/copy.ts';
import { type StateTransaction, withTransaction } from '../store/state/state-db.ts';
import type { ForecastRecord } from './opportunity-backtest.ts';
import { streamMembers } from './opportunity-groups.store.ts';

export interface NewOpportunity {
  readonly opportunityId: string;
  readonly reviewId: string | null;
  readonly asOf: Date;
  readonly kind: string;
}

/** All cards of a run become visible together, or none of them. */
export const inOneGo = <T>(
  { pg }: Pick<StoreContext, 'pg'>,
  work: (trx: StateTransaction) => Promise<T>,
): Promise<T> => withTransaction(pg, work);

async function* asRows(opportunityId: string, batches: AsyncIterable<string[]>) {
  for await (const ids of batches) yield ids.map(id => [opportunityId, id] as const);
}

/** Makes the card's row, copies its members from facts and returns how many of them are reachable. */
export async function saveMembers(
  ctx: Pick<StoreContext, 'ch' | 'now'>,
  trx: StateTransaction,
  made: NewOpportunity,
): Promise<number> {
  await trx
    .insertInto('opportunities')
    .values({
      opportunity_id: made.opportunityId,
      review_id: made.reviewId,
      as_of: made.asOf,
      kind: made.kind,
      document: '{}',
      created_at: ctx.now(),
    })
    .execute();
  const target = { table: 'opportunity_members', columns: ['opportunity_id', 'customer_id'] } as const;
  await copyRows(trx, target, asRows(made.opportunityId, streamMembers(ctx, made.opportunityId)));
  return countReachable(trx, made.opportunityId);
}

/** Members with an active, unsuppressed address and a marketing consent for its channel. */
async function countReachable(trx: StateTransaction, opportunityId: string): Promise<number> {
  const { rows } = await sql<{ reachable: number }>`
    select count(distinct m.customer_id)::int as reachable
    from opportunity_members m
    join contact_points c on c.customer_id = m.customer_id and c.status = 'active'
    join current_consents k on k.customer_id = m.customer_id and k.purpose = 'marketing' and k.action = 'granted'
      and k.channel = case c.kind when 'email' then 'email' else 'sms' end
    left join suppressions s on s.blind_index = c.blind_index and s.kind = c.kind
    where m.opportunity_id = ${opportunityId} and s.blind_index is null`.execute(trx);
  return rows[0]?.reachable ?? 0;
}

/** Forecasts of campaigns whose retrospective is closed, as their control groups judged them. */
export async function loadForecastRecord({ pg }: Pick<StoreContext, 'pg'>): Promise<ForecastRecord> {
  const { rows } = await sql<{ checked: number; held: number }>`
    select count(*)::int as checked, count(*) filter (where verdict = 'inside')::int as held
    from (select document #>> '{forecast,verdict}' as verdict from retrospectives where frozen_at is not null) r
    where verdict in ('inside', 'below', 'above')`.execute(pg);
  return rows[0] ?? { checked: 0, held: 0 };
}

/** Replaces a card's document within the transaction that made the card. */
export async function saveDocument(trx: StateTransaction, card: Opportunity): Promise<void> {
  await trx
    .updateTable('opportunities')
    .set({ document: JSON.stringify(card) })
    .where('opportunity_id', '=', card.id)
    .execute();
}

/** One card, or null when no review made it. */
export async function findOpportunity(
  { pg }: Pick<StoreContext, 'pg'>,
  id: string,
): Promise<Opportunity | null> {
  const row = await pg
    .selectFrom('opportunities')
    .select('document')
    .where('opportunity_id', '=', id)
    .executeTakeFirst();
  return row ? (row.document as Opportunity) : null;
}

/** The cards of the run made last, best-ranked first. */
export async function findOpportunities({ pg }: Pick<StoreContext, 'pg'>): Promise<Opportunity[]> {
  const { rows } = await sql<{ document: Opportunity }>`
    with latest as (select review_id, as_of, created_at from opportunities order by created_at desc, opportunity_id desc limit 1)
    select o.document from opportunities o, latest l
    where o.as_of = l.as_of and o.created_at = l.created_at and o.review_id is not distinct from l.review_id`.execute(
    pg,
  );
  const rank = (card: Opportunity) => card.rank ?? Number.MAX_SAFE_INTEGER;
  return rows.map(row => row.document).sort((a, b) => rank(a) - rank(b) || b.customers - a.customers);
}
