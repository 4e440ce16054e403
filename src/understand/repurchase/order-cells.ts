/**
 * What customers alike brought in the year after a past time beside what the models say of them: the counts that the correction of
 * orders and their value is fitted to. A base has some thousands of such cells however large it is.
 */
import { expectedOrderValue, type OrderValueFit, type OrderValueModel } from '../../models/order-value.ts';
import {
  type LeavingNodes,
  leavingNodes,
  purchasePairsIfAlive,
  purchasesIfAlive,
} from '../../models/purchase-forecast.ts';
import type { PurchaseModel } from '../../models/purchase-model.ts';
import { type LifeCycleStage, lifeCycleStages, type ValueTier, valueTiers } from '../../records/feature.ts';
import { type TierCuts, tiersAt } from './past-tier.ts';
import {
  type BuyerHistory,
  daysBefore,
  recentDays,
  type StandingModels,
  standingsAt,
  ticksOf,
  windowsAt,
} from './standing.ts';

export const yearDays = 365;

export interface OrdersInput extends StandingModels {
  readonly histories: readonly BuyerHistory[];
  /** Days since 1970. */
  readonly asOf: number;
  readonly cuts: TierCuts;
  readonly orderValue: OrderValueFit;
}

/** Sums over customers of one stage, tier and time, about one P(alive), recent rate and tenure. */
export interface OrderCell {
  readonly stage: LifeCycleStage;
  readonly tier: ValueTier;
  readonly time: number;
  /** P(alive) in twentieths. */
  readonly alive: number;
  customers: number;
  /** Of orders: P(alive) · orders if alive; 1 − P(alive); P(alive) · pairs if alive; those that came, and their pairs. */
  there: number;
  away: number;
  pairs: number;
  orders: number;
  orderPairs: number;
  /** Of `recentRate` and `tenure`. */
  recent: number;
  tenure: number;
  /** Of value: the first two times the expected value of an order, what came, and the products of the three. */
  thereWorth: number;
  awayWorth: number;
  worth: number;
  thereThere: number;
  thereAway: number;
  awayAway: number;
  thereCame: number;
  awayCame: number;
  cameCame: number;
}

const leastAge = 30;

/**
 * Logarithm of the repeats of the recent window over those that the customer's own mean rate had put there, one added to
 * each; 0 before there are two windows. The purchase model has one rate for ever.
 */
export const recentRate = (of: {
  readonly periods: number;
  readonly recent: number;
  readonly x: number;
  readonly age: number;
  readonly recentDays: number;
}): number =>
  of.periods < 2 ? 0 : Math.log((of.recent + 1) / ((of.x / Math.max(leastAge, of.age)) * of.recentDays + 1));

/** Logarithm of the years since the first purchase, a month added. */
export const tenureOf = (days: number): number => Math.log((days + leastAge) / yearDays);

/** More than the purchase days and operational days of anybody's 40 years: numbers make faster keys than texts. */
const mostDays = 1 << 16;

/** Ages are taken to the week, so that a base has some thousands; of later years, whose curve is flat, to four. */
const ageDays = { first: 7, later: 28 };

/** Orders and pairs of somebody still there, `span` days from `from` on. */
function aliveTable(
  families: readonly { readonly model: PurchaseModel | null }[],
  { from, span }: { readonly from: number; readonly span: number },
) {
  const nodes = families.map(({ model }): LeavingNodes | null => model && leavingNodes(model));
  const known = new Map<number, { orders: number; pairs: number }>();
  const each = from > 0 ? ageDays.later : ageDays.first;
  return (family: number, x: number, days: number) => {
    const age = Math.round(days / each) * each;
    const key = (family * mostDays + x) * mostDays + age;
    const found = known.get(key);
    if (found) return found;
    const [model, own] = [families[family]?.model, nodes[family]];
    if (!model || !own) return { orders: 0, pairs: 0 };
    const until = (t: number) => purchasesIfAlive(model, { x, age, t }, own);
    const made = {
      orders: until(from + span) - (from > 0 ? until(from) : 0),
      pairs: from > 0 ? 0 : purchasePairsIfAlive(model, { x, age, t: span }, own),
    };
    known.set(key, made);
    return made;
  };
}

const dayMs = 86_400_000;

/**
 * Who stood so long in the base at a past time is judged by the models of those who stand so long in it today. Models of
 * young cohorts say more than those of old ones (on bases where all are alike by 4 % of a year's orders), and the past
 * years of a cohort would be judged by what was learnt from it since.
 */
function familiesOf({ families, asOf }: OrdersInput, time: number) {
  const years = new Map<number, number>();
  return (first: number, own: number): number => {
    const year = new Date((first + asOf - time) * dayMs).getUTCFullYear();
    const known = years.get(year);
    if (known !== undefined) return known < 0 ? own : known;
    const found = families.findIndex(
      ({ fromYear, toYear, model }) => model !== null && year >= fromYear && year <= toYear,
    );
    years.set(year, found);
    return found < 0 ? own : found;
  };
}

