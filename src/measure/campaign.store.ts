/** What a result and a retrospective read of a campaign from state, as act left it there. */
import { sql } from 'kysely';
import { notFound } from '../kernel/errors.ts';
import { type CampaignDefinition, type CampaignState, campaignDefinition } from '../records/campaign.ts';
import type { StateDb } from '../store/state/state-db.ts';

export interface MeasuredCampaign {
  readonly campaignId: string;
  readonly name: string;
  readonly definition: CampaignDefinition;
  readonly state: CampaignState;
  readonly salt: string;
  readonly launchedAt: Date | null;
  readonly finalReadAt: Date | null;
}

const columns = sql`campaign_id as "campaignId", name, definition, state, salt, launched_at as "launchedAt",
  final_read_at as "finalReadAt"`;

const parsed = (row: MeasuredCampaign): MeasuredCampaign => ({
  ...row,
  definition: campaignDefinition.parse(row.definition),
});

/** One campaign by name. Throws `campaign-unknown`. */
export async function loadMeasuredCampaign(db: StateDb, name: string): Promise<MeasuredCampaign> {
  const { rows } = await sql<MeasuredCampaign>`select ${columns} from campaigns where name = ${name}`.execute(
    db,
  );
  const row = rows[0];
  if (!row) throw notFound('campaign-unknown', { params: { name }, received: name });
  return parsed(row);
}

/** Names of campaigns whose final read date has come and which have none yet. */
export async function loadDueForFinalRead(db: StateDb, now: Date): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.name from campaigns c
    where c.launched_at is not null and c.final_read_at <= ${now} and c.state in ('running', 'paused', 'awaiting-read')
      and not exists (select 1 from results r where r.campaign_id = c.campaign_id and r.read = 'final')
    order by c.final_read_at`.execute(db);
  return rows.map(row => row.name);
}
