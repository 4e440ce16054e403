/**
 * Corrects the orders to come of a year by what came of the same stage at past days of the same base (decision 0050): those
 * still in their rhythm bring `factor` times what the purchase model says, the others `returning` orders a year, which the
 * model takes for none.
 */
import {
  type LeavingNodes,
  leavingNodes,
  purchasePairsIfAlive,
  purchasesIfAlive,
} from '../../models/purchase-forecast.ts';
import type { PurchaseModel } from '../../models/purchase-model.ts';
import { burst, type OrdersCorrection, uncorrected } from '../../models/value-outlook.ts';
import { type LifeCycleStage, lifeCycleStages } from '../../records/feature.ts';
import { type BuyerHistory, daysBefore, type StandingModels, standingsAt } from './standing.ts';

export interface StageOrders extends OrdersCorrection {
  readonly stage: LifeCycleStage;
  /** Customers of the stage at the past times; orders a year of one, as the models alone say and as came. */
  readonly customers: number;
  readonly given: number;
  readonly came: number;
  /** Relative standard deviation of the stage's orders beyond the chance of each customer. */
  readonly spread: number;
}

export interface OrdersCalibration {
  readonly days: number;
  /** Past times the correction is made of; with none there is no correction. */
  readonly times: number;
  readonly stages: readonly StageOrders[];
  /** The spread of all stages together: what is wrong in one year is wrong alike in several. */
  readonly spread: number;
}

const yearDays = 365;
/** Customers of one stage, time and about one P(alive). */
interface Bin {
  readonly stage: LifeCycleStage;
  readonly time: number;
  customers: number;
  /** Σ P(alive) · orders if alive, Σ (1 − P(alive)), Σ P(alive) · pairs if alive. */
  alive: number;
  away: number;
  pairs: number;
  orders: number;
  orderPairs: number;
}

const weekDays = 7;

/** Orders and pairs of somebody still there; ages to the week, so that a base has some thousands of them. */
function aliveTable(families: readonly { readonly model: PurchaseModel | null }[]) {
  const nodes = families.map(({ model }): LeavingNodes | null => model && leavingNodes(model));
  const known = new Map<string, { orders: number; pairs: number }>();
  return (family: number, x: number, days: number) => {
    const weeks = Math.round(days / weekDays);
    const key = `${family}/${x}/${weeks}`;
    const found = known.get(key);
    if (found) return found;
    const [model, own] = [families[family]?.model, nodes[family]];
    if (!model || !own) return { orders: 0, pairs: 0 };
    const asked = { x, age: weeks * weekDays, t: yearDays };
    const made = {
      orders: purchasesIfAlive(model, asked, own),
      pairs: purchasePairsIfAlive(model, asked, own),
    };
    known.set(key, made);
    return made;
  };
}

const aliveBins = 20;

function binsAt(
  time: number,
  input: StandingModels & { readonly histories: readonly BuyerHistory[] },
  table: ReturnType<typeof aliveTable>,
): Bin[] {
  const standing = standingsAt(time, input, yearDays);
  const bins = new Map<string, Bin>();
  for (const buyer of input.histories) {
    const own = standing(buyer);
    if (!own) continue;
    const key = `${own.stage}/${Math.round(own.alive * aliveBins)}`;
    const bin = bins.get(key) ?? {
      stage: own.stage,
      time,
      customers: 0,
      alive: 0,
      away: 0,
      pairs: 0,
      orders: 0,
      orderPairs: 0,
    };
    bins.set(key, bin);
    const before = daysBefore(buyer.days, time);
    const came = daysBefore(buyer.days, time + yearDays) - before;
    const there = table(own.family, before - 1, own.age);
    bin.customers += 1;
    bin.alive += own.alive * there.orders;
    bin.away += 1 - own.alive;
    bin.pairs += own.alive * there.pairs;
    bin.orders += came;
    bin.orderPairs += came * (came - 1);
  }
  return [...bins.values()];
}

const total = (bins: readonly Bin[], of: (bin: Bin) => number) => bins.reduce((sum, bin) => sum + of(bin), 0);

/** Gamma priors: ten orders that came as the model had said; five years of people away who brought half an order. */
const prior = { factor: { orders: 10, expected: 10 }, returning: { orders: 0.5, years: 5 } };
const steps = 200;

interface OrdersFit {
  readonly factor: number;
  readonly returning: number;
}

/** Posterior mode of two Poisson sources of the same orders by EM. */
function fitOrders(bins: readonly Bin[]): OrdersFit {
  let [factor, returning] = [1, 0.1];
  const alive = total(bins, bin => bin.alive) + prior.factor.expected;
  const away = total(bins, bin => bin.away) + prior.returning.years;
  for (let step = 0; step < steps; step++) {
    let [ofRhythm, ofReturn] = [prior.factor.orders, prior.returning.orders];
    for (const bin of bins) {
      const here = factor * bin.alive;
      const back = returning * bin.away;
      if (here + back <= 0) continue;
      ofRhythm += (bin.orders * here) / (here + back);
      ofReturn += (bin.orders * back) / (here + back);
    }
    factor = ofRhythm / alive;
    returning = ofReturn / away;
  }
  return { factor, returning };
}

