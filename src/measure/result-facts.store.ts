/** Everything one read of a campaign needs, from both stores, once the facts have caught up with state. */
import { createHash } from 'node:crypto';
import { badInput, conflict } from '../kernel/errors.ts';
import { derivedSeed } from '../math/rng.ts';
import type { StoreContext } from '../store/context.ts';
import { loadValueRule } from '../store/facts/value-rule.ts';
import { requireShipped } from '../store/state/outbox.ts';
import { loadSalesDefinition } from '../store/state/sales-definition.store.ts';
import { loadMeasuredCampaign, type MeasuredCampaign } from './campaign.store.ts';
import { loadContacts, loadIntegrity, loadRedemptions } from './campaign-integrity.store.ts';
import {
  loadDays,
  loadPeople,
  loadSums,
  type OutcomeRequest,
  type PersonOutcome,
  streamPersons,
} from './campaign-outcome.store.ts';
import { loadChanges } from './campaign-restatement.store.ts';
import { loadLeftOut } from './left-out.store.ts';
import { populationOutcome } from './outcome-columns.ts';
import type { ResultFacts } from './result-document.ts';
import { loadResults } from './results.store.ts';

/** What the outcome is read with: the definition of a sale, the value rule and the as-of time. */
async function requestOf(ctx: StoreContext, campaign: MeasuredCampaign, asOf: Date): Promise<OutcomeRequest> {
  const definition = await loadSalesDefinition(ctx);
  const { anybody: excluded, assigned: leftOut } = await loadLeftOut(ctx, campaign, { definition, asOf });
  const rule = await loadValueRule(ctx.ch, { definition, asOf, knownAs: 'as-of', excluded });
  return { campaign, definition, rule, asOf, leftOut };
}

async function loadFigures(ctx: StoreContext, request: OutcomeRequest): Promise<ResultFacts['figures']> {
  const people = await loadPeople(ctx.ch, request);
  const sums = await loadSums(ctx.ch, request);
  const persons: PersonOutcome[] = [];
  for await (const batch of streamPersons(ctx.ch, request)) persons.push(...batch);
  const parts = { people, sums, persons, currency: request.definition.currency };
  const snapshotHash = createHash('sha256')
    .update(JSON.stringify([people, sums, persons]))
    .digest('hex');
  return {
    wouldSend: populationOutcome(parts, 'would-send'),
    assigned: populationOutcome(parts, 'assigned'),
    redemptions: await loadRedemptions(ctx.ch, request),
    snapshotHash,
  };
}

/** A correction compares itself with the newest read that had a verdict. */
async function loadPrevious(ctx: StoreContext, request: OutcomeRequest): Promise<ResultFacts['previous']> {
  const rows = await loadResults(ctx.pg, request.campaign.campaignId);
  const row = rows.find(({ read }) => read !== 'running');
  if (!row) return null;
  const changes = await loadChanges(ctx.ch, request, row.asOf);
  return { resultId: row.resultId, computedAt: row.computedAt, document: row.stored.document, changes };
}

/**
 * The facts of one read as of a moment. Before the final read date the figures stay null: nothing is compared then.
 *
 * @throws `campaign-unknown`, `result-not-launched`, `result-as-of-future`, `outbox-behind`
 */
export async function loadResultFacts(ctx: StoreContext, name: string, asOf: Date): Promise<ResultFacts> {
  const campaign = await loadMeasuredCampaign(ctx.pg, name);
  if (!campaign.launchedAt) throw conflict('result-not-launched', { params: { name } });
  if (asOf > ctx.now()) throw badInput('result-as-of-future', { received: asOf.toISOString() });
  const watermark = await requireShipped(ctx);
  const request = await requestOf(ctx, campaign, asOf);
  const final = campaign.finalReadAt !== null && asOf >= campaign.finalReadAt;
  return {
    ...request,
    computedAt: ctx.now(),
    days: await loadDays(ctx.ch, request),
    contacts: await loadContacts(ctx.ch, request),
    integrity: await loadIntegrity(ctx.ch, request),
    figures: final ? await loadFigures(ctx, request) : null,
    previous: final ? await loadPrevious(ctx, request) : null,
    watermark: String(watermark.shippedUpTo),
    seed: derivedSeed(1, campaign.campaignId),
  };
}
