/**
 * Computes the features of every known customer at one as-of time. The order matters: each step reads only what the
 * one before has fixed, and the draft is the only pass over the sale lines.
 */
import { fitGapModel, type GapFit } from '../models/gap-model.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';
import type { SaleLinesOptions } from '../store/facts/sale-lines.ts';
import { loadValueRule, type ValueRule } from '../store/facts/value-rule.ts';
import { type BuyerDistribution, type FrozenCuts, percentileGrid, rfmCuts } from './cut-points.ts';
import { loadCuts, saveCuts } from './cut-versions.store.ts';
import * as draft from './features-draft.store.ts';
import * as inputs from './features-inputs.store.ts';
import { saveFeatures, valueScore } from './features-score.store.ts';
import { type NewWindow, newWindow, trendTable } from './rhythm.ts';
import { type SeasonalClock, seasonalClock } from './seasonal-clock.ts';
import { loadAllKnownBy, loadPreviousSnapshot } from './snapshots.store.ts';
import { valueShrinkage } from './value-shrinkage.ts';
import { zoneDay } from './zone-day.ts';

export interface FeaturesInput {
  readonly asOf: Date;
  readonly definition: SalesDefinition;
  /** Published tables count differently from the product; see `RfmBasis`. */
  readonly basis?: draft.RfmBasis;
}

/** What a run fixed, for the review to print beside the figures. */
export interface FeaturesRun {
  readonly lines: SaleLinesOptions;
  readonly asOfDay: string;
  readonly value: ValueRule;
  readonly clock: SeasonalClock;
  readonly fit: GapFit;
  readonly window: NewWindow;
  readonly cuts: FrozenCuts | null;
}

/** Writes the snapshot (as_of, definition version) of `customer_features`; a repeated run writes the same again. */
export async function computeFeatures(ctx: StoreContext, input: FeaturesInput): Promise<FeaturesRun> {
  const { asOf, definition } = input;
  const asOfDay = zoneDay(asOf, definition.zone);
  const knownAs = (await loadAllKnownBy(ctx, asOf)) ? 'current' : 'as-of';
  const lines: SaleLinesOptions = { definition, asOf, knownAs };
  const value = await loadValueRule(ctx.ch, lines);
  const clock = seasonalClock(await draft.loadDayCounts(ctx, lines), asOfDay);
  const runId = ctx.newId();
  const basis = input.basis ?? draft.productRfm;
  try {
    await draft.saveDraft(ctx, { runId, lines, asOfDay, value, clock, basis });
    return await scoreDraft(ctx, { runId, lines, asOfDay, value, clock });
  } finally {
    await draft.dropDraft(ctx, runId);
  }
}

type Drafted = Pick<FeaturesRun, 'lines' | 'asOfDay' | 'value' | 'clock'> & { readonly runId: string };

async function scoreDraft(ctx: StoreContext, run: Drafted): Promise<FeaturesRun> {
  const { runId, lines, asOfDay, value, clock } = run;
  const { asOf, definition } = lines;
  const fit = fitGapModel(await inputs.loadGapGroups(ctx, runId));
  const window = newWindow(await inputs.loadRepeatTimes(ctx, run), fit);
  const trend = trendTable(await inputs.loadTrendPairs(ctx, runId), clock, asOfDay);
  const shrinkage = valueShrinkage(await inputs.loadValueSums(ctx, runId));
  const cuts = await cutsInForce(ctx, run);
  const previousAsOf = cuts
    ? await loadPreviousSnapshot(ctx, {
        asOf,
        definitionVersion: definition.version,
        cutVersion: cuts.version,
      })
    : null;
  await saveFeatures(ctx, {
    runId,
    asOf,
    asOfDay,
    definitionVersion: definition.version,
    valueIs: value.valueIs,
    cuts,
    rhythm: fit.status === 'ok' ? fit : null,
    newWindowDays: window.days,
    trend,
    shrinkage,
    previousAsOf,
    version: ctx.machineNow().getTime(),
  });
  return { lines, asOfDay, value, clock, fit, window, cuts };
}

/** The frozen version in force, or a new one from the buyers of this draft; null while nobody has bought. */
async function cutsInForce(ctx: StoreContext, run: Drafted): Promise<FrozenCuts | null> {
  const { asOf, definition } = run.lines;
  const key = { asOf, definitionVersion: definition.version, valueIs: run.value.valueIs };
  const inForce = await loadCuts(ctx, key);
  if (inForce) return inForce;
  const distribution = await inputs.loadBuyerDistribution(ctx, run);
  if (!distribution) return null;
  const grids = gridsOf(distribution);
  const tierCuts = await inputs.loadTierCuts(ctx, { ...run, valueScore: valueScore({ grids }) });
  return saveCuts(ctx, key, {
    ...rfmCuts(distribution),
    asOf: asOf.toISOString(),
    definitionVersion: key.definitionVersion,
    valueIs: key.valueIs,
    buyers: distribution.buyers,
    tierCuts,
    grids,
  });
}

const gridsOf = ({ ranks }: BuyerDistribution): FrozenCuts['grids'] => ({
  value: percentileGrid(ranks.value),
  frequency: percentileGrid(ranks.frequency),
  loyalty: percentileGrid(ranks.loyalty),
});
