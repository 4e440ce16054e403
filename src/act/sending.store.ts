/** The sender's three transactions around a call: what to send, the move to `calling`, the outcomes with their touches. */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { type CampaignChannel, type CampaignDefinition, campaignDefinition } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import { markCalling, type SendOutcome, saveOutcomes } from './sender.store.ts';
import { enqueueTouches } from './touches.store.ts';

/** Definition and version of each campaign, by id. */
export async function loadSendDefinitions(
  ctx: StoreContext,
  campaignIds: readonly string[],
): Promise<Map<string, { version: number; definition: CampaignDefinition }>> {
  const { rows } = await sql<{ campaign_id: string; version: number; definition: unknown }>`
    select campaign_id, version, definition from campaigns where campaign_id = any(${campaignIds}::uuid[])`.execute(
    ctx.pg,
  );
  return new Map(
    rows.map(row => [
      row.campaign_id,
      { version: row.version, definition: campaignDefinition.parse(row.definition) },
    ]),
  );
}

/** Commits `calling` for those of a chunk that may still be sent and returns their ids. */
export function startCalling(
  ctx: StoreContext,
  ids: readonly string[],
  options: { channel: CampaignChannel; owner: string },
): Promise<Set<string>> {
  return ctx.pg.transaction().execute(trx =>
    markCalling(trx, {
      ids,
      channel: options.channel,
      owner: options.owner,
      now: ctx.now(),
      zone: ctx.settings.zone,
    }),
  );
}

/** A database that is away for a moment must not make known answers unknown; together well below a lease. */
const pausesMs = [100, 500, 2_000, 5_000, 15_000];

/**
 * Stores outcomes and, in the same transaction, the touches for facts. What the provider answered is known here only,
 * so a failure is tried again for 23 s; throws the last one.
 */
export async function saveChunkOutcomes(ctx: StoreContext, outcomes: readonly SendOutcome[]): Promise<void> {
  for (const ms of pausesMs) {
    try {
      return await saveOnce(ctx, outcomes);
    } catch (cause) {
      ctx.log.warn({ messages: outcomes.length, cause }, 'outcomes-not-saved');
      await pause(ms);
    }
  }
  await saveOnce(ctx, outcomes);
}

async function saveOnce(ctx: StoreContext, outcomes: readonly SendOutcome[]): Promise<void> {
  const now = ctx.now();
  await ctx.pg.transaction().execute(async trx => {
    const settled = await saveOutcomes(trx, outcomes, now);
    const accepted = settled.filter(o => o.state === 'accepted').map(o => o.intentId);
    if (accepted.length > 0) await enqueueTouches(trx, { intentIds: accepted, kind: 'sent', at: now, ctx });
  });
}
