/** Finds the opportunities at a time from feature snapshots that were computed there and at each past origin. */
import { conflict } from '../kernel/errors.ts';
import type { Opportunity } from '../records/opportunity.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { withExclusions } from '../store/facts/exclusion-draft.ts';
import { excludedAsOf } from '../store/facts/exclusion-matches.ts';
import { loadKnownAs } from '../store/facts/known-as.ts';
import type { SaleLinesOptions } from '../store/facts/sale-lines.ts';
import { loadValueRule } from '../store/facts/value-rule.ts';
import { loadExclusionRules } from '../store/state/exclusion-rules.store.ts';
import type { StateTransaction } from '../store/state/state-db.ts';
import { inOneGo, loadForecastRecord, saveDocument, saveMembers } from './opportunity.store.ts';
import { type ForecastRecord, forecastsMissed } from './opportunity-backtest.ts';
import { type CardInput, distinctOf, opportunityCard } from './opportunity-card.ts';
import { minorUnits } from './opportunity-card-rows.ts';
import { findGapCategory, loadFirstCategories } from './opportunity-categories.store.ts';
import * as groups from './opportunity-groups.store.ts';
import { codeOf, type GroupCount } from './opportunity-groups.ts';
import { type ComparedTimes, type FoundBase, fullLists, listOf } from './opportunity-lists.ts';
import { inCountingOrder, type KindList, overlapOf, ranked, withoutRepeats } from './opportunity-ranking.ts';
import type { SnapshotOptions } from './opportunity-snapshot.store.ts';
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

interface Run {
  readonly input: OpportunitiesInput;
  readonly at: SnapshotOptions;
  readonly base: FoundBase;
  readonly draft: groups.TodayDraft;
  readonly record: ForecastRecord;
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
  const at = await snapshotOptions(ctx, input, lines);
  const compared = await loadCompared(ctx, input, at);
  return groups.withToday(ctx, at, async draft => {
    const today = await groups.loadTodayGroups(ctx, draft);
    const base: FoundBase = { ...compared, today, categories: at.categories, category: at.category };
    const run: Run = { input, at, base, draft, record: await loadForecastRecord(ctx) };
    const lists = fullLists(base, pricing(run));
    return inOneGo(ctx, async trx => {
      const made: MadeCard[] = [];
      for (const list of lists) made.push(await cardOf(ctx, trx, { run, list, lists }));
      const inRank = ranked(countedOnce(run, made));
      for (const card of inRank) await saveDocument(trx, card);
      return inRank;
    });
  });
}

async function snapshotOptions(
  ctx: StoreContext,
  { asOf, plan, assumptions }: OpportunitiesInput,
  lines: SaleLinesOptions,
): Promise<SnapshotOptions> {
  const value = await loadValueRule(ctx.ch, lines);
  const found = { lines, value, snapshot: asOf, horizonDays: plan.horizonDays };
  return {
    ...found,
    categories: await loadFirstCategories(ctx, found),
    category: await findGapCategory(ctx, found),
    messageCost: assumptions.contactCostMinor / minorUnits(lines.definition.currency),
  };
}

/** Every origin must have been computed, or means over origins would silently be means over fewer. */
async function requireSnapshots(
  ctx: StoreContext,
  { asOf, definition, plan }: OpportunitiesInput,
): Promise<void> {
  for (const time of [asOf, ...plan.origins]) {
    const snapshot = await groups.loadSnapshot(ctx, time, definition.version);
    if (snapshot.customers === 0) {
      throw conflict('opportunity-features-missing', { path: 'asOf', params: { at: time.toISOString() } });
    }
  }
}

/** Groups of every origin, and by how much the season ahead of T and of each past time differs from each origin's. */
async function loadCompared(
  ctx: StoreContext,
  { asOf, firstSale, plan }: OpportunitiesInput,
  at: SnapshotOptions,
): Promise<ComparedTimes> {
  const { origins, horizonDays } = plan;
  const comparisons = seasonComparisons({ asOf, firstSale, origins, horizonDays });
  const windows = distinctWindows(comparisons);
  const means = await loadWindowMeans(ctx, { ...at, windows });
  const counts: groups.OriginGroups[] = [];
  for (const origin of origins) {
    counts.push({ at: origin, groups: await groups.loadOriginGroups(ctx, { ...at, snapshot: origin }) });
    await ctx.progress({ done: counts.length, total: origins.length, label: 'origins' });
  }
  const seen = (comparison: SeasonComparison) => {
    const factors = factorsOf(comparison, windows, means);
    return counts
      .slice(origins.length - factors.length)
      .map((each, k) => ({ ...each, season: factors[k] ?? { all: 1, ofCategory: 1 } }));
  };
  const [ahead, ...before] = comparisons;
  return {
    firstSale,
    seasonKnown: ahead?.lookbackDays !== null,
    origins: ahead ? seen(ahead) : [],
    past: before.flatMap((comparison, index) => {
      const then = counts[index];
      return then ? [{ ...then, earlier: seen(comparison) }] : [];
    }),
  };
}

const pricing = ({ input }: Run) => ({
  currency: input.definition.currency,
  assumptions: input.assumptions,
});

interface MadeCard {
  readonly card: Opportunity;
  readonly list: KindList;
  readonly dominant: readonly GroupCount[];
}

interface ListOf {
  readonly run: Run;
  readonly list: KindList;
  readonly lists: readonly KindList[];
}

/** Freezes a list and makes its card. */
async function cardOf(
  ctx: StoreContext,
  trx: StateTransaction,
  { run, list, lists }: ListOf,
): Promise<MadeCard> {
  const { input, at, base, record } = run;
  const id = ctx.newId();
  const codes = base.today
    .map(each => each.group)
    .filter(list.holds)
    .map(codeOf);
  const found = await groups.loadDominant(ctx, run.draft, codes);
  const without = found.map(each => each.customerId);
  const version = ctx.machineNow().getTime();
  await groups.saveMembersInFacts(ctx, { draft: run.draft, opportunityId: id, codes, without, version });
  const { reviewId, asOf } = input;
  const made = { opportunityId: id, reviewId, asOf, kind: list.kind };
  const reachable = await saveMembers(ctx, trx, made);
  const dominant = found.map(each => each.count);
  const card = opportunityCard({
    ...listOf(base, list, { ...pricing(run), dominant }),
    id,
    kind: list.kind,
    reviewId,
    asOf,
    plan: input.plan,
    currency: input.definition.currency,
    valueIs: at.value.valueIs,
    seasonKnown: base.seasonKnown,
    forecastsMissed: forecastsMissed(record),
    reachable,
    dominantCustomers: without,
    overlap: overlapOf(list, lists, base.today),
    assumptions: input.assumptions,
  });
  return { card, list, dominant };
}

/** The cards with what a total counts of each: a customer in the best of them only. */
function countedOnce(run: Run, made: readonly MadeCard[]): Opportunity[] {
  const order = inCountingOrder(made.map(each => each.card)).map(card => card.kind);
  const inTurn = [...made].sort((a, b) => order.indexOf(a.card.kind) - order.indexOf(b.card.kind));
  const parts = withoutRepeats(inTurn.map(each => each.list));
  const { currency } = run.input.definition;
  return inTurn.map(({ card, dominant }, index) => {
    const part = listOf(run.base, parts[index] as KindList, { ...pricing(run), dominant });
    return { ...card, distinct: distinctOf({ ...part, currency }, card.corrections) };
  });
}
