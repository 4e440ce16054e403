/** Reads of results in state: never overwritten once final, newest first. */
import { sql } from 'kysely';
import type { CampaignState } from '../records/campaign.ts';
import { type ResultView, type StoredResult, storedResult } from '../records/result.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { endSending } from '../store/state/end-sending.ts';
import type { StateDb, StateTransaction } from '../store/state/state-db.ts';

export interface ResultRow {
  readonly resultId: string;
  readonly read: 'running' | 'final' | 'corrected';
  readonly computedAt: Date;
  readonly asOf: Date;
  readonly supersedes: string | null;
  readonly stored: StoredResult;
}

/** All reads of a campaign, newest first. */
export async function loadResults(db: StateDb, campaignId: string): Promise<ResultRow[]> {
  const rows = await db
    .selectFrom('results')
    .selectAll()
    .where('campaign_id', '=', campaignId)
    .orderBy('computed_at', 'desc')
    .orderBy('result_id', 'desc')
    .execute();
  return rows.map(row => ({
    resultId: row.result_id,
    read: row.read,
    computedAt: row.computed_at,
    asOf: row.as_of,
    supersedes: row.supersedes,
    stored: storedResult.parse(row.document),
  }));
}

export interface NewResult extends ResultRow {
  readonly campaignId: string;
  readonly watermark: string;
}

/** The newest read with a verdict, while no other process can store one. */
async function lockVerdict(trx: StateTransaction, campaignId: string): Promise<string | null> {
  await sql`select 1 from campaigns where campaign_id = ${campaignId} for update`.execute(trx);
  const row = await trx
    .selectFrom('results')
    .select('result_id')
    .where('campaign_id', '=', campaignId)
    .where('read', '!=', 'running')
    .orderBy('computed_at', 'desc')
    .orderBy('result_id', 'desc')
    .executeTakeFirst();
  return row?.result_id ?? null;
}

/**
 * Stores a read. A running read replaces the earlier running ones, whose counts nobody decided on; a final read also
 * finishes the campaign. A read that does not follow the newest verdict stores nothing: another process was faster, or
 * a running read came after the verdict.
 */
export const saveResult = (ctx: StoreContext, name: string, result: NewResult): Promise<void> =>
  ctx.pg.transaction().execute(async trx => {
    if ((await lockVerdict(trx, result.campaignId)) !== result.supersedes) return;
    await trx
      .deleteFrom('results')
      .where('campaign_id', '=', result.campaignId)
      .where('read', '=', 'running')
      .execute();
    await trx.insertInto('results').values(rowOf(result)).execute();
    await saveAudit(trx, ctx, {
      action: 'result.read',
      target: `campaign:${name}`,
      before: { resultId: result.supersedes },
      after: { resultId: result.resultId, read: result.read, asOf: result.asOf },
    });
    if (result.read === 'running' || !(await finishCampaign(trx, result))) return;
    await saveAudit(trx, ctx, { action: 'campaign.finish', target: `campaign:${name}` });
  });

const rowOf = (result: NewResult) => ({
  result_id: result.resultId,
  campaign_id: result.campaignId,
  read: result.read,
  computed_at: result.computedAt,
  as_of: result.asOf,
  outbox_watermark: result.watermark,
  document: JSON.stringify(result.stored),
  supersedes: result.supersedes,
});

/** Ends a campaign that is not ended yet; tells whether it did. */
async function finishCampaign(
  trx: StateTransaction,
  { campaignId, computedAt }: NewResult,
): Promise<boolean> {
  const from: CampaignState[] = ['running', 'paused', 'awaiting-read'];
  const finished = await sql`
    update campaigns set state = 'finished', updated_at = ${computedAt}
    where campaign_id = ${campaignId} and state = any(${from})`.execute(trx);
  if (!finished.numAffectedRows) return false;
  await endSending(trx, { campaignId, reason: 'skip-ended', at: computedAt });
  return true;
}

/** The newest read with the list of earlier ones, as the API shows it. */
export function resultViewOf(rows: readonly ResultRow[]): ResultView | null {
  const [newest] = rows;
  if (!newest) return null;
  return {
    resultId: newest.resultId,
    supersedes: newest.supersedes,
    document: newest.stored.document,
    envelope: newest.stored.envelope,
    history: rows.map(row => ({
      resultId: row.resultId,
      read: row.read,
      computedAt: row.computedAt.toISOString(),
      word: row.stored.document.verdict?.word ?? null,
    })),
  };
}
