/** Campaigns in state: define, move through their life cycle by one conditional update, list. */
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { conflict, notFound } from '../kernel/errors.ts';
import {
  type CampaignDefinition,
  type CampaignState,
  type CampaignView,
  campaignDefinition,
  type PauseReason,
} from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../store/state/state-db.ts';
import type { StateTables } from '../store/state/tables.ts';
import { type CampaignCommand, nextState } from './campaign-lifecycle.ts';
import { missingForApproval } from './campaign-lint.ts';

type Db = Kysely<StateTables> | Transaction<StateTables>;

export interface Campaign {
  readonly campaignId: string;
  readonly definition: CampaignDefinition;
  readonly state: CampaignState;
  readonly version: number;
  readonly salt: string;
  readonly snapshotId: string | null;
  readonly spentMinor: string;
  readonly approvedAt: Date | null;
  readonly launchedAt: Date | null;
  readonly finalReadAt: Date | null;
  /** Null unless the campaign is paused and no person paused it. */
  readonly pauseReason: PauseReason | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = sql`
  campaign_id as "campaignId", definition, state, version, salt, segment_snapshot_id as "snapshotId",
  spent_minor::text as "spentMinor", approved_at as "approvedAt", launched_at as "launchedAt",
  final_read_at as "finalReadAt", pause_reason as "pauseReason", created_at as "createdAt", updated_at as "updatedAt"`;

const parsed = (row: Campaign): Campaign => ({
  ...row,
  definition: campaignDefinition.parse(row.definition),
});

/** One campaign by name. Throws `campaign-unknown`. */
export async function loadCampaign(db: Db, name: string): Promise<Campaign> {
  const { rows } = await sql<Campaign>`select ${columns} from campaigns where name = ${name}`.execute(db);
  const row = rows[0];
  if (!row) throw notFound('campaign-unknown', { params: { name }, received: name });
  return parsed(row);
}

/** The campaigns that the rest of a statement (`where`, `order by`, `limit`) leaves, in its order. */
export async function campaignsOf(db: Db, rest: RawBuilder<unknown>): Promise<Campaign[]> {
  const { rows } = await sql<Campaign>`select ${columns} from campaigns ${rest}`.execute(db);
  return rows.map(parsed);
}

/** All campaigns, newest first. */
export const loadCampaigns = (db: Db): Promise<Campaign[]> =>
  campaignsOf(db, sql`order by created_at desc, name`);

/**
 * Creates the campaign or changes its definition. An approved one goes back to draft; a launched one is refused, since
 * what was fixed before launch stays fixed.
 */
export function saveDefinition(ctx: StoreContext, definition: CampaignDefinition): Promise<Campaign> {
  const { name } = definition;
  return withTransaction(ctx.pg, async trx => {
    const { rows } = await sql<{ definition: unknown }>`
      select definition from campaigns where name = ${name} for update`.execute(trx);
    const saved = await upsertDefinition(trx, ctx, definition);
    await saveAudit(trx, ctx, {
      action: 'campaign.edit',
      target: `campaign:${name}`,
      before: rows[0]?.definition,
      after: saved.definition,
    });
    return saved;
  });
}

async function upsertDefinition(
  trx: StateTransaction,
  ctx: StoreContext,
  definition: CampaignDefinition,
): Promise<Campaign> {
  const now = ctx.now();
  const id = ctx.newId();
  await sql`
    insert into campaigns (campaign_id, name, title, state, definition, salt, created_at, updated_at)
    values (${id}, ${definition.name}, ${definition.title}, 'draft', ${JSON.stringify(definition)}::jsonb,
      ${`campaign:${id}`}, ${now}, ${now})
    on conflict (name) do update set title = excluded.title, definition = excluded.definition, state = 'draft',
      approved_by = null, approved_at = null, version = campaigns.version + 1, updated_at = ${now}
    where campaigns.state in ('draft', 'approved')`.execute(trx);
  const saved = await loadCampaign(trx, definition.name);
  if (saved.state !== 'draft') refuse(saved.definition.name, saved.state, 'edit');
  return saved;
}

function refuse(name: string, from: CampaignState, command: CampaignCommand): never {
  const answer = nextState(from, command);
  const allowed = answer.kind === 'refused' ? answer.allowedFrom.join(', ') : answer.to;
  throw conflict('campaign-state', {
    params: { name, from, command, allowed },
    received: from,
    expected: allowed,
  });
}

/**
 * Moves a campaign by a command with one conditional update, so that two people pressing at once cannot both succeed.
 * Throws `campaign-unknown` or `campaign-state`.
 */
export async function moveCampaign(
  trx: StateTransaction,
  ctx: StoreContext,
  { name, command }: { name: string; command: CampaignCommand },
): Promise<Campaign> {
  const now = ctx.now();
  const before = await loadCampaign(trx, name);
  const answer = nextState(before.state, command);
  if (answer.kind === 'refused') refuse(name, before.state, command);
  const approval = command === 'approve';
  const begins = command === 'launch' || command === 'resume';
  const { rows } = await sql<Campaign>`
    update campaigns set state = ${answer.to}, updated_at = ${now}, pause_reason = null,
      batch_from = case when ${begins} then ${now}::timestamptz else batch_from end,
      approved_by = case when ${approval} then ${ctx.caller?.actorId ?? 'system'} else approved_by end,
      approved_at = case when ${approval} then ${now}::timestamptz else approved_at end
    where name = ${name} and state = ${before.state} and version = ${before.version}
    returning ${columns}`.execute(trx);
  const after = rows[0];
  if (!after) throw conflict('campaign-changed', { params: { name }, received: name });
  await saveAudit(trx, ctx, {
    action: `campaign.${command}`,
    target: `campaign:${name}`,
    before: { state: before.state, version: before.version },
    after: { state: answer.to, version: after.version },
  });
  return parsed(after);
}

/** The campaign as the API shows it, with what is still missing for approval. */
export const viewOf = (campaign: Campaign): CampaignView => ({
  campaignId: campaign.campaignId,
  definition: campaign.definition,
  state: campaign.state,
  version: campaign.version,
  approvedAt: campaign.approvedAt?.toISOString() ?? null,
  launchedAt: campaign.launchedAt?.toISOString() ?? null,
  finalReadAt: campaign.finalReadAt?.toISOString() ?? null,
  pauseReason: campaign.pauseReason,
  createdAt: campaign.createdAt.toISOString(),
  updatedAt: campaign.updatedAt.toISOString(),
  missing: missingForApproval(campaign.definition),
});
