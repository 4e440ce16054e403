/**
 * Where a customer stood at a past day: stage and chance of an order, from the purchase days alone and with the models
 * of today. The rules are those of the scoring statement (`features-score.store`); a test compares the two.
 */
import { normalBelow } from '../../math/distributions.ts';
import { type GapModel, standardisedWait } from '../../models/gap-model.ts';
import { probabilityAlive, probabilityOfPurchaseIfAlive } from '../../models/purchase-forecast.ts';
import type { PurchaseModel } from '../../models/purchase-model.ts';
import { rateTrend, sureEnough, type TrendChances } from '../../models/rate-trend.ts';
import type { RhythmLaw } from '../../models/rhythm-law.ts';
import { rhythmTrends } from '../../models/rhythm-trend.ts';
import { aliveWhileWaiting, pauseEndsBetween, rhythmEndedBy, type WaitLaw } from '../../models/wait-law.ts';
import type { LifeCycleStage } from '../../records/feature.ts';
import type { SeasonalClock } from '../seasonal-clock.ts';

export interface WaitsModel {
  /** Of q. */
  readonly law: WaitLaw;
  /** Of P(alive). */
  readonly alive: WaitLaw;
  /** Of who buys more or less often than before; null while the history is too short to have seen pauses end. */
  readonly trend: RhythmLaw | null;
}

/** What a run has fitted, as far as stages and chances need it. */
export interface StandingModels {
  readonly clock: SeasonalClock;
  readonly rhythm: GapModel | null;
  /** Null: waits end as the rhythm model says, and P(alive) is the purchase model's. */
  readonly waits: WaitsModel | null;
  readonly families: readonly {
    readonly fromYear: number;
    readonly toYear: number;
    readonly model: PurchaseModel | null;
  }[];
  /** Null: no end of being new is known. */
  readonly newWindowDays: number | null;
}

/** Purchase days in rising order, as days since 1970, with the value of each. */
export interface BuyerDays {
  readonly category: string;
  readonly days: readonly number[];
  readonly values: readonly number[];
}

/** The same with what every past time needs of them: operational days, and sums of the logarithms of the gaps so far. */
export interface BuyerHistory extends BuyerDays {
  readonly ticks: readonly number[];
  readonly logGaps: readonly number[];
}

/** A buyer's days on the clock. */
export function historyOf(
  { category, days, values }: BuyerDays,
  tick: (day: number) => number,
): BuyerHistory {
  const ticks = days.map(tick);
  const logGaps = [0];
  for (let at = 1; at < ticks.length; at++) {
    const gap = Math.max(0.5, (ticks[at] as number) - (ticks[at - 1] as number));
    logGaps.push((logGaps[at - 1] as number) + Math.log(gap));
  }
  return { category, days, values, ticks, logGaps };
}

export interface Standing {
  readonly stage: LifeCycleStage;
  /** Overdue probability; 0 without a rhythm model. */
  readonly q: number;
  /** P(alive): the law's where it says more of the waits than the purchase model. */
  readonly alive: number;
  /** Chance of an order in the days asked for: the purchase model's of somebody there, the law's of a pause that ends. */
  readonly chance: number;
  /** Which of the families, and operational days since the first purchase. */
  readonly family: number;
  readonly age: number;
}

const dayMs = 86_400_000;
const periodDays = 30;
const mostPeriods = 36;
const sixDigits = (value: number) => Math.round(value * 1e6) / 1e6;

/** Operational days at the end of a day. */
export function ticksOf({ from, elapsedMilliDays }: SeasonalClock): (day: number) => number {
  const first = Date.parse(`${from}T00:00:00Z`) / dayMs;
  const last = elapsedMilliDays.length - 1;
  return day => (day < first ? 0 : (elapsedMilliDays[Math.min(last, day - first)] as number) / 1000);
}

const trendOf = ({ grows, declines }: TrendChances): LifeCycleStage =>
  grows > sureEnough ? 'growing' : declines > sureEnough ? 'declining' : 'mature';

/** One answer for all with the same tenure and numbers of recent and older repeats: found once for a day. */
function rateTrendsAt({ day, now }: Place, tick: (day: number) => number): Trends {
  const known = new Map<string, LifeCycleStage>();
  const found = (periods: number, older: number, recent: number): LifeCycleStage => {
    const { recentFrom, olderFrom } = windowDays(day, periods);
    const recentDays = Math.max(1, now - tick(recentFrom));
    const olderDays = Math.max(1, tick(recentFrom) - tick(olderFrom));
    return trendOf(rateTrend({ recent, older, recentDays, olderDays }));
  };
  return ({ days }, bought) => {
    const { periods, recent, older } = windowsAt(day, days, bought);
    if (periods < 2) return 'mature';
    const key = `${periods}/${older}/${recent}`;
    const stage = known.get(key) ?? found(periods, older, recent);
    known.set(key, stage);
    return stage;
  };
}

/** The same of buyers whose waits end by a rhythm with pauses. */
function rhythmTrendsAt(day: number, tick: (day: number) => number, law: RhythmLaw): Trends {
  const chances = rhythmTrends(law);
  const windows = windowTicks(day, tick);
  return ({ days, ticks }, bought) =>
    periodsOf(day, days) < 2 ? 'mature' : trendOf(chances({ ticks, bought, ...windows(days) }));
}

type Trends = (buyer: BuyerHistory, bought: number) => LifeCycleStage;

/** Growing, declining or neither, of anybody with `bought` purchases before the day, by what serves a base of such waits. */
export function trendsAt(
  day: number,
  { clock, waits }: Pick<StandingModels, 'clock' | 'waits'>,
): (buyer: BuyerHistory, bought: number) => LifeCycleStage {
  const tick = ticksOf(clock);
  return waits?.trend ? rhythmTrendsAt(day, tick, waits.trend) : rateTrendsAt({ day, now: tick(day) }, tick);
}

