/**
 * Computes the features of every known customer at one as-of time. The order matters: each step reads only what the
 * one before has fixed, and the draft is the only pass over the sale lines.
 */
import { allOf } from '../kernel/all-of.ts';
import type { GapFit } from '../models/gap-model.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { excludedAsOf } from '../store/facts/exclusion-matches.ts';
import { loadKnownAs } from '../store/facts/known-as.ts';
import type { SaleLinesOptions } from '../store/facts/sale-lines.ts';
import { factsSql } from '../store/facts/sql.ts';
import { loadValueRuleFrom, type ValueRule } from '../store/facts/value-rule.ts';
import { loadExclusionRules } from '../store/state/exclusion-rules.store.ts';
import { type CustomerValue, computeCustomerValue } from './customer-value.store.ts';
import { loadCutChoice } from './cut-choice/cut-choice.store.ts';
import { chosenCuts, type FrozenCuts, rfmCuts } from './cut-points.ts';
import { loadCuts, saveCuts } from './cut-versions.store.ts';
import * as draft from './features-draft.store.ts';
import * as inputs from './features-inputs.store.ts';
import { saveFeatures, valueScore } from './features-score.store.ts';
import type { LineSizes } from './line-portions.ts';
import { inModelThread, readyModelThreads } from './model-thread.ts';
import { loadBuyerDays } from './repurchase/buyer-days.store.ts';
import type { RepurchaseCalibration } from './repurchase/repurchase-calibration.ts';
import type { BuyerDays, WaitsModel } from './repurchase/standing.ts';
import { saveTrends } from './repurchase/trends.store.ts';
import { dropDrafts, type LineSource, loadDraftRuns, saveReviewLines } from './review-lines.store.ts';
import { type NewWindow, newWindow, trendTable } from './rhythm.ts';
import { type SeasonalClock, seasonalClock } from './seasonal-clock.ts';
import { loadPreviousSnapshot } from './snapshots.store.ts';
import { valueShrinkage } from './value-shrinkage.ts';
import { dayNumber, zoneDay } from './zone-day.ts';

export interface FeaturesInput {
  readonly asOf: Date;
  readonly definition: SalesDefinition;
  /** Published tables count differently from the product; see `RfmBasis`. */
  readonly basis?: draft.RfmBasis;
  /** What a portion of customers may hold; a measured size unless given. Figures do not depend on it. */
  readonly portionOf?: LineSizes;
}

/** What a run fixed, for the review to print beside the figures; `source` lives as long as the run's draft. */
export interface FeaturesRun {
  readonly source: LineSource;
  readonly asOfDay: string;
  readonly value: ValueRule;
  readonly clock: SeasonalClock;
  readonly fit: GapFit;
  /** Null where there is no rhythm model, or the purchase model says more of the waits. */
  readonly waits: WaitsModel | null;
  readonly window: NewWindow;
  readonly cuts: FrozenCuts | null;
  readonly customerValue: CustomerValue;
  /** Purchase days of the buyers, or of an unselected part of a large base. */
  readonly buyers: readonly BuyerDays[];
  readonly repurchase: RepurchaseCalibration;
}

/** What a caller does with the draft of the sale lines besides scoring. */
export interface FeaturesWork<L, T> {
  /** Runs beside the scoring, as soon as the lines stand; it must only read. */
  readonly beside: (lines: Pick<FeaturesRun, 'source' | 'value'>) => Promise<L>;
  /** Runs once the snapshot is stored; the lines stand until it ends. */
  readonly then: (run: FeaturesRun, besides: L) => Promise<T>;
}

/** Stores the snapshot and returns what it fixed. */
export const featuresOnly: FeaturesWork<void, FeaturesRun> = {
  beside: async () => {},
  then: async run => run,
};

/**
 * Writes the snapshot (as_of, definition version) of `customer_features` and hands over what it fixed while the
 * draft of the sale lines still stands. A repeated run writes the same again.
 */
export async function computeFeatures<L, T>(
  ctx: StoreContext,
  input: FeaturesInput,
  { beside, then }: FeaturesWork<L, T>,
): Promise<T> {
  const { asOf, definition } = input;
  const asOfDay = zoneDay(asOf, definition.zone);
  const known = { asOf, knownAs: await loadKnownAs(ctx.ch, asOf) };
  const rules = await loadExclusionRules(ctx.pg);
  const excluded = excludedAsOf(rules, { ...known, zone: ctx.settings.zone });
  const lines = { ...known, definition, excluded };
  const { portionOf } = input;
  const runId = ctx.newId();
  await dropLeftovers(ctx);
  try {
    const source = await saveReviewLines(ctx, runId, { ...lines, ...(portionOf ? { portionOf } : {}) });
    const value = await loadValueRuleFrom(
      ctx.ch,
      factsSql`(select * from ${source.drafted} where is_refund = 0)`,
    );
    readyModelThreads(2);
    const drafting = async () => {
      const clock = seasonalClock(await draft.loadDayCounts(ctx, { source, asOfDay }), asOfDay);
      await draft.saveDraft(ctx, { source, asOfDay, value, clock, basis: input.basis ?? draft.productRfm });
      return scoreDraft(ctx, { source, runId, lines, asOfDay, value, clock });
    };
    const [run, besides] = await allOf([drafting(), beside({ source, value })]);
    return await then(run, besides);
  } finally {
    await dropDrafts(ctx, runId);
  }
}

