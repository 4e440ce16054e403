/** Finds the opportunities at a time from feature snapshots that were computed there and at each past origin. */
import { conflict } from '../kernel/errors.ts';
import { type Opportunity, opportunityKinds } from '../records/opportunity.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { withExclusions } from '../store/facts/exclusion-draft.ts';
import { excludedAsOf } from '../store/facts/exclusion-matches.ts';
import { loadKnownAs } from '../store/facts/known-as.ts';
import type { SaleLinesOptions } from '../store/facts/sale-lines.ts';
import { loadValueRule } from '../store/facts/value-rule.ts';
import { loadExclusionRules } from '../store/state/exclusion-rules.store.ts';
import type { StateTransaction } from '../store/state/state-db.ts';
import { inOneGo, saveDocument, saveMembers } from './opportunity.store.ts';
import type { PastTime } from './opportunity-backtest.ts';
import { type CardInput, opportunityCard } from './opportunity-card.ts';
import * as cells from './opportunity-cells.store.ts';
import { type DistinctList, ranked, withoutRepeats } from './opportunity-ranking.ts';
import type { OriginCounts } from './opportunity-stake.ts';
import type { OriginPlan } from './origins.ts';
import { distinctWindows, factorsOf, type SeasonComparison, seasonComparisons } from './season-factor.ts';
import { loadWindowMeans } from './season-windows.store.ts';

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
  readonly past: readonly PastTime[];
}

/** Cards of every kind, ranked and stored with their members. Throws `opportunity-features-missing`. */
export async function findAndSave(ctx: StoreContext, input: OpportunitiesInput): Promise<Opportunity[]> {
  const { asOf, definition } = input;
  await requireSnapshots(ctx, input);
  const known = { asOf, knownAs: await loadKnownAs(ctx.ch, asOf) };
  const rules = await loadExclusionRules(ctx.pg);
  const excluded = excludedAsOf(rules, { ...known, zone: ctx.settings.zone });
  return withExclusions(ctx, { ...known, excluded }, drafted =>
    findAmong(ctx, input, { ...known, definition, excluded: drafted }),
  );
}

async function findAmong(
  ctx: StoreContext,
  input: OpportunitiesInput,
  lines: SaleLinesOptions,
): Promise<Opportunity[]> {
  const { asOf } = input;
  const value = await loadValueRule(ctx.ch, lines);
  const at = { lines, value, snapshot: asOf, horizonDays: input.plan.horizonDays };
  const run: Run = { ...input, at, ...(await loadCompared(ctx, { ...input, at })) };
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

/** Cells of every origin, and by how much the season ahead of T and of each past time differs from each origin's. */
async function loadCompared(
  ctx: StoreContext,
  run: Omit<Run, 'seasonKnown' | 'origins' | 'past'>,
): Promise<Pick<Run, 'seasonKnown' | 'origins' | 'past'>> {
  const { asOf, firstSale, at } = run;
  const { origins, horizonDays } = run.plan;
  const comparisons = seasonComparisons({ asOf, firstSale, origins, horizonDays });
  const windows = distinctWindows(comparisons);
  const means = await loadWindowMeans(ctx, { ...at, windows });
  const counts: cells.OriginCells[] = [];
  for (const origin of origins) {
    counts.push({ at: origin, cells: await cells.loadOriginCells(ctx, { ...at, snapshot: origin }) });
    await ctx.progress({ done: counts.length, total: origins.length, label: 'origins' });
  }
  const seen = (comparison: SeasonComparison) => {
    const factors = factorsOf(comparison, windows, means);
    return counts
      .slice(origins.length - factors.length)
      .map((each, k) => ({ ...each, seasonFactor: factors[k] ?? 1 }));
  };
  const [ahead, ...before] = comparisons;
  return {
    seasonKnown: ahead?.lookbackDays !== null,
    origins: ahead ? seen(ahead) : [],
    past: before.flatMap((comparison, index) => {
      const then = counts[index];
      return then ? [{ ...then, earlier: seen(comparison) }] : [];
    }),
  };
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
    past: run.past,
    valuePerOccasion,
    reachable,
    dominantCustomers: dominant,
    overlap: list.overlap,
    assumptions: run.assumptions,
  });
}
