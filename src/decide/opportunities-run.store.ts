/** Finds the opportunities at a time from feature snapshots that were computed there and at each past origin. */
import { conflict } from '../kernel/errors.ts';
import { type Opportunity, opportunityKinds } from '../records/opportunity.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { loadKnownAs } from '../store/facts/known-as.ts';
import { loadValueRule } from '../store/facts/value-rule.ts';
import type { StateTransaction } from '../store/state/state-db.ts';
import { inOneGo, saveDocument, saveMembers } from './opportunity.store.ts';
import { type CardInput, opportunityCard } from './opportunity-card.ts';
import * as cells from './opportunity-cells.store.ts';
import { type DistinctList, ranked, withoutRepeats } from './opportunity-ranking.ts';
import { type OriginCounts, seasonFactor } from './opportunity-stake.ts';
import type { OriginPlan } from './origins.ts';

export interface OpportunitiesInput {
  readonly asOf: Date;
  readonly firstSale: Date | null;
  readonly reviewId: string | null;
  readonly definition: SalesDefinition;
  readonly plan: OriginPlan;
  readonly assumptions: CardInput['assumptions'];
}

interface Run extends OpportunitiesInput {
  readonly at: cells.CellsOptions;
  readonly seasonKnown: boolean;
  readonly origins: readonly OriginCounts[];
}

const dayMs = 86_400_000;
/** A season cannot be told from a trend in less (METHODS §17.3). */
const seasonHistoryDays = 455;

const historyDays = ({ asOf, firstSale }: Pick<OpportunitiesInput, 'asOf' | 'firstSale'>): number =>
  firstSale ? (asOf.getTime() - firstSale.getTime()) / dayMs : 0;

/** Cards of every kind, ranked and stored with their members. Throws `opportunity-features-missing`. */
export async function findAndSave(ctx: StoreContext, input: OpportunitiesInput): Promise<Opportunity[]> {
  const { asOf, definition } = input;
  await requireSnapshots(ctx, input);
  const lines = { definition, asOf, knownAs: await loadKnownAs(ctx.ch, asOf) };
  const at = { lines, value: await loadValueRule(ctx.ch, lines), snapshot: asOf };
  const seasonKnown = historyDays(input) >= seasonHistoryDays;
  const origins = await loadOrigins(ctx, { ...input, at, seasonKnown });
  const run: Run = { ...input, at, seasonKnown, origins };
  const figures = await Promise.all(opportunityKinds.map(kind => cells.loadList(ctx, at, kind)));
  const lists = withoutRepeats(
    opportunityKinds.map((kind, index) => ({ kind, cells: figures[index]?.cells ?? [] })),
  );
  return inOneGo(ctx, async trx => {
    const cards: Opportunity[] = [];
    for (const [index, list] of lists.entries()) {
      cards.push(await cardOf(ctx, trx, { run, list, dominant: figures[index]?.dominant ?? [] }));
    }
    const inRank = ranked(cards);
    for (const card of inRank) await saveDocument(trx, card);
    return inRank;
  });
}

/** Every origin must have been computed, or means over origins would silently be means over fewer. */
async function requireSnapshots(
  ctx: StoreContext,
  { asOf, definition, plan }: OpportunitiesInput,
): Promise<void> {
  for (const time of [asOf, ...plan.origins]) {
    const snapshot = await cells.loadSnapshot(ctx, time, definition.version);
    if (snapshot.customers === 0) {
      throw conflict('opportunity-features-missing', { path: 'asOf', params: { at: time.toISOString() } });
    }
  }
}

async function loadOrigins(ctx: StoreContext, run: Omit<Run, 'origins'>): Promise<OriginCounts[]> {
  const { horizonDays, origins } = run.plan;
  const lookbackDays = Math.max(1, Math.min(365, Math.floor(historyDays(run)) - 365));
  const windowMean = (from: Date) =>
    cells.loadWindowMean(ctx, { ...run.at, from, horizonDays, lookbackDays });
  const yearBefore = run.seasonKnown ? await windowMean(new Date(run.asOf.getTime() - 365 * dayMs)) : null;
  const found: OriginCounts[] = [];
  for (const at of origins) {
    const counts = await cells.loadOriginCells(ctx, { ...run.at, snapshot: at, horizonDays });
    const factor = yearBefore ? seasonFactor(yearBefore, await windowMean(at)) : 1;
    found.push({ at, cells: counts, seasonFactor: factor });
    await ctx.progress({ done: found.length, total: origins.length, label: 'origins' });
  }
  return found;
}

interface ListOf {
  readonly run: Run;
  readonly list: DistinctList;
  readonly dominant: readonly string[];
}

async function cardOf(
  ctx: StoreContext,
  trx: StateTransaction,
  { run, list, dominant }: ListOf,
): Promise<Opportunity> {
  const id = ctx.newId();
  const valuePerOccasion = await cells.saveMembersInFacts(ctx, {
    ...run.at,
    opportunityId: id,
    cells: list.cells,
    without: dominant,
    version: ctx.machineNow().getTime(),
  });
  const made = { opportunityId: id, reviewId: run.reviewId, asOf: run.asOf, kind: list.kind };
  const reachable = await saveMembers(ctx, trx, made);
  return opportunityCard({
    id,
    kind: list.kind,
    reviewId: run.reviewId,
    asOf: run.asOf,
    plan: run.plan,
    currency: run.definition.currency,
    valueIs: run.at.value.valueIs,
    seasonKnown: run.seasonKnown,
    list: list.cells,
    origins: run.origins,
    valuePerOccasion,
    reachable,
    dominantCustomers: dominant,
    overlap: list.overlap,
    assumptions: run.assumptions,
  });
}