const leftoverAfterMs = 6 * 3_600_000;

/** Drops the drafts of runs that began six hours ago and more: their process is gone. */
export async function dropLeftovers(ctx: StoreContext): Promise<void> {
  const old = ctx.machineNow().getTime() - leftoverAfterMs;
  for (const runId of await loadDraftRuns(ctx)) {
    if (Number.parseInt(runId.replace('-', '').slice(0, 12), 16) < old) await dropDrafts(ctx, runId);
  }
}

type Drafted = Pick<FeaturesRun, 'source' | 'asOfDay' | 'value' | 'clock'> & {
  readonly runId: string;
  readonly lines: SaleLinesOptions;
};

async function scoreDraft(ctx: StoreContext, run: Drafted): Promise<FeaturesRun> {
  const { runId, lines, source, asOfDay, value, clock } = run;
  const { asOf, definition } = lines;
  const [{ fit, window, trend, shrinkage }, customerValue, buyers, cuts] = await allOf([
    fitRhythm(ctx, run),
    computeCustomerValue(ctx, runId),
    loadBuyerDays(ctx, run),
    cutsInForce(ctx, run),
  ]);
  const rhythm = fit.status === 'ok' ? fit : null;
  const families = customerValue.families.map(({ fromYear, toYear, model }) => ({ fromYear, toYear, model }));
  const seen = { ...daysOf(run), clock, families, buyers };
  const waits = rhythm && (await inModelThread('fitWaits', { ...seen, rhythm }));
  const [repurchase] = await allOf([
    inModelThread('calibrateRepurchase', {
      ...seen,
      rhythm,
      waits,
      newWindowDays: window.days,
      cuts,
      orderValue: customerValue.orderValue,
    }),
    waits?.trend ? saveTrends(ctx, runId, { clock, waits, asOf: seen.asOf }) : Promise.resolve(),
  ]);
  const previousAsOf = await loadPreviousSnapshot(ctx, { asOf, definitionVersion: definition.version });
  await saveFeatures(ctx, {
    runId,
    asOf,
    asOfDay,
    definitionVersion: definition.version,
    valueIs: value.valueIs,
    cuts,
    rhythm,
    waits,
    value: customerValue,
    repurchase,
    newWindowDays: window.days,
    trend,
    shrinkage,
    previousAsOf,
    version: ctx.machineNow().getTime(),
  });
  return { source, asOfDay, value, clock, fit, waits, window, cuts, customerValue, buyers, repurchase };
}

/** The as-of day and the first day of the clock, as days since 1970. */
const daysOf = ({ asOfDay, clock }: Drafted) => ({ asOf: dayNumber(asOfDay), first: dayNumber(clock.from) });

const fitGaps = async (ctx: StoreContext, runId: string): Promise<GapFit> =>
  inModelThread('fitGapModel', await inputs.loadGapGroups(ctx, runId));

async function fitRhythm(ctx: StoreContext, run: Drafted) {
  const { runId, asOfDay, clock } = run;
  const [fit, repeatTimes, trendPairs, valueSums] = await allOf([
    fitGaps(ctx, runId),
    inputs.loadRepeatTimes(ctx, run),
    inputs.loadTrendPairs(ctx, runId),
    inputs.loadValueSums(ctx, runId),
  ]);
  const trend = trendTable(trendPairs, clock, asOfDay);
  return { fit, window: newWindow(repeatTimes, fit), trend, shrinkage: valueShrinkage(valueSums) };
}

/** The frozen version in force, or a new one from the buyers of this draft; null while nobody has bought. */
async function cutsInForce(ctx: StoreContext, run: Drafted): Promise<FrozenCuts | null> {
  const { asOf, definition } = run.lines;
  const choice = await loadCutChoice(ctx);
  const key = { asOf, definitionVersion: definition.version, valueIs: run.value.valueIs, choice };
  const inForce = await loadCuts(ctx, key);
  if (inForce) return inForce;
  const distribution = await inputs.loadBuyerDistribution(ctx, run);
  if (!distribution) return null;
  const grids = await inputs.loadGrids(ctx, run);
  const cuts = chosenCuts(rfmCuts(distribution), choice, distribution.topFrequency);
  const shares = cuts.tierShares;
  const tierCuts = await inputs.loadTierCuts(ctx, { ...run, valueScore: valueScore({ grids }), shares });
  return saveCuts(ctx, key, {
    ...cuts,
    asOf: asOf.toISOString(),
    definitionVersion: key.definitionVersion,
    valueIs: key.valueIs,
    buyers: distribution.buyers,
    tierCuts,
    grids,
  });
}
