/** Where a campaign stands: its people, intents and skips counted from the ledgers, never from counters kept aside. */
import { type Kysely, sql } from 'kysely';
import type { CampaignStatus } from '../records/campaign.ts';
import type { StateTables } from '../store/state/tables.ts';
import type { Campaign } from './campaign.store.ts';

type Db = Kysely<StateTables>;

/** People not decided yet plus intents that may still be sent. */
export async function loadOpenWork(db: Db, campaignId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select ((select count(*) from campaign_audience where campaign_id = ${campaignId} and decided_at is null)
      + (select count(*) from intents where campaign_id = ${campaignId} and state in ('queued','claimed','calling')))::int as n`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}

interface Counts {
  readonly audience: number;
  readonly control: number;
  readonly undecided: number;
}

/** States in which the message has left, or may have: its contact cost is spent. */
const paid = new Set(['calling', 'accepted', 'delivered', 'unknown']);

/** The status of CONTRACT: `delivered` counts messages accepted by the channel or confirmed by a receipt. */
export async function loadStatus(
  db: Db,
  campaign: Campaign,
): Promise<Omit<CampaignStatus, 'channel' | 'pause'>> {
  const id = campaign.campaignId;
  const people = await sql<Counts>`
    select count(*)::int as audience, count(*) filter (where arm = 'control')::int as control,
      count(*) filter (where decided_at is null)::int as undecided
    from campaign_audience where campaign_id = ${id}`.execute(db);
  const states = await sql<{ state: string; n: number; cost: string }>`
    select state, count(*)::int as n, sum(cost_minor)::text as cost
    from intents where campaign_id = ${id} group by state`.execute(db);
  const skips = await sql<{ reason: string; n: number }>`
    select reason, sum(n)::int as n from (
      select skip_reason as reason, count(*) as n from campaign_audience
      where campaign_id = ${id} and would_send = false and arm = 'treatment' group by 1
      union all
      select split_part(reason, ':', 1), count(*) from campaign_losses where campaign_id = ${id} group by 1
      union all
      select coalesce(skip_reason, 'skip-canceled'), count(*) from intents
      where campaign_id = ${id} and state in ('skipped','canceled') group by 1
    ) s group by reason order by n desc`.execute(db);
  const of = (...names: string[]) =>
    states.rows.filter(s => names.includes(s.state)).reduce((sum, s) => sum + s.n, 0);
  const counts = people.rows[0] ?? { audience: 0, control: 0, undecided: 0 };
  return {
    name: campaign.definition.name,
    state: campaign.state,
    ...counts,
    intents: states.rows.reduce((sum, s) => sum + s.n, 0),
    delivered: of('accepted', 'delivered'),
    failed: of('failed'),
    unknown: of('unknown'),
    queued: of('queued', 'claimed', 'calling'),
    skipped: Object.fromEntries(skips.rows.map(s => [s.reason, s.n])),
    spentMinor: states.rows
      .filter(({ state }) => paid.has(state))
      .reduce((sum, { cost }) => sum + Number(cost), 0)
      .toFixed(0),
    launchedAt: campaign.launchedAt?.toISOString() ?? null,
    finalReadAt: campaign.finalReadAt?.toISOString() ?? null,
  };
}