/** How many of the days lie before `day`. */
export function daysBefore(days: readonly number[], day: number): number {
  let n = days.length;
  while (n > 0 && (days[n - 1] as number) >= day) n--;
  return n;
}

type Place = { readonly day: number; readonly now: number };

/** The wait that runs at a place, of somebody with so many purchases by then; `more` days longer. */
function waitAt(
  { now }: Place,
  rhythm: GapModel,
  { buyer, bought, more = 0 }: { buyer: BuyerHistory; bought: number; more?: number },
): number {
  const gaps = bought - 1;
  const elapsedDays = more + Math.max(0.5, now - (buyer.ticks[bought - 1] as number));
  const mu = rhythm.muByCategory[buyer.category] ?? rhythm.mu;
  const meanLogGap = gaps === 0 ? 0 : (buyer.logGaps[gaps] as number) / gaps;
  return standardisedWait({ ...rhythm, mu }, { gaps, meanLogGap, elapsedDays });
}

/** Whole periods since the first purchase, as far as windows reach back. */
const periodsOf = (day: number, days: readonly number[]) =>
  Math.min(mostPeriods, Math.floor((day - (days[0] as number)) / periodDays));

/** Half the periods of a tenure, at most six: the recent ones. */
const mostRecent = 6;
const halfOf = (periods: number) => Math.min(mostRecent, Math.floor(periods / 2));

/** Operational days of the recent window before `day`, by how many periods it has. */
export const recentDays = (day: number, tick: (day: number) => number): number[] =>
  Array.from({ length: mostRecent + 1 }, (_, half) => Math.max(1, tick(day) - tick(day - periodDays * half)));

/** Where the recent and the older window begin: the later half of the tenure, at most six periods of it. */
const windowDays = (day: number, periods: number) => ({
  recentFrom: day - periodDays * halfOf(periods),
  olderFrom: day - periodDays * periods,
});

/** Operational days of a day and of where the windows of a buyer begin who first bought on the first of the given days. */
export function windowTicks(day: number, tick: (day: number) => number) {
  const windows = Array.from({ length: mostPeriods + 1 }, (_, periods) => {
    const { recentFrom, olderFrom } = windowDays(day, periods);
    return { now: tick(day), recentFrom: tick(recentFrom), olderFrom: tick(olderFrom) };
  });
  return (days: readonly number[]) => windows[Math.max(0, periodsOf(day, days))] as (typeof windows)[number];
}

/** Tenure in periods, how many of them are recent, and repeats of the recent and the older ones. */
export function windowsAt(day: number, days: readonly number[], bought: number) {
  const periods = periodsOf(day, days);
  const { recentFrom, olderFrom } = windowDays(day, periods);
  let [recent, older] = [0, 0];
  for (let at = bought - 1; at > 0; at--) {
    const one = days[at] as number;
    if (one > recentFrom) recent++;
    else if (one > olderFrom) older++;
    else break;
  }
  return { periods, half: halfOf(periods), recent, older };
}

/** The standing of any customer at `day` with the chance of an order in the `ahead` operational days after it; null for who has no model or bought later. */
export function standingsAt(
  day: number,
  { clock, rhythm, waits, families, newWindowDays }: StandingModels,
  ahead: number,
): (buyer: BuyerHistory) => Standing | null {
  const tick = ticksOf(clock);
  const at: Place = { day, now: tick(day) };
  const trend = trendsAt(day, { clock, waits });

  // To six digits like the stored ones, which the rules compare.
  const overdue = (z: number) => sixDigits(waits ? rhythmEndedBy(waits.law, z) : normalBelow(z));
  const stageOf = (
    buyer: BuyerHistory,
    bought: number,
    { alive, q }: { alive: number; q: number },
  ): LifeCycleStage => {
    const since = day - (buyer.days[0] as number);
    if (bought === 1 && (newWindowDays === null || since <= newWindowDays)) return 'new';
    if (q >= 0.99 && alive < 0.2) return 'lost';
    if (bought >= 3 ? q >= 0.95 : alive < 0.5) return 'dormant';
    if (bought === 1) return rhythm ? 'new' : 'undetermined';
    return trend(buyer, bought);
  };

  return buyer => {
    const bought = daysBefore(buyer.days, day);
    if (bought === 0) return null;
    const year = new Date((buyer.days[0] as number) * dayMs).getUTCFullYear();
    const family = families.findIndex(({ fromYear, toYear }) => year >= fromYear && year <= toYear);
    const model = families[family]?.model;
    if (!model) return null;
    const [first, last] = [buyer.ticks[0] as number, buyer.ticks[bought - 1] as number];
    const history = { x: bought - 1, tx: last - first, age: at.now - first };
    const z = rhythm ? waitAt(at, rhythm, { buyer, bought }) : null;
    let alive = probabilityAlive(model, history);
    let wakes = 0;
    if (rhythm && z !== null && waits) {
      alive = aliveWhileWaiting(waits.alive, { z, purchases: bought });
      wakes = pauseEndsBetween(waits.alive, z, waitAt(at, rhythm, { buyer, bought, more: ahead }));
    }
    const chance =
      alive * probabilityOfPurchaseIfAlive(model, { ...history, t: ahead }) + (1 - alive) * wakes;
    const q = z === null ? 0 : overdue(z);
    const stage = stageOf(buyer, bought, { alive: sixDigits(alive), q });
    return { stage, q, alive, chance, family, age: history.age };
  };
}
