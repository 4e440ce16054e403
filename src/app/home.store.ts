/** What the home page reads: one small statement a question, all over indexed or tiny tables. */
import { sql } from 'kysely';
import { z } from 'zod';
import { loadChannelState } from '../act/channel-health.store.ts';
import { shownChannel } from '../act/channel-words.ts';
import { textOf } from '../kernel/catalogue.ts';
import type { Locale } from '../kernel/settings.ts';
import { type CampaignChannel, pauseReason } from '../records/campaign.ts';
import type { Home } from '../records/home.ts';
import { opportunity } from '../records/opportunity.ts';
import { salesDefinitionKey } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';

type Need = Home['needs'][number];
type Db = StoreContext['pg'];

/** Campaigns that wait for a person: to approve, to launch, to read, to look back on. */
export async function loadCampaignNeeds(db: Db, now: Date): Promise<Need[]> {
  const { rows } = await sql<Omit<Need, 'at'> & { at: Date | null }>`
    select case c.state when 'draft' then 'campaign-to-approve' else 'campaign-to-launch' end as kind,
      1 as count, c.name as target, c.title, c.updated_at as at
    from campaigns c where c.state in ('draft', 'approved')
    union all
    select 'final-read-due', 1, c.name, c.title, c.final_read_at
    from campaigns c
    where c.state in ('running', 'paused', 'awaiting-read') and c.final_read_at <= ${now}
      and not exists (select from results r where r.campaign_id = c.campaign_id and r.read = 'final')
    union all
    select 'retrospective-open', 1, c.name, c.title, c.final_read_at
    from campaigns c
    where exists (select from results r where r.campaign_id = c.campaign_id and r.read = 'final')
      and not exists (
        select from retrospectives t where t.campaign_id = c.campaign_id and t.frozen_at is not null)
    union all
    select 'sends-unknown', count(*)::int, c.name, c.title, max(i.slot_at)
    from intents i join campaigns c using (campaign_id)
    where i.state = 'unknown' group by c.name, c.title
    order by at desc nulls last limit 50`.execute(db);
  return rows.map(row => ({ ...row, at: row.at?.toISOString() ?? null }));
}

/** Campaigns that paused themselves and wait for somebody to look and resume. */
export async function loadStoppedCampaigns(db: Db, locale: Locale): Promise<Need[]> {
  const { rows } = await sql<{ name: string; title: string; reason: unknown; at: Date }>`
    select name, title, pause_reason as reason, updated_at as at from campaigns
    where state = 'paused' and pause_reason is not null order by updated_at desc limit 20`.execute(db);
  return rows.map(({ name, title, reason, at }) => {
    const { code, params } = pauseReason.parse(reason);
    const { message } = textOf(code, locale, params);
    return { kind: 'campaign-stopped', count: 1, target: name, title, at: at.toISOString(), reason: message };
  });
}

/** Running campaigns that stand still because nothing can leave over their channel. */
export async function loadChannelNeeds(ctx: StoreContext, locale: Locale): Promise<Need[]> {
  const { rows } = await sql<{ name: string; title: string; channel: CampaignChannel }>`
    select name, title, definition #>> '{message,channel}' as channel from campaigns
    where state = 'running' order by launched_at desc`.execute(ctx.pg);
  const channels = [...new Set(rows.map(row => row.channel))];
  const states = new Map(
    await Promise.all(channels.map(async name => [name, await loadChannelState(ctx, name)] as const)),
  );
  return rows.flatMap(({ name, title, channel }) => {
    const state = states.get(channel);
    if (!state || state.state === 'working') return [];
    const { message, since } = shownChannel(state, locale);
    return [{ kind: 'channel-stopped', count: 1, target: name, title, at: since, reason: message }];
  });
}

/** Imports that kept rows back, newest first; an import that was undone asks for nothing. */
export async function loadImportNeeds(db: Db): Promise<Need[]> {
  const { rows } = await sql<{ target: string; title: string; count: number; at: Date }>`
    select import_id as target, file_name as title, rows_quarantined as count, created_at as at
    from imports where rows_quarantined > 0 and undone_at is null
    order by created_at desc limit 5`.execute(db);
  return rows.map(row => ({
    ...row,
    kind: 'rows-quarantined',
    count: Number(row.count),
    at: row.at.toISOString(),
  }));
}

/** Pairs of records that wait for somebody to say whether they are one person, since the oldest of them was found. */
export async function loadIdentityNeeds(db: Db): Promise<Need[]> {
  const { rows } = await sql<{ count: number; at: Date | null }>`
    select count(*)::int as count, min(found_at) as at from (
      select distinct on (least(record_id, other_id), greatest(record_id, other_id)) found_at
      from identity_doubts where settled_at is null
      order by least(record_id, other_id), greatest(record_id, other_id), found_at) pairs`.execute(db);
  const [{ count, at } = { count: 0, at: null }] = rows;
  if (count === 0) return [];
  return [{ kind: 'identity-doubts', count, target: null, title: null, at: at?.toISOString() ?? null }];
}

/** What the last measurement of the data found: gates that failed, and promised rows that did not come. */
export async function loadQualityNeeds(db: Db): Promise<Need[]> {
  const { rows } = await sql<{ kind: 'gate-failed' | 'data-late'; target: string; title: string; at: Date }>`
    select case c ->> 'kind' when 'fresh-within' then 'data-late' else 'gate-failed' end as kind,
      c ->> 'rule' as target, c ->> 'rule' as title, r.as_of as at
    from (select document, as_of from quality_runs order by created_at desc, run_id desc limit 1) r,
      jsonb_array_elements(r.document -> 'tables') t, jsonb_array_elements(t -> 'failures') c
    where c ->> 'severity' = 'critical' or c ->> 'kind' = 'fresh-within'
    order by kind, target limit 20`.execute(db);
  return rows.map(row => ({ ...row, count: 1, at: row.at.toISOString() }));
}

