/**
 * Corrects the chance of an order by what came of the same chances at past days of the same base, stage by stage. The
 * purchase model lets nobody return who has left and takes everybody's gaps for memoryless; in a shop neither is so, and
 * it shows by stage (decision 0041).
 */
import {
  boundedLogOdds,
  fitRecalibration,
  recalibrated,
  recalibrationVariance,
} from '../../models/logistic-recalibration.ts';
import type { OrderValueFit } from '../../models/order-value.ts';
import { type LifeCycleStage, lifeCycleStages } from '../../records/feature.ts';
import { minimumHistoryDays } from '../seasonal-clock.ts';
import { calibrateOrders, noOrders, type OrdersCalibration } from './order-calibration.ts';
import type { TierCuts } from './past-tier.ts';
import {
  type BuyerDays,
  type BuyerHistory,
  daysBefore,
  historyOf,
  type StandingModels,
  standingsAt,
  ticksOf,
} from './standing.ts';

export interface RepurchaseInput extends StandingModels {
  /** Buyers of the base or an unselected part of them. */
  readonly buyers: readonly BuyerDays[];
  /** The as-of day and the first day anybody bought, as days since 1970. */
  readonly asOf: number;
  readonly first: number;
  /** Null while nobody has bought for two years: then the value to come is not corrected. */
  readonly cuts: TierCuts | null;
  readonly orderValue: OrderValueFit;
}

export interface StageRecalibration {
  readonly stage: LifeCycleStage;
  /** Customers of the stage at the past times, their mean chance by the model, and the share of them that ordered. */
  readonly customers: number;
  readonly given: number;
  readonly came: number;
  readonly intercept: number;
  readonly slope: number;
  /** Standard deviation of the corrected log-odds of this stage: of the fit, and of one time from the next. */
  readonly spread: number;
}

export interface HorizonCalibration {
  readonly days: number;
  /** Operational days that are to be expected in them. */
  readonly operationalDays: number;
  /** Past times the correction is made of; with none there is no correction. */
  readonly times: number;
  readonly stages: readonly StageRecalibration[];
}

export interface RepurchaseCalibration {
  readonly quarter: HorizonCalibration;
  readonly year: HorizonCalibration;
  readonly orders: OrdersCalibration;
}

/** No more past times than this: a base changes, and a year of quarters holds every season. */
const mostTimes = 4;
/** One past time does not tell a season from a correction. */
const leastTimes = 2;
const timesApart = 90;
/** Before this much history nobody has a rhythm to be put into a stage by. */
const historyBefore = 180;
/** Log-odds per bin; within one the correction is a straight line. */
const binWidth = 0.1;
/** Two cycles (METHODS §9) before what a season brings is told from one that was. */
const seasonFrom = 731;
const yearBefore = 364;
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

/**
 * Operational days of the next `days`: those of the same days a year before, on the same weekdays; as many as calendar days
 * with less than two years of history.
 */
export function operationalDaysAhead(
  { clock, asOf, first }: Pick<RepurchaseInput, 'clock' | 'asOf' | 'first'>,
  days: number,
): number {
  if (clock.kind === 'plain' || asOf - first < Math.max(seasonFrom, minimumHistoryDays)) return days;
  if (days > yearBefore) return days;
  const tick = ticksOf(clock);
  return rounded(tick(asOf - yearBefore + days) - tick(asOf - yearBefore));
}

/** Days at which a past outcome of `days` is whole, newest first. */
export function pastTimes({ asOf, first }: Pick<RepurchaseInput, 'asOf' | 'first'>, days: number): number[] {
  const times = Array.from({ length: mostTimes }, (_, n) => asOf - days - n * timesApart);
  const usable = times.filter(time => time - first >= historyBefore);
  return usable.length < leastTimes ? [] : usable;
}

type CalibrationBase = RepurchaseInput & { readonly histories: readonly BuyerHistory[] };

interface Bin {
  readonly stage: LifeCycleStage;
  readonly time: number;
  chances: number;
  customers: number;
  events: number;
}

