/**
 * The life-cycle stage of a product from its months (METHODS §5): its share of the category, without its season, on
 * the log scale; a rank slope over the last months; and a path through the stages that goes back only when confirmed.
 */

import { normalBelow } from '../math/distributions.ts';
import { medianOfSorted, type RankTrend, rankTrend, robustSpread } from '../math/rank-trend.ts';
import { fitBass } from './bass-curve.ts';
import { seasonless } from './month-season.ts';

export const productStages = ['introduction', 'growth', 'maturity', 'decline'] as const;
export type ProductStage = (typeof productStages)[number];

/** One whole month; a series has no gaps and ends with the last whole month before the as-of day. */
export interface ProductMonth {
  readonly units: number;
  /** Units of what the product is measured against: its category, or all products. */
  readonly against: number;
  /** Discounts as a share of list price; null where the file has none. */
  readonly discountShare: number | null;
  /** Month of the year, 0–11. */
  readonly monthOfYear: number;
}

export type CensorReason = 'stock-out' | 'promotion';

export interface PreparedSeries {
  /** ln share without season, of the months that count. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly months: number;
  readonly censored: readonly { readonly x: number; readonly reason: CensorReason }[];
  /** The listing ended: nothing sold in the last two months or more of a product that used to sell. */
  readonly ended: boolean;
  readonly units: readonly number[];
}

const sortedOf = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const medianOf = (values: readonly number[]) => (values.length ? medianOfSorted(sortedOf(values)) : 0);

/** Below this many a month, a month without a sale is chance and not an empty shelf. */
const steadyUnits = 5;
const endedAfterMonths = 2;
/** A month is a promotion's when its discount is this much deeper than the product's usual one. */
const promotionDepth = 0.1;
const mostPromotionShare = 1 / 3;

function lastSale(months: readonly ProductMonth[]): number {
  let at = months.length - 1;
  while (at >= 0 && (months[at] as ProductMonth).units <= 0) at--;
  return at;
}

/** Months that sold well, before and around a gap. */
const usual = (months: readonly ProductMonth[], until: number) =>
  medianOf(
    months
      .slice(Math.max(0, until - 6), until)
      .map(month => month.units)
      .filter(units => units > 0),
  );

function promotions(months: readonly ProductMonth[]): ReadonlySet<number> {
  const known = months.flatMap(({ discountShare }, x) =>
    discountShare === null ? [] : [{ x, discountShare }],
  );
  const usually = medianOf(known.map(each => each.discountShare));
  const deep = known.filter(each => each.discountShare >= usually + promotionDepth);
  return new Set(deep.length <= known.length * mostPromotionShare ? deep.map(each => each.x) : []);
}

/**
 * Leaves out what says nothing about demand: months without a sale between months with some (a stock-out), months of
 * an unusually deep discount, and the months after the listing ended. Takes the season out from 24 months on.
 */
export function preparedSeries(months: readonly ProductMonth[]): PreparedSeries {
  const last = lastSale(months);
  const ended = months.length - 1 - last >= endedAfterMonths && usual(months, last + 1) >= steadyUnits;
  const kept = ended ? months.slice(0, last + 1) : months;
  const deep = promotions(kept);
  const censored: { x: number; reason: CensorReason }[] = [];
  const points: { x: number; y: number; monthOfYear: number }[] = [];
  kept.forEach((month, x) => {
    if (month.units <= 0 && x < last && usual(kept, x) >= steadyUnits)
      censored.push({ x, reason: 'stock-out' });
    else if (deep.has(x)) censored.push({ x, reason: 'promotion' });
    else
      points.push({
        x,
        y: Math.log((Math.max(0, month.units) + 0.5) / (Math.max(0, month.against) + 1)),
        monthOfYear: month.monthOfYear,
      });
  });
  return {
    points: seasonless(points),
    months: kept.length,
    censored,
    ended,
    units: kept.map(month => Math.max(0, month.units)),
  };
}

export const leastMonths = 12;
const introductionMonths = 6;
const introductionShare = 0.16;
const leastPoints = 5;
const growthSpread = 0.5;
const significance = 0.1;

/** The slope as of the end of month `until` − 1: over the last min(12, age / 2) months, censored ones left out. */
function trendUntil(series: PreparedSeries, until: number): RankTrend | null {
  const window = Math.min(12, Math.floor(until / 2));
  const points = series.points.filter(({ x }) => x < until && x >= until - window);
  return points.length >= leastPoints ? rankTrend(points) : null;
}

/** The slope of ln share per month at the end of the series; null under 12 months or with too few that count. */
export const currentTrend = (series: PreparedSeries): RankTrend | null =>
  series.months < leastMonths ? null : trendUntil(series, series.months);