const expectedOf = (bin: Bin, fit: OrdersFit) => fit.factor * bin.alive + fit.returning * bin.away;
/** Variance of a bin's orders as a sum of its customers', from what came of them. */
const chanceOf = (bin: Bin) =>
  Math.max(bin.orders, bin.orders + bin.orderPairs - bin.orders ** 2 / bin.customers);

/** A stage of fewer expected orders says nothing of how times differ. */
const leastExpected = 30;

interface Miss {
  readonly expected: number;
  readonly came: number;
  readonly chance: number;
}

/** What a stage brought at each time that had others before it, beside what those had said. */
function missesOf(bins: readonly Bin[]): (Miss & { time: number })[] {
  return [...new Set(bins.map(bin => bin.time))].flatMap(time => {
    const earlier = bins.filter(bin => bin.time < time);
    if (earlier.length === 0) return [];
    const fit = fitOrders(earlier);
    const own = bins.filter(bin => bin.time === time);
    const expected = total(own, bin => expectedOf(bin, fit));
    return expected < leastExpected
      ? []
      : [{ time, expected, came: total(own, bin => bin.orders), chance: total(own, chanceOf) }];
  });
}

/** Mean square of the relative misses beyond chance, weighted by what was expected. */
function squareOf(misses: readonly Miss[]): number {
  const weight = misses.reduce((sum, miss) => sum + miss.expected, 0);
  if (weight === 0) return 0;
  const square = misses.reduce(
    (sum, { expected, came, chance }) => sum + (expected * ((came - expected) ** 2 - chance)) / expected ** 2,
    0,
  );
  return Math.max(0, square / weight);
}

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

/**
 * Relative variance of what the past times had brought by chance. Their years overlap, so they are fewer than they look: as
 * many as fit side by side between the first day and the last.
 */
function errorOf(bins: readonly Bin[], expected: number): number {
  const times = [...new Set(bins.map(bin => bin.time))];
  const years = (Math.max(...times) - Math.min(...times)) / yearDays + 1;
  return expected > 0 ? ((total(bins, chanceOf) / expected ** 2) * times.length) / years : 0;
}

function stageOf(stage: LifeCycleStage, own: readonly Bin[], between: number): StageOrders {
  const fit = fitOrders(own);
  const customers = total(own, bin => bin.customers);
  const pairs = total(own, bin => fit.factor ** 2 * bin.pairs + burst * fit.returning ** 2 * bin.away);
  const expected = total(own, bin => expectedOf(bin, fit));
  const alone = squareOf(missesOf(own));
  return {
    stage,
    customers,
    given: rounded(total(own, bin => bin.alive) / customers),
    came: rounded(total(own, bin => bin.orders) / customers),
    factor: rounded(fit.factor),
    returning: rounded(fit.returning),
    pairs: rounded(pairs > 0 ? total(own, bin => bin.orderPairs) / pairs : 1),
    // Alone a stage has too few times to tell how they differ: half its own word, half that of all.
    spread: rounded(Math.sqrt((alone + between) / 2 + errorOf(own, expected))),
  };
}

/**
 * The correction from past times whose year is over, newest first; at least two, else none. Cost: linear in buyers times
 * times, and 50 µs for each distinct number of repeats and age in weeks.
 */
export function calibrateOrders(
  input: StandingModels & { readonly histories: readonly BuyerHistory[] },
  times: readonly number[],
): OrdersCalibration {
  if (times.length < 2) return { days: yearDays, times: 0, stages: [], spread: 0 };
  const table = aliveTable(input.families);
  const bins = times.flatMap(time => binsAt(time, input, table));
  const byStage = lifeCycleStages
    .map(stage => ({ stage, own: bins.filter(bin => bin.stage === stage) }))
    .filter(({ own }) => own.length > 0);
  const misses = byStage.flatMap(({ own }) => missesOf(own));
  const between = squareOf(misses);
  const together = [...new Set(misses.map(miss => miss.time))].map(time => {
    const own = misses.filter(miss => miss.time === time);
    const sum = (of: (miss: Miss) => number) => own.reduce((t, miss) => t + of(miss), 0);
    return { expected: sum(m => m.expected), came: sum(m => m.came), chance: sum(m => m.chance) };
  });
  return {
    days: yearDays,
    times: times.length,
    stages: byStage.map(({ stage, own }) => stageOf(stage, own, between)),
    spread: rounded(
      Math.sqrt(
        squareOf(together) +
          errorOf(
            bins,
            total(bins, bin => bin.orders),
          ),
      ),
    ),
  };
}

/** The correction of a stage; the models' word where there is none. */
export const stageOrders = ({ stages }: OrdersCalibration, stage: LifeCycleStage): OrdersCorrection =>
  stages.find(each => each.stage === stage) ?? uncorrected;
