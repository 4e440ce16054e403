/** How seasons compare (METHODS §17.3): the base's value a head in the season ahead against that after an origin. */

/** A window of the past whose base value is wanted: from a time, over so many days, of customers active before it. */
export interface SeasonWindow {
  readonly from: Date;
  readonly horizonDays: number;
  /** Only customers who bought in so many days before the window count. */
  readonly lookbackDays: number;
}

/** The base at the start of a window and its value within, major units. */
export interface WindowMean {
  readonly customers: number;
  readonly value: number;
  /** Of the gap's category: its value, and how many bought it. */
  readonly ofCategory: { readonly value: number; readonly buyers: number };
}

const dayMs = 86_400_000;
/** A season cannot be told from a trend in less (METHODS §17.3). */
const seasonHistoryDays = 455;
/** A backtest needs an interval, and an interval three origins. */
const leastEarlier = 3;

/** A time whose season ahead is compared with the origins before it; no lookback: its history is too short to tell. */
export interface SeasonComparison {
  readonly at: Date;
  readonly origins: readonly Date[];
  readonly horizonDays: number;
  readonly lookbackDays: number | null;
}

/**
 * T against all origins, then each origin with three earlier ones against those, latest first: what a backtest needs.
 *
 * One lookback for every window of a comparison, of at most a year: a base that only grows holds ever more customers who
 * have gone, and its value a head would fall by that alone (a simulated shop without any season: factors of 1.0 to 1.4).
 */
export function seasonComparisons(input: {
  readonly asOf: Date;
  readonly firstSale: Date | null;
  /** Latest first. */
  readonly origins: readonly Date[];
  readonly horizonDays: number;
}): SeasonComparison[] {
  const { asOf, firstSale, origins, horizonDays } = input;
  const tested = origins.slice(0, Math.max(0, origins.length - leastEarlier));
  return [asOf, ...tested].map((at, index) => {
    const history = firstSale ? (at.getTime() - firstSale.getTime()) / dayMs : 0;
    const lookbackDays =
      history < seasonHistoryDays ? null : Math.max(1, Math.min(365, Math.floor(history) - 365));
    return { at, origins: origins.slice(index), horizonDays, lookbackDays };
  });
}

/** The season ahead of `at` is read a year before it. */
function windowsOf({ at, origins, horizonDays, lookbackDays }: SeasonComparison): SeasonWindow[] {
  if (lookbackDays === null) return [];
  const times = [new Date(at.getTime() - 365 * dayMs), ...origins];
  return times.map(from => ({ from, horizonDays, lookbackDays }));
}

const nameOf = ({ from, lookbackDays }: SeasonWindow) => `${from.getTime()}/${lookbackDays}`;

/** Each window of the comparisons once. */
export const distinctWindows = (comparisons: readonly SeasonComparison[]): SeasonWindow[] => [
  ...new Map(comparisons.flatMap(windowsOf).map(window => [nameOf(window), window])).values(),
];

/** By how much the season ahead differs from an origin's: of all money, and of that of the gap's category. */
export interface SeasonFactors {
  readonly all: number;
  readonly ofCategory: number;
}

/** The factors of each origin of a comparison, from the means of `windows`; 1 where its history is too short. */
export function factorsOf(
  comparison: SeasonComparison,
  windows: readonly SeasonWindow[],
  means: readonly WindowMean[],
): SeasonFactors[] {
  const wanted = windowsOf(comparison);
  const found = new Map(windows.map((window, index) => [nameOf(window), means[index] ?? nobody]));
  const [before, ...after] = wanted.map(window => found.get(nameOf(window)) ?? nobody);
  if (!before) return comparison.origins.map(() => ({ all: 1, ofCategory: 1 }));
  return after.map(mean => ({
    all: seasonFactor(before, mean),
    ofCategory: categoryFactor(before, mean),
  }));
}

const nobody: WindowMean = { customers: 0, value: 0, ofCategory: { value: 0, buyers: 0 } };

/** Below this many buyers in a window, chance moves a category's money by more than its season does. */
const enoughBuyers = 100;

/** The category's own season where both windows know it, else that of all money. */
function categoryFactor(before: WindowMean, after: WindowMean): number {
  const few = Math.min(before.ofCategory.buyers, after.ofCategory.buyers) < enoughBuyers;
  const own = (mean: WindowMean) => ({ customers: mean.customers, value: mean.ofCategory.value });
  return few ? seasonFactor(before, after) : seasonFactor(own(before), own(after));
}

/**
 * How the season ahead compares with an origin's: base value per customer a year before the horizon ahead over that
 * after the origin. 1 where either window saw nobody or nothing.
 */
export function seasonFactor(
  before: Pick<WindowMean, 'customers' | 'value'>,
  afterOrigin: Pick<WindowMean, 'customers' | 'value'>,
): number {
  if (before.customers === 0 || afterOrigin.customers === 0) return 1;
  const then = before.value / before.customers;
  const at = afterOrigin.value / afterOrigin.customers;
  return then > 0 && at > 0 ? then / at : 1;
}