const aliveBins = 20;
/** Bins of the two covariates; within one their mean stands for all. */
const perUnit = 5;

const emptyCell = (of: Pick<OrderCell, 'stage' | 'tier' | 'time' | 'alive'>): OrderCell => ({
  ...of,
  customers: 0,
  there: 0,
  away: 0,
  pairs: 0,
  orders: 0,
  orderPairs: 0,
  recent: 0,
  tenure: 0,
  thereWorth: 0,
  awayWorth: 0,
  worth: 0,
  thereThere: 0,
  thereAway: 0,
  awayAway: 0,
  thereCame: 0,
  awayCame: 0,
  cameCame: 0,
});

/** Expected value of an order of somebody with `bought` purchases; 1 where it is not known, and then value is orders. */
function worthOf(model: OrderValueModel | null, { values }: BuyerHistory, bought: number): number {
  if (!model) return 1;
  let sum = 0;
  for (let at = 1; at < bought; at++) sum += values[at] as number;
  const x = bought - 1;
  return expectedOrderValue(model, { x, z: x > 0 ? sum / x : 0 });
}

/** Bins of either covariate, counted from the middle. */
const widest = 128;
const binOf = (value: number) => Math.min(widest - 1, Math.max(0, Math.round(value * perUnit) + widest / 2));

const keyOf = (
  { stage, tier, alive }: Pick<OrderCell, 'stage' | 'tier' | 'alive'>,
  recent: number,
  tenure: number,
) =>
  (((lifeCycleStages.indexOf(stage) * valueTiers.length + valueTiers.indexOf(tier)) * (aliveBins + 1) +
    alive) *
    widest +
    binOf(recent)) *
    widest +
  binOf(tenure);

interface Seen {
  readonly there: number;
  readonly away: number;
  readonly pairs: number;
  readonly orders: number;
  readonly mean: number;
  readonly worth: number;
  readonly recent: number;
  readonly tenure: number;
}

function add(cell: OrderCell, one: Seen): void {
  const [there, away] = [one.there * one.mean, one.away * one.mean];
  cell.customers += 1;
  cell.there += one.there;
  cell.away += one.away;
  cell.pairs += one.pairs;
  cell.orders += one.orders;
  cell.orderPairs += one.orders * (one.orders - 1);
  cell.recent += one.recent;
  cell.tenure += one.tenure;
  cell.thereWorth += there;
  cell.awayWorth += away;
  cell.worth += one.worth;
  cell.thereThere += there * there;
  cell.thereAway += there * away;
  cell.awayAway += away * away;
  cell.thereCame += there * one.worth;
  cell.awayCame += away * one.worth;
  cell.cameCame += one.worth * one.worth;
}

/** Cells of every past time: what came in the year that begins `from` days after it. Cost: linear in buyers times times. */
export function orderCells(input: OrdersInput, times: readonly number[], from = 0): OrderCell[] {
  const table = aliveTable(input.families, { from, span: yearDays });
  return times.flatMap(time => cellsAt(time, input, { table, from }));
}

function cellsAt(
  time: number,
  input: OrdersInput,
  { table, from }: { readonly table: ReturnType<typeof aliveTable>; readonly from: number },
): OrderCell[] {
  const standing = standingsAt(time, input, yearDays);
  const tier = tiersAt(time, input.cuts);
  const spans = recentDays(time, ticksOf(input.clock));
  const family = familiesOf(input, time);
  const value = input.orderValue.status === 'ok' ? input.orderValue.model : null;
  const cells = new Map<number, OrderCell>();
  for (const buyer of input.histories) {
    const own = standing(buyer);
    if (!own) continue;
    const bought = daysBefore(buyer.days, time);
    const first = buyer.days[0] as number;
    const window = windowsAt(time, buyer.days, bought);
    const recent = recentRate({
      ...window,
      x: bought - 1,
      age: own.age,
      recentDays: spans[window.half] as number,
    });
    const tenure = tenureOf(time - first);
    const of = {
      stage: own.stage,
      tier: tier(buyer, bought),
      time,
      alive: Math.round(own.alive * aliveBins),
    };
    const key = keyOf(of, recent, tenure);
    const cell = cells.get(key) ?? emptyCell(of);
    cells.set(key, cell);
    const [begin, end] = [
      daysBefore(buyer.days, time + from),
      daysBefore(buyer.days, time + from + yearDays),
    ];
    let worth = value ? 0 : end - begin;
    if (value) for (let at = begin; at < end; at++) worth += buyer.values[at] as number;
    const ifThere = table(family(first, own.family), bought - 1, own.age);
    add(cell, {
      there: own.alive * ifThere.orders,
      away: 1 - own.alive,
      pairs: own.alive * ifThere.pairs,
      orders: end - begin,
      mean: worthOf(value, buyer, bought),
      worth,
      recent,
      tenure,
    });
  }
  return [...cells.values()];
}