/** What came within `days` of a past time, by stage and chance of then. */
function binsAt(input: CalibrationBase, { time, days }: { time: number; days: number }): Bin[] {
  const tick = ticksOf(input.clock);
  const standing = standingsAt(time, input, tick(time + days) - tick(time));
  const bins = new Map<string, Bin>();
  for (const buyer of input.histories) {
    const own = standing(buyer);
    if (!own) continue;
    const key = `${own.stage}/${Math.round(boundedLogOdds(own.chance) / binWidth)}`;
    const bin = bins.get(key) ?? { stage: own.stage, time, chances: 0, customers: 0, events: 0 };
    bins.set(key, bin);
    bin.chances += own.chance;
    bin.customers += 1;
    if (daysBefore(buyer.days, time + days) > daysBefore(buyer.days, time)) bin.events += 1;
  }
  return [...bins.values()];
}

const meanChance = ({ chances, customers }: Bin) => chances / customers;

/** Σ p(1 − p) below which a time says nothing of how times differ. */
const leastChance = 5;

const fitOf = (bins: readonly Bin[]) =>
  fitRecalibration(bins.map(bin => ({ ...bin, chance: meanChance(bin) })));

/**
 * How far the share of each time lay from what the times before it had said, on the scale of log-odds and beyond chance:
 * squares, one for each time that had others before it. They hold the drift of a base besides its ups and downs.
 */
function missesOf(bins: readonly Bin[]): number[] {
  return [...new Set(bins.map(bin => bin.time))].flatMap(time => {
    const earlier = bins.filter(bin => bin.time < time);
    const own = bins.filter(bin => bin.time === time);
    if (earlier.length === 0) return [];
    const fit = fitOf(earlier);
    let [off, chance, known] = [0, 0, 0];
    for (const bin of own) {
      const p = recalibrated(meanChance(bin), fit);
      const weight = bin.customers * p * (1 - p);
      off += bin.events - bin.customers * p;
      chance += weight;
      known += weight * recalibrationVariance(meanChance(bin), fit);
    }
    return chance < leastChance ? [] : [(off / chance) ** 2 - 1 / chance - known / chance];
  });
}

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

function stagesOf(bins: readonly Bin[]): StageRecalibration[] {
  const found = lifeCycleStages.flatMap(stage => {
    const own = bins.filter(bin => bin.stage === stage);
    return own.length === 0 ? [] : [{ stage, own, fit: fitOf(own) }];
  });
  // Times differ alike for all stages: one season, one wave of advertising. Alone a stage has too few of them to tell.
  const between = Math.max(0, meanOf(found.flatMap(({ own }) => missesOf(own))));
  return found.map(({ stage, own, fit }) => {
    const customers = own.reduce((n, bin) => n + bin.customers, 0);
    const chance = own.reduce((total, bin) => total + bin.chances, 0) / customers;
    const spread = Math.sqrt(between + recalibrationVariance(chance, fit));
    return {
      stage,
      customers,
      given: rounded(chance),
      came: rounded(own.reduce((n, bin) => n + bin.events, 0) / customers),
      intercept: rounded(fit.intercept),
      slope: rounded(fit.slope),
      spread: rounded(spread),
    };
  });
}

function horizonOf(input: CalibrationBase, days: number): HorizonCalibration {
  const times = pastTimes(input, days);
  const bins = times.flatMap(time => binsAt(input, { time, days }));
  return {
    days,
    operationalDays: operationalDaysAhead(input, days),
    times: times.length,
    stages: times.length === 0 ? [] : stagesOf(bins),
  };
}

/**
 * The correction of the chances of an order in 90 and in 365 days, and of the orders of a year. Each takes up to four past times whose outcome is whole,
 * 90 days apart, with 180 days of history before them; with fewer than two the models' word stands as it is. Cost: linear in
 * buyers times times.
 */
export function calibrateRepurchase(input: RepurchaseInput): RepurchaseCalibration {
  const tick = ticksOf(input.clock);
  const base = { ...input, histories: input.buyers.map(buyer => historyOf(buyer, tick)) };
  return {
    quarter: horizonOf(base, 90),
    year: horizonOf(base, 365),
    orders: input.cuts
      ? calibrateOrders(
          { ...base, cuts: input.cuts },
          { times: pastTimes(input, 365), laterTimes: pastTimes(input, 2 * 365) },
        )
      : noOrders,
  };
}

/** The correction of a stage; null where nothing was seen of it. */
export const stageRecalibration = (
  { stages }: HorizonCalibration,
  stage: LifeCycleStage,
): StageRecalibration | null => stages.find(each => each.stage === stage) ?? null;
