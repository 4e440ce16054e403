/** Campaigns page by page: searched by title and name, filtered by state and channel, ordered by what a list shows. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { campaignListQuery } from '../records/campaign-list.ts';
import type { StoreContext } from '../store/context.ts';
import { containing, orderSql, pageOf, windowOf } from '../store/list-window.ts';
import { campaignsOf } from './campaign.store.ts';

/** Title first letter first; states in the order of a campaign's life. */
const sorts = {
  title: sql`title`,
  state: sql`array_position(array['draft', 'approved', 'running', 'paused', 'awaiting-read', 'finished', 'canceled'], state)`,
  channel: sql`definition #>> '{message,channel}'`,
  control: sql`(definition #>> '{control,share}')::numeric`,
  start: sql`(definition #>> '{schedule,startsAt}')::timestamptz`,
  read: sql`final_read_at`,
  created: sql`created_at`,
};

/** One page of campaigns with its place in the list. Throws `cursor-invalid`. */
export async function findCampaignPage(ctx: StoreContext, query: z.output<typeof campaignListQuery>) {
  const window = windowOf(ctx, 'campaigns', query);
  const { state = null, channel = null } = query;
  const pattern = containing(query.query);
  const where = sql`where (title ilike ${pattern} or name ilike ${pattern})
    and (${state}::text is null or state = ${state})
    and (${channel}::text is null or definition #>> '{message,channel}' = ${channel})`;
  const order = orderSql(query.sort ?? '-created', sorts, sql`name`);
  const campaigns = await campaignsOf(
    ctx.pg,
    sql`${where} ${order} limit ${window.limit} offset ${window.offset}`,
  );
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from campaigns ${where}`.execute(
    ctx.pg,
  );
  return { campaigns, ...pageOf(ctx, 'campaigns', { ...window, total: rows[0]?.n ?? 0 }) };
}