/** σ of METHODS §5: the robust spread of slopes across products. */
export const slopeSpread = (slopes: readonly number[]): number => robustSpread(slopes);

function stageBySlope(trend: RankTrend, spread: number): ProductStage {
  if (trend.p >= significance) return 'maturity';
  if (trend.slope > growthSpread * spread) return 'growth';
  return trend.slope < -growthSpread * spread ? 'decline' : 'maturity';
}

/** Growing, and less than 16 % of what the fitted curve says will ever be sold: still being introduced. */
function isIntroduction(series: PreparedSeries, until: number): boolean {
  const sold = series.units.slice(0, until);
  const fit = fitBass(sold);
  if (!fit || fit.imitation <= fit.innovation || fit.total <= 0) return false;
  return sold.reduce((sum, units) => sum + units, 0) < introductionShare * fit.total;
}

function rawStage(series: PreparedSeries, until: number, spread: number): ProductStage | null {
  const trend = trendUntil(series, until);
  if (!trend) return null;
  const stage = stageBySlope(trend, spread);
  return stage === 'growth' && isIntroduction(series, until) ? 'introduction' : stage;
}

const place = (stage: ProductStage) => productStages.indexOf(stage);

interface Walk {
  readonly stage: ProductStage;
  readonly since: number;
  /** The stage that last asked to be entered, and for how many months in a row. */
  readonly asked: ProductStage;
  readonly times: number;
}

/** Months in a row that must say so before a stage is left: one ahead, two into decline, three back. */
const confirmations = (from: ProductStage, to: ProductStage) =>
  place(to) < place(from) ? 3 : to === 'decline' ? 2 : 1;

/** One month further. Months between that say the present stage begin the count anew. */
function step(walk: Walk | null, raw: ProductStage | null, at: number): Walk | null {
  if (raw === null) return walk;
  if (walk === null) return { stage: raw, since: at, asked: raw, times: 0 };
  if (raw === walk.stage) return { ...walk, asked: raw, times: 0 };
  // On the way back any earlier stage confirms; the one asked for last is taken.
  const same =
    raw === walk.asked || (place(raw) < place(walk.stage) && place(walk.asked) < place(walk.stage));
  const times = same ? walk.times + 1 : 1;
  if (times < confirmations(walk.stage, raw)) return { ...walk, asked: raw, times };
  return { stage: raw, since: at - times + 1, asked: raw, times: 0 };
}

export type LifeCycle =
  | {
      readonly status: 'insufficient';
      readonly months: number;
      readonly ended: boolean;
      readonly censored: number;
    }
  | {
      readonly status: 'ok';
      readonly stage: ProductStage;
      /** Whole months in this stage, the first one counted. */
      readonly monthsInStage: number;
      /** Null for a product younger than six months, whose stage follows from its age. */
      readonly trend: RankTrend | null;
      /** Probability, by the slope's own uncertainty, that it lies where this stage has it; 1 by age. */
      readonly confidence: number;
      readonly months: number;
      readonly ended: boolean;
      readonly censored: number;
    };

/** The slope's error as a normal of the same 90 % interval, and how much of it the stage's own range holds. */
function confidenceOf(stage: ProductStage, trend: RankTrend, spread: number): number {
  const error = Math.max(1e-9, (trend.hi - trend.lo) / (2 * 1.645));
  const above = (limit: number) => normalBelow((trend.slope - limit) / error);
  const limit = growthSpread * spread;
  if (stage === 'decline') return 1 - above(-limit);
  if (stage === 'maturity') return Math.max(0, above(-limit) - above(limit));
  return above(limit);
}

/**
 * The stage of one product, given the spread of slopes over all. Younger than six months: introduction, unless the data
 * begin with it (`isBirthSeen` false) and its age is not known. Under 12 months
 * or with fewer than five months that count: insufficient, never a stage. Otherwise the stage is walked month by month
 * from the twelfth on. Cost O(months × 12² log 12).
 */
export function productLifeCycle(series: PreparedSeries, spread: number, isBirthSeen = true): LifeCycle {
  const { months, ended } = series;
  const base = { months, ended, censored: series.censored.length };
  if (months < introductionMonths && !ended && isBirthSeen)
    return {
      status: 'ok',
      stage: 'introduction',
      monthsInStage: months,
      trend: null,
      confidence: 1,
      ...base,
    };
  const trend = currentTrend(series);
  if (!trend) return { status: 'insufficient', ...base };
  let walk: Walk | null = null;
  for (let until = leastMonths; until <= months; until++)
    walk = step(walk, rawStage(series, until, spread), until);
  if (!walk) return { status: 'insufficient', ...base };
  return {
    status: 'ok',
    stage: walk.stage,
    monthsInStage: months - walk.since + 1,
    trend,
    confidence: confidenceOf(walk.stage, trend, spread),
    ...base,
  };
}
