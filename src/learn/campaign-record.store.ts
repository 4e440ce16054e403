/** What a retrospective reads of a finished campaign in state: definition, newest final result, losses and sends. */
import { sql } from 'kysely';
import { conflict, notFound } from '../kernel/errors.ts';
import { type CampaignDefinition, campaignDefinition } from '../records/campaign.ts';
import { type StoredResult, storedResult } from '../records/result.ts';
import type { SendOutcome, WaterfallLine } from '../records/retrospective.ts';
import type { StateDb } from '../store/state/state-db.ts';
import type { RetrospectiveFacts, StoredForecast } from './retrospective.ts';

interface CampaignRow {
  readonly campaignId: string;
  readonly definition: CampaignDefinition;
}

/** Throws `campaign-unknown`. */
async function loadCampaign(db: StateDb, name: string): Promise<CampaignRow> {
  const { rows } = await sql<CampaignRow>`
    select campaign_id as "campaignId", definition from campaigns where name = ${name}`.execute(db);
  const row = rows[0];
  if (!row) throw notFound('campaign-unknown', { params: { name }, received: name });
  return { ...row, definition: campaignDefinition.parse(row.definition) };
}

async function loadNewestVerdict(db: StateDb, campaignId: string, name: string) {
  const row = await db
    .selectFrom('results')
    .select(['result_id', 'document'])
    .where('campaign_id', '=', campaignId)
    .where('read', '!=', 'running')
    .orderBy('computed_at', 'desc')
    .orderBy('result_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) throw conflict('retrospective-no-result', { params: { name } });
  const stored: StoredResult = storedResult.parse(row.document);
  return { resultId: row.result_id, result: stored.document };
}

/** Losses in the order in which the audience was narrowed, from everybody matched to the assigned arms. */
async function loadWaterfall(db: StateDb, campaignId: string): Promise<WaterfallLine[]> {
  const { rows } = await sql<{ step: string; reason: string; lost: number }>`
    select step, split_part(reason, ':', 1) as reason, count(*)::int as lost from campaign_losses
    where campaign_id = ${campaignId} group by 1, 2
    order by array_position(array['audience-excluded', 'audience-consent', 'audience-reachable',
      'audience-deduplicated', 'audience-caps', 'audience-quiet-hours'], step), lost desc, reason`.execute(
    db,
  );
  const arms = await sql<{ assigned: number; controls: number }>`
    select count(*)::int as assigned, count(*) filter (where arm = 'control')::int as controls
    from campaign_audience where campaign_id = ${campaignId}`.execute(db);
  const { assigned = 0, controls = 0 } = arms.rows[0] ?? {};
  let remaining = assigned + rows.reduce((total, { lost }) => total + lost, 0);
  const lines: WaterfallLine[] = [{ step: 'audience-matched', remaining, lost: 0, reason: null }];
  for (const { step, reason, lost } of rows) {
    remaining -= lost;
    lines.push({ step, remaining, lost, reason });
  }
  lines.push({
    step: 'audience-control',
    remaining: assigned - controls,
    lost: controls,
    reason: 'skip-control',
  });
  return lines;
}

async function loadNotSent(db: StateDb, campaignId: string): Promise<SendOutcome['notSent']> {
  const { rows } = await sql<SendOutcome['notSent'][number]>`
    select coalesce(nullif(skip_reason, ''), 'skip-undecided') as reason,
      count(*) filter (where arm = 'treatment')::int as treatment,
      count(*) filter (where arm = 'control')::int as control
    from campaign_audience where campaign_id = ${campaignId} and would_send is not true
    group by 1 order by count(*) desc, 1`.execute(db);
  return rows;
}

async function loadSends(db: StateDb, campaignId: string): Promise<SendOutcome> {
  const { rows: arms } = await sql<{ treatment: number; control: number }>`
    select count(*) filter (where arm = 'treatment')::int as treatment,
      count(*) filter (where arm = 'control')::int as control
    from campaign_audience where campaign_id = ${campaignId}`.execute(db);
  const { rows: intents } = await sql<Omit<SendOutcome, 'assigned' | 'notSent' | 'unsubscribed'>>`
    select count(*) filter (where state in ('accepted', 'delivered'))::int as sent,
      count(*) filter (where state in ('accepted', 'delivered'))::int as delivered,
      count(*) filter (where state = 'failed')::int as failed,
      count(*) filter (where state = 'unknown')::int as unknown,
      coalesce(sum(cost_minor) filter (where state in ('accepted', 'delivered', 'unknown')), 0)::numeric(20,0)::text
        as "costMinor"
    from intents where campaign_id = ${campaignId}`.execute(db);
  const { rows: left } = await sql<{ people: number }>`
    select count(distinct i.customer_id)::int as people from delivery_events e join intents i on i.intent_id = e.intent_id
    where i.campaign_id = ${campaignId} and e.kind = 'unsubscribed'`.execute(db);
  const counts = intents[0] ?? { sent: 0, delivered: 0, failed: 0, unknown: 0, costMinor: '0' };
  return {
    assigned: arms[0] ?? { treatment: 0, control: 0 },
    ...counts,
    unsubscribed: left[0]?.people ?? 0,
    notSent: await loadNotSent(db, campaignId),
  };
}

/** Size and horizon of the opportunity's forecast; null for a campaign made without one. */
async function loadForecast(db: StateDb, opportunityId: string | null): Promise<StoredForecast | null> {
  if (opportunityId === null) return null;
  const { rows } = await sql<Omit<StoredForecast, 'level'> & { level: number | null }>`
    select (document->>'customers')::int as people, (document->>'horizonDays')::int as "horizonDays",
      (document->'valueAtStakeMinor'->>'level')::float8 as level,
      coalesce(document->'baselineByDays', '[]'::jsonb) as "baselineByDays"
    from opportunities where opportunity_id = ${opportunityId}`.execute(db);
  const row = rows[0];
  return row ? { ...row, level: row.level ?? 0.8 } : null;
}

/** Everything a retrospective is filled from. Throws `campaign-unknown`, `retrospective-no-result`. */
export async function loadRetrospectiveFacts(db: StateDb, name: string): Promise<RetrospectiveFacts> {
  const { campaignId, definition } = await loadCampaign(db, name);
  return {
    campaignId,
    definition,
    ...(await loadNewestVerdict(db, campaignId, name)),
    waterfall: await loadWaterfall(db, campaignId),
    sends: await loadSends(db, campaignId),
    opportunity: await loadForecast(db, definition.audience.opportunityId),
  };
}
