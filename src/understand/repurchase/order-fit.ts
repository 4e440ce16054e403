/**
 * Fits to cells of past times what corrects the orders and the value to come (decisions 0050 and 0054): by stage those still
 * in their rhythm bring `factor` times what the purchase model says and the others `returning` orders a year; all of them
 * more or less by their recent rate, tenure and tier; and an order of a tier is worth more or less than Gamma–Gamma says.
 */
import { fitMultiplier, multiplierOf } from '../../models/poisson-multiplier.ts';
import { type LifeCycleStage, lifeCycleStages, type ValueTier, valueTiers } from '../../records/feature.ts';
import { type OrderCell, tenureOf } from './order-cells.ts';

/** Coefficients of the logarithm of the multiplier of one person's orders. */
export interface Trim {
  readonly intercept: number;
  readonly recent: number;
  readonly tenure: number;
  readonly high: number;
  readonly mid: number;
  /** Tenures beyond it count as this one: nobody had stood longer in the base at the past times. */
  readonly longest: number;
}

export interface StageFit {
  readonly factor: number;
  readonly returning: number;
  readonly trim: Trim;
}

export interface OrdersFit {
  readonly stages: Readonly<Partial<Record<LifeCycleStage, StageFit>>>;
  /** Of the value of an order, by tier. */
  readonly worth: Readonly<Record<ValueTier, number>>;
}

export const total = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((sum, one) => sum + of(one), 0);

/** Gamma priors: ten orders that came as the model had said; five years of people away who brought half an order. */
const prior = { factor: { orders: 10, expected: 10 }, returning: { orders: 0.5, years: 5 } };
const steps = 200;

/** Cells of one P(alive) and time together: for two sources nothing else counts. */
function merged(cells: readonly OrderCell[]): { there: number; away: number; orders: number }[] {
  const found = new Map<string, { there: number; away: number; orders: number }>();
  for (const cell of cells) {
    const key = `${cell.time}/${cell.alive}`;
    const sum = found.get(key) ?? { there: 0, away: 0, orders: 0 };
    found.set(key, sum);
    sum.there += cell.there;
    sum.away += cell.away;
    sum.orders += cell.orders;
  }
  return [...found.values()];
}

/** Posterior mode of two Poisson sources of the same orders by EM. */
function fitSources(cells: readonly OrderCell[]): { factor: number; returning: number } {
  const bins = merged(cells);
  let [factor, returning] = [1, 0.1];
  const there = total(bins, bin => bin.there) + prior.factor.expected;
  const away = total(bins, bin => bin.away) + prior.returning.years;
  for (let step = 0; step < steps; step++) {
    let [ofRhythm, ofReturn] = [prior.factor.orders, prior.returning.orders];
    for (const bin of bins) {
      const here = factor * bin.there;
      const back = returning * bin.away;
      if (here + back <= 0) continue;
      ofRhythm += (bin.orders * here) / (here + back);
      ofReturn += (bin.orders * back) / (here + back);
    }
    factor = ofRhythm / there;
    returning = ofReturn / away;
  }
  return { factor, returning };
}

/** Share of a stage's customers at the past times whose tenure the correction knows as their own. */
const knownTenure = 0.98;

function longestOf(cells: readonly OrderCell[]): number {
  const sorted = cells
    .map(({ customers, tenure }) => ({ customers, tenure: tenure / customers }))
    .sort((l, r) => l.tenure - r.tenure);
  let left = knownTenure * total(sorted, each => each.customers);
  for (const { customers, tenure } of sorted) {
    left -= customers;
    if (left <= 0) return tenure;
  }
  return tenureOf(0);
}

const covariates = ({ customers, recent, tenure, tier }: OrderCell, longest: number): number[] => [
  1,
  recent / customers,
  Math.min(longest, tenure / customers),
  tier === 'high' ? 1 : 0,
  tier === 'mid' ? 1 : 0,
];

/** A third of what the models say one way or the other; one half and a tenth were tried, which left more of the trend. */
const trimSd = 0.3;

function fitStage(cells: readonly OrderCell[], times: number): StageFit {
  const sources = fitSources(cells);
  const longest = longestOf(cells);
  const [intercept = 0, recent = 0, tenure = 0, high = 0, mid = 0] = fitMultiplier(
    cells.map(cell => ({
      expected: sources.factor * cell.there + sources.returning * cell.away,
      came: cell.orders,
      z: covariates(cell, longest),
    })),
    { sd: trimSd, repeats: times },
  );
  return { ...sources, trim: { intercept, recent, tenure, high, mid, longest } };
}

/** Of the orders of a cell's customers. */
function trimOf(cell: OrderCell, { intercept, recent, tenure, high, mid, longest }: Trim): number {
  return multiplierOf([intercept, recent, tenure, high, mid], covariates(cell, longest));
}

/** Expected orders and the ordered pairs of them, before the pairs' own factor; `burst` of those who return. */
export function expectedOrders(
  cell: OrderCell,
  fit: StageFit,
  burst: number,
): { orders: number; pairs: number } {
  const trim = trimOf(cell, fit.trim);
  return {
    orders: trim * (fit.factor * cell.there + fit.returning * cell.away),
    pairs: trim ** 2 * (fit.factor ** 2 * cell.pairs + burst * fit.returning ** 2 * cell.away),
  };
}

/** Expected value and the sum of the squares by which each customer's year missed it. */
export function expectedWorth(
  cell: OrderCell,
  { stages, worth }: OrdersFit,
): { worth: number; squares: number } {
  const fit = stages[cell.stage];
  if (!fit) return { worth: 0, squares: cell.cameCame };
  const scale = trimOf(cell, fit.trim) * worth[cell.tier];
  const [here, back] = [scale * fit.factor, scale * fit.returning];
  const squares =
    cell.cameCame -
    2 * (here * cell.thereCame + back * cell.awayCame) +
    here ** 2 * cell.thereThere +
    2 * here * back * cell.thereAway +
    back ** 2 * cell.awayAway;
  return { worth: here * cell.thereWorth + back * cell.awayWorth, squares: Math.max(0, squares) };
}

/** So many orders worth what Gamma–Gamma says stand beside those that came. */
const priorOrders = 400;

function fitWorth(cells: readonly OrderCell[], stages: OrdersFit['stages']): OrdersFit['worth'] {
  const plain = { stages, worth: { high: 1, mid: 1, low: 1 } };
  const of = (tier: ValueTier) => {
    const own = cells.filter(cell => cell.tier === tier);
    const expected = total(own, cell => expectedWorth(cell, plain).worth);
    const orders = total(own, cell => cell.orders);
    const came = total(own, cell => cell.worth);
    const known = orders > 0 && expected > 0 ? (priorOrders * expected) / orders : 1;
    return Math.max(0, (came + known) / (expected + known));
  };
  return Object.fromEntries(valueTiers.map(tier => [tier, of(tier)])) as OrdersFit['worth'];
}

/** All of it; stages nobody was in have no fit. A few ms for some thousands of cells. */
export function fitOrders(cells: readonly OrderCell[]): OrdersFit {
  const times = new Set(cells.map(cell => cell.time)).size;
  const stages = Object.fromEntries(
    lifeCycleStages.flatMap(stage => {
      const own = cells.filter(cell => cell.stage === stage);
      return own.length === 0 ? [] : [[stage, fitStage(own, times)]];
    }),
  ) as OrdersFit['stages'];
  return { stages, worth: fitWorth(cells, stages) };
}