/**
 * The way of a new organisation: data, what counts as a sale (looked at: saved by a person, or a review made under it),
 * a review, a segment, a campaign.
 */
export async function loadFirstSteps(db: Db): Promise<Home['firstSteps']> {
  const { rows } = await sql<Home['firstSteps']>`
    select exists (select from imports where undone_at is null) as data,
      exists (select from settings where key = ${salesDefinitionKey}) or exists (select from reviews) as definition,
      exists (select from reviews) as review, exists (select from segments) as segment,
      exists (select from campaigns) as campaign`.execute(db);
  return rows[0] ?? { data: false, definition: false, review: false, segment: false, campaign: false };
}

/** Campaigns under way with how far their messages are; whose moment has not come waits too. */
export async function loadRunning(db: Db): Promise<Home['running']['campaigns']> {
  const { rows } = await sql<{
    name: string;
    title: string;
    state: string;
    finalReadAt: Date | null;
    audience: number;
    sent: number;
    waiting: number;
  }>`
    select c.name, c.title, c.state, c.final_read_at as "finalReadAt",
      (select count(*)::int from campaign_audience a where a.campaign_id = c.campaign_id) as audience,
      (select count(*)::int from intents i where i.campaign_id = c.campaign_id
        and i.state in ('accepted', 'delivered')) as sent,
      (select count(*)::int from intents i where i.campaign_id = c.campaign_id
        and i.state in ('queued', 'claimed', 'calling'))
      + (select count(*)::int from campaign_audience a where a.campaign_id = c.campaign_id
        and a.arm = 'treatment' and a.decided_at is null) as waiting
    from campaigns c where c.state in ('running', 'paused', 'awaiting-read')
    order by c.launched_at desc limit 20`.execute(db);
  return rows.map(row => ({ ...row, finalReadAt: row.finalReadAt?.toISOString() ?? null }));
}

const goalSchema = z.object({
  metric: z.string(),
  baseline: z.number().nullable(),
  target: z.number(),
  dueDate: z.string(),
});

/** Goals of launched campaigns with the word of their final read, when there is one. */
export async function loadTargets(db: Db): Promise<Home['targets']> {
  const { rows } = await sql<{ name: string; title: string; goal: unknown; verdict: string | null }>`
    select c.name, c.title, c.definition -> 'goal' as goal,
      (select coalesce(r.document #>> '{document,verdict,word}', r.document #>> '{verdict,word}')
        from results r where r.campaign_id = c.campaign_id and r.read <> 'running'
        order by r.computed_at desc limit 1) as verdict
    from campaigns c where c.launched_at is not null and c.state <> 'canceled'
    order by c.launched_at desc limit 10`.execute(db);
  return rows.map(({ name, title, goal, verdict }) => {
    const { metric, baseline, target, dueDate } = goalSchema.parse(goal);
    return { campaign: name, title, metric, baseline, target, due: dueDate, verdict };
  });
}

const bestShown = 5;

/** The best opportunities of the last review, by their rank. */
export async function loadBestOpportunities(db: Db, locale: Locale): Promise<Home['opportunities']> {
  const { rows } = await sql<{ document: unknown }>`
    select o.document from opportunities o
    where o.review_id = (select review_id from reviews order by created_at desc limit 1)
      and (o.document ->> 'customers')::int > 0
    order by (o.document ->> 'rank')::int nulls last limit ${bestShown}`.execute(db);
  return rows.map(row => {
    const card = opportunity.parse(row.document);
    const stake = card.valueAtStakeMinor;
    return {
      opportunityId: card.id,
      kind: card.kind,
      title: locale === 'en' ? card.title.en : card.title.zh,
      customers: card.customers,
      stakeMinor: stake?.lo && stake.hi ? { estimate: stake.estimate, lo: stake.lo, hi: stake.hi } : null,
      currency: card.currency,
    };
  });
}

/** When the base was last reviewed and how large it was. */
export async function loadLastReview(db: Db): Promise<Home['lastReview']> {
  const { rows } = await sql<{ reviewId: string; asOf: Date; customers: number | null }>`
    select review_id as "reviewId", as_of as "asOf", (document #>> '{customers,total}')::int as customers
    from reviews order by created_at desc limit 1`.execute(db);
  const row = rows[0];
  return row ? { reviewId: row.reviewId, asOf: row.asOf.toISOString(), customers: row.customers ?? 0 } : null;
}

/** Campaigns whose days touch a period, for the calendar. */
export async function loadCampaignDays(
  db: Db,
  period: { readonly zone: string; readonly from: string; readonly to: string },
): Promise<Home['calendar']> {
  const { rows } = await sql<{ name: string; title: string; from: string; to: string }>`
    select name, title, to_char("start", 'YYYY-MM-DD') as "from", to_char("end", 'YYYY-MM-DD') as "to"
    from (
      select name, title, (definition #>> '{schedule,startsAt}')::timestamptz at time zone ${period.zone} as "start",
        coalesce(final_read_at, (definition #>> '{schedule,startsAt}')::timestamptz) at time zone ${period.zone} as "end"
      from campaigns where state <> 'canceled') c
    where "start" < ${period.to}::date + 1 and "end" >= ${period.from}::date
    order by "start" limit 50`.execute(db);
  return rows.map(({ name, title, from, to }) => ({ kind: 'campaign', title, from, to, target: name }));
}
