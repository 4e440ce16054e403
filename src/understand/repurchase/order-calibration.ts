/**
 * Corrects the orders and the value to come by what came at past days of the same base, and says how far what past years
 * had said lay from what came (decisions 0050 and 0054).
 */
import { burst, type OrdersCorrection, uncorrected } from '../../models/value-outlook.ts';
import { type LifeCycleStage, lifeCycleStages, type ValueTier, valueTiers } from '../../records/feature.ts';
import { type OrderCell, type OrdersInput, orderCells, yearDays } from './order-cells.ts';
import { expectedOrders, expectedWorth, fitOrders, type OrdersFit, type Trim, total } from './order-fit.ts';
import { recentDays, ticksOf } from './standing.ts';

export interface StageOrders extends Omit<OrdersCorrection, 'trim'> {
  readonly stage: LifeCycleStage;
  /** Customers of the stage at the past times; orders a year of one, as the models alone say and as came. */
  readonly customers: number;
  readonly given: number;
  readonly came: number;
  readonly trim: Trim;
  /** Relative standard deviation of the stage's value beyond the chance of each customer. */
  readonly spread: number;
}

export interface TierWorth {
  readonly tier: ValueTier;
  /** Of the value of an order. */
  readonly factor: number;
  readonly spread: number;
}

export interface OrdersCalibration {
  readonly days: number;
  /** Past times the correction is made of; with none there is no correction. */
  readonly times: number;
  /** Past times whose second year is over; with none years after the first are the models' word. */
  readonly laterTimes: number;
  /** Operational days of the recent window before the as-of day, by its number of periods. */
  readonly recentDays: readonly number[];
  readonly stages: readonly StageOrders[];
  readonly tiers: readonly TierWorth[];
  /** The spread of everybody's value together. */
  readonly spread: number;
}

export const noOrders: OrdersCalibration = {
  days: yearDays,
  times: 0,
  laterTimes: 0,
  recentDays: [],
  stages: [],
  tiers: [],
  spread: 0,
};

type Group = `stage/${LifeCycleStage}` | `tier/${ValueTier}` | 'all';
const groups: readonly Group[] = [
  ...lifeCycleStages.map(stage => `stage/${stage}` as const),
  ...valueTiers.map(tier => `tier/${tier}` as const),
  'all',
];
const isIn = (group: Group) => (cell: OrderCell) =>
  group === 'all' || group === `stage/${cell.stage}` || group === `tier/${cell.tier}`;

/** What one group brought at one time beside what earlier times had said of it. */
interface Miss {
  readonly group: Group;
  readonly expected: number;
  /** Square of the relative miss less what chance explains. */
  readonly beyondChance: number;
}

/** A group of fewer says nothing of how times differ. */
const leastCustomers = 50;

function missesOf(cells: readonly OrderCell[]): Miss[] {
  return [...new Set(cells.map(cell => cell.time))].flatMap(time => {
    const earlier = cells.filter(cell => cell.time < time);
    if (earlier.length === 0) return [];
    const fit = fitOrders(earlier);
    const now = cells.filter(cell => cell.time === time);
    return groups.flatMap(group => {
      const own = now.filter(isIn(group));
      const parts = own.map(cell => expectedWorth(cell, fit));
      const expected = total(parts, part => part.worth);
      if (total(own, cell => cell.customers) < leastCustomers || expected <= 0) return [];
      const off = total(own, cell => cell.worth) - expected;
      return [
        { group, expected, beyondChance: (off ** 2 - total(parts, part => part.squares)) / expected ** 2 },
      ];
    });
  });
}

/** Mean square of the relative misses beyond chance, weighted by what was expected. */
function squareOf(misses: readonly Miss[]): number {
  const weight = total(misses, miss => miss.expected);
  return weight > 0 ? Math.max(0, total(misses, miss => miss.expected * miss.beyondChance) / weight) : 0;
}

/** What simulated bases strayed by from one year to the next beyond their own past times' word, for as much as three of those. */
const usual = { spread: 0.04, times: 3 };

/**
 * Relative variance of what the past times had brought by chance. Their years overlap, so they are fewer than they look: as
 * many as fit side by side between the first day and the last.
 */
function errorOf(cells: readonly OrderCell[], fit: OrdersFit): number | null {
  const parts = cells.map(cell => expectedWorth(cell, fit));
  const expected = total(parts, part => part.worth);
  if (expected <= 0) return null;
  const times = [...new Set(cells.map(cell => cell.time))];
  const years = (Math.max(...times) - Math.min(...times)) / yearDays + 1;
  return ((total(parts, part => part.squares) / expected ** 2) * times.length) / years;
}

/** Beyond any bound where a group had nothing to be expected of. */
const unknownSpread = 10;

function spreadsOf(cells: readonly OrderCell[], fit: OrdersFit): (group: Group) => number {
  const misses = missesOf(cells);
  const between = squareOf(misses.filter(({ group }) => group !== 'all'));
  return group => {
    const own = misses.filter(miss => miss.group === group);
    // Alone a group has too few times to tell how they differ: half its own word, half that of all groups.
    const strayed = group === 'all' ? squareOf(own) : (squareOf(own) + between) / 2;
    const shared = (own.length * strayed + usual.times * usual.spread ** 2) / (own.length + usual.times);
    const error = errorOf(cells.filter(isIn(group)), fit);
    return error === null ? unknownSpread : rounded(Math.sqrt(shared + error));
  };
}

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
const roundedTrim = (trim: Trim): Trim =>
  Object.fromEntries(Object.entries(trim).map(([name, value]) => [name, rounded(value)])) as unknown as Trim;

/** So many orders as the corrected models had said stand beside those of a second year. */
const priorLater = 100;

/** What came in the second year after past times over what the corrected models say of it, by stage, drawn to the whole base. */
function laterOf(cells: readonly OrderCell[], { stages }: OrdersFit): (stage: LifeCycleStage) => number {
  const sumOf = (own: readonly OrderCell[]) => ({
    came: total(own, cell => cell.orders),
    expected: total(own, cell => {
      const fit = stages[cell.stage];
      return fit ? expectedOrders(cell, fit, burst).orders : cell.orders;
    }),
  });
  const everybody = sumOf(cells);
  const base = (everybody.came + priorLater) / (everybody.expected + priorLater);
  return stage => {
    const { came, expected } = sumOf(cells.filter(cell => cell.stage === stage));
    return (came + priorLater * base) / (expected + priorLater);
  };
}

/**
 * The correction from past times whose year is over, newest first, and from `laterTimes`, whose second year is over too; fewer
 * than two of either correct nothing. Cost: linear in buyers times times, and 50 µs for each distinct number of repeats and
 * age in weeks.
 */
export function calibrateOrders(
  input: OrdersInput,
  { times, laterTimes }: { readonly times: readonly number[]; readonly laterTimes: readonly number[] },
): OrdersCalibration {
  if (times.length < 2) return noOrders;
  const cells = orderCells(input, times);
  const fit = fitOrders(cells);
  const spread = spreadsOf(cells, fit);
  const later = laterTimes.length < 2 ? () => 1 : laterOf(orderCells(input, laterTimes, yearDays), fit);
  return {
    days: yearDays,
    times: times.length,
    laterTimes: laterTimes.length < 2 ? 0 : laterTimes.length,
    recentDays: recentDays(input.asOf, ticksOf(input.clock)),
    stages: lifeCycleStages.flatMap(stage => {
      const own = cells.filter(cell => cell.stage === stage);
      const found = fit.stages[stage];
      if (own.length === 0 || !found) return [];
      const customers = total(own, cell => cell.customers);
      const pairs = total(own, cell => expectedOrders(cell, found, burst).pairs);
      return [
        {
          stage,
          customers,
          given: rounded(total(own, cell => cell.there) / customers),
          came: rounded(total(own, cell => cell.orders) / customers),
          factor: rounded(found.factor),
          returning: rounded(found.returning),
          trim: roundedTrim(found.trim),
          later: rounded(later(stage)),
          pairs: rounded(pairs > 0 ? total(own, cell => cell.orderPairs) / pairs : 1),
          spread: spread(`stage/${stage}`),
        },
      ];
    }),
    tiers: valueTiers.map(tier => ({
      tier,
      factor: input.orderValue.status === 'ok' ? rounded(fit.worth[tier]) : 1,
      spread: spread(`tier/${tier}`),
    })),
    spread: spread('all'),
  };
}

/** The correction of somebody of a stage and with this multiplier of their own; the models' word where there is none. */
export const stageOrders = (
  { stages }: OrdersCalibration,
  stage: LifeCycleStage,
  trim: (of: Trim) => number,
): OrdersCorrection => {
  const found = stages.find(each => each.stage === stage);
  return found ? { ...found, trim: trim(found.trim) } : uncorrected;
};
