/**
 * Life-cycle stages of the simulated shop as its truth says, and as the Bayes rule says that knows the shop's parameters
 * and calendar but of a customer only the days on which purchases were kept: nobody can tell stages better from those.
 *
 * What is comparable: a stage is what METHODS §3 makes of three events, and the truth has them without estimation. q is of
 * the customer's own true rhythm and of the wait now running; asleep means that the wait is no wait of that rhythm; ρ is the
 * ratio of true rates of the recent and the older window, 0 while asleep. The Bayes rule decides by the rules as they stand:
 * how certain one has to be (.95, .99, four in five) is part of what a stage means, not of how well it is told.
 */
import { curveNames, dayStart } from '../../src/simulator/calendar.ts';
import { type Base, type Customer, customerOf } from '../../src/simulator/customer.ts';
import { visitsOf } from '../../src/simulator/life.ts';
import { openShop, type ShopOptions } from '../../src/simulator/shop.ts';

export type TrueStage = 'new' | 'lost' | 'dormant' | 'growing' | 'declining' | 'mature';

/** Whole days since 1970; both windows end before `asOf`. */
export interface Windows {
  readonly asOf: number;
  readonly periods: number;
  readonly recentFrom: number;
  readonly olderFrom: number;
}

/** The windows of the stage rules: later half of the tenure, at most six periods of 30 days, and up to 36 in all. */
export function windowsOf(asOf: number, firstDay: number): Windows {
  const periods = Math.min(36, Math.floor((asOf - firstDay) / 30));
  return {
    asOf,
    periods,
    recentFrom: asOf - 30 * Math.min(6, Math.floor(periods / 2)),
    olderFrom: asOf - 30 * periods,
  };
}

interface Events {
  readonly purchases: number;
  readonly periods: number;
  readonly q: number;
  readonly asleep: boolean;
  readonly ratio: number;
}

/** The rules of METHODS §3 for buyers who are no longer new. */
function stageOf({ purchases, periods, q, asleep, ratio }: Events): TrueStage {
  if (q >= 0.99 && asleep) return 'lost';
  if (purchases >= 3 ? q >= 0.95 : asleep) return 'dormant';
  if (purchases === 1) return 'new';
  if (periods < 2) return 'mature';
  return ratio > 1.1 ? 'growing' : ratio < 0.9 ? 'declining' : 'mature';
}

/** Mean of a rate that is constant between `starts`, over a window. */
function meanRate(starts: readonly number[], rates: readonly number[], [from, to]: [number, number]): number {
  let total = 0;
  for (let at = 0; at < starts.length; at++) {
    const begin = Math.max(from, starts[at] as number);
    const end = Math.min(to, starts[at + 1] ?? to);
    if (end > begin) total += (end - begin) * (rates[at] as number);
  }
  return total / Math.max(1, to - from);
}

const ratioOf = (starts: readonly number[], rates: readonly number[], w: Windows) =>
  meanRate(starts, rates, [w.recentFrom, w.asOf]) /
  Math.max(1e-9, meanRate(starts, rates, [w.olderFrom, w.recentFrom]));

const dayMs = 86_400_000;
/** Share of gamma waits of shape 2 that have ended by `days`. */
const endedBy = (days: number, mean: number) => {
  const x = (2 * Math.max(0, days)) / mean;
  return 1 - Math.exp(-x) * (1 + x);
};

export interface Truth {
  readonly stage: TrueStage;
  readonly asleep: boolean;
  readonly q: number;
}

/** The truth of an ordinary member who has bought. */
export function truthOf(
  base: Base,
  customer: Customer,
  { bought, windows }: { bought: number; windows: Windows },
): Truth {
  const until = dayStart(windows.asOf);
  const visits = visitsOf(base, customer, until);
  const last = visits.at(-1);
  if (!last) throw new Error('who has bought has come');
  const clock = (at: number) => base.calendar.operational(at, customer.curve);
  const q = endedBy(clock(until) - clock(last.at), last.meanGapDays);
  const starts = visits.map(({ at }) => (at - dayStart(0)) / dayMs);
  // The running wait counts at its rhythm: whether it is one is the other event.
  const rates = visits.map(each => (each.asleep && each !== last ? 0 : 1 / each.meanGapDays));
  const ratio = ratioOf(starts, rates, windows);
  const events = { purchases: bought, periods: windows.periods, q, asleep: last.asleep, ratio };
  return { stage: stageOf(events), asleep: last.asleep, q };
}

// The prior is the shop's own population: traits of members of another seed, as shares on a grid.
const gridSize = 44;
const [shortest, longest] = [Math.log(7), Math.log(900)];
const means = Array.from({ length: gridSize }, (_, at) =>
  Math.exp(shortest + ((longest - shortest) * at) / (gridSize - 1)),
);
const dropouts = [0.01, 0.04, 0.08, 0.13, 0.2, 0.3, 0.45];
const trends = [0.95, 1, 1.08];
const onceOnly = 0.17;
/** Share of visits that leave a purchase day: not cancelled, not unpaid, not wholly returned. */
const keptShare = 0.93;
const longestSleep = 4000;

const nearest = (values: readonly number[], to: number) =>
  values.reduce(
    (best, value, at) => (Math.abs(value - to) < Math.abs((values[best] as number) - to) ? at : best),
    0,
  );

interface Prior {
  /** By mean gap and drop-out. */
  readonly rhythm: readonly (readonly number[])[];
  readonly trend: readonly number[];
  readonly curve: readonly number[];
  /** Density of a sleep and the share still asleep, by whole operational days beyond a mean gap. */
  readonly ends: Float64Array;
  readonly lasts: Float64Array;
}

function priorOf(options: ShopOptions): Prior {
  const { world } = openShop({ ...options, seed: 987_654 });
  const members = Array.from({ length: options.customers }, (_, n) => customerOf(world.base, n)).filter(
    each => each.kind === 'person' && !each.neverBuys,
  );
  const rhythm = means.map(() => dropouts.map(() => 0));
  const trend = trends.map(() => 0);
  const curve = curveNames.map(() => 0);
  const one = 1 / members.length;
  for (const each of members) {
    const row = rhythm[nearest(means.map(Math.log), Math.log(each.meanGapDays))] as number[];
    const at = nearest(dropouts, each.dropout);
    row[at] = (row[at] as number) + one;
    const [ofTrend, ofCurve] = [trends.indexOf(each.gapTrend), curveNames.indexOf(each.curve)];
    trend[ofTrend] = (trend[ofTrend] as number) + one;
    curve[ofCurve] = (curve[ofCurve] as number) + one;
  }
  const ends = new Float64Array(longestSleep);
  const lasts = new Float64Array(longestSleep);
  const sleepers = members.slice(0, 300);
  for (const { dormantDays } of sleepers)
    for (let day = 0; day < longestSleep; day++) {
      const left = Math.exp(-day / dormantDays) / sleepers.length;
      ends[day] = (ends[day] as number) + left / dormantDays;
      lasts[day] = (lasts[day] as number) + left;
    }
  return { rhythm, trend, curve, ends, lasts };
}

const at = (table: Float64Array, day: number) =>
  table[Math.min(longestSleep - 1, Math.max(0, Math.round(day)))] as number;

/** Density of a wait of the rhythm between kept purchases: one wait, or two with a visit between that left no day. */
function waitDensity(days: number, mean: number): number {
  const x = (2 * days) / mean;
  return (2 / mean) * Math.exp(-x) * (keptShare * x + ((1 - keptShare) * x ** 3) / 6);
}
const waitLasts = (days: number, mean: number) => {
  const x = (2 * days) / mean;
  return Math.exp(-x) * (1 + x + (1 - keptShare) * (x ** 2 / 2 + x ** 3 / 6));
};

interface Seen {
  readonly days: readonly number[];
  readonly windows: Windows;
}

export interface Belief {
  readonly asleep: number;
  /** Of the wait now running, over what its rhythm may be by the waits before it: what q is meant to be. */
  readonly q: number;
  /** What the stage rules, with their demands on certainty, make of the beliefs. */
  readonly stage: TrueStage;
  /** The same by the ratio of expected rates, which is surer than it may be: its .85 is so in .60. */
  readonly stageByMeans: TrueStage;
}

interface Hypothesis {
  /** ln of prior times likelihood, of the waits that ended and of all. */
  readonly ended: number;
  readonly all: number;
  readonly q: number;
  /** By wait, the running one last: rates of the rhythm, and the chance that the wait was a sleep, 0 for the last. */
  readonly rates: readonly number[];
  readonly sleeps: readonly number[];
  readonly asleep: number;
}

/** The rules of METHODS §3 as they stand: lost, growing and declining ask for four in five. */
function decided(seen: Seen, b: { asleep: number; q: number; grows: number; declines: number }): TrueStage {
  const purchases = seen.days.length;
  if (b.q >= 0.99 && b.asleep > 0.8) return 'lost';
  if (purchases >= 3 ? b.q >= 0.95 : b.asleep > 0.5) return 'dormant';
  if (purchases === 1) return 'new';
  if (seen.windows.periods < 2) return 'mature';
  return b.grows > 0.8 ? 'growing' : b.declines > 0.8 ? 'declining' : 'mature';
}

const sumOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

interface Candidate {
  readonly ticks: readonly number[];
  readonly now: number;
  readonly mean: number;
  readonly trend: number;
  /** Prior by drop-out. */
  readonly shares: readonly number[];
}

/** One mean gap and trend on one clock, the drop-out summed over; null where it cannot have given these days. */
function hypothesis(prior: Prior, candidate: Candidate): Hypothesis | null {
  const { ticks, now, mean, trend, shares } = candidate;
  const meanAt = (n: number) => Math.min(3 * mean, Math.max(0.5 * mean, mean * trend ** n));
  const weights = [...shares];
  const rates: number[] = [];
  const sleeps: number[] = [];
  let log = 0;
  let all = 0;
  for (let n = 0; n + 1 < ticks.length; n++) {
    const gap = (ticks[n + 1] as number) - (ticks[n] as number);
    const own = meanAt(n);
    const awake = waitDensity(gap, own);
    const slept = gap > own ? at(prior.ends, gap - own) : 0;
    let sleeping = 0;
    all = 0;
    for (let d = 0; d < weights.length; d++) {
      const leaves = leavingShare(dropouts[d] as number, n);
      const asleep = (weights[d] as number) * leaves * slept;
      weights[d] = (weights[d] as number) * (1 - leaves) * awake + asleep;
      sleeping += asleep;
      all += weights[d] as number;
    }
    if (!(all > 0)) return null;
    rates.push(1 / own);
    sleeps.push(sleeping / all);
    for (let d = 0; d < weights.length; d++) weights[d] = (weights[d] as number) / all;
    log += Math.log(all);
  }
  const n = ticks.length - 1;
  const own = meanAt(n);
  const open = Math.max(0.01, now - (ticks[n] as number));
  let leaving = 0;
  for (let d = 0; d < weights.length; d++)
    leaving += (weights[d] as number) * leavingShare(dropouts[d] as number, n);
  const total = sumOf(weights);
  const asleep = leaving * (open > own ? at(prior.lasts, open - own) : 1);
  const awake = (total - leaving) * waitLasts(open, own);
  if (!(awake + asleep > 0)) return null;
  return {
    ended: log + Math.log(total),
    all: log + Math.log(awake + asleep),
    q: endedBy(open, own),
    rates: [...rates, 1 / own],
    sleeps: [...sleeps, 0],
    asleep: asleep / (awake + asleep),
  };
}

/** Hypotheses less likely than this against the best say nothing. */
const negligible = -18;

interface Trend {
  grows: number;
  declines: number;
}

function addTrend(to: Trend, ratio: number, weight: number): void {
  if (ratio > 1.1) to.grows += weight;
  if (ratio < 0.9) to.declines += weight;
}

/** Sleeps of which one may not be sure are cases of their own, the newest six of them; the others count at their chance. */
function sleepCases({ rates, sleeps }: Hypothesis): { rates: readonly number[]; chance: number }[] {
  const unsure = sleeps.flatMap((chance, n) => (chance > 0.02 && chance < 0.98 ? [n] : [])).slice(-6);
  const expected = rates.map((rate, n) => rate * (1 - (sleeps[n] as number)));
  return unsure.reduce(
    (cases, n) =>
      cases.flatMap(each => {
        const sleep = sleeps[n] as number;
        return [
          { rates: each.rates.with(n, 0), chance: each.chance * sleep },
          { rates: each.rates.with(n, rates[n] as number), chance: each.chance * (1 - sleep) },
        ];
      }),
    [{ rates: expected, chance: 1 }],
  );
}

function beliefOf(seen: Seen, found: readonly Hypothesis[]): Belief {
  const [mostEnded, mostAll] = [Math.max(...found.map(h => h.ended)), Math.max(...found.map(h => h.all))];
  let [ended, all, q, asleep] = [0, 0, 0, 0];
  const [sums, byMeans] = [
    { grows: 0, declines: 0 },
    { grows: 0, declines: 0 },
  ];
  for (const h of found) {
    const before = Math.exp(h.ended - mostEnded);
    ended += before;
    q += before * h.q;
    if (h.all - mostAll < negligible) continue;
    const weight = Math.exp(h.all - mostAll);
    all += weight;
    asleep += weight * h.asleep;
    const here = weight * (1 - h.asleep);
    const expected = h.rates.map((rate, n) => rate * (1 - (h.sleeps[n] as number)));
    addTrend(byMeans, ratioOf(seen.days, expected, seen.windows), here);
    for (const { rates, chance } of sleepCases(h))
      addTrend(sums, ratioOf(seen.days, rates, seen.windows), here * chance);
  }
  const belief = { asleep: asleep / all, q: q / ended };
  const stageBy = ({ grows, declines }: Trend) =>
    decided(seen, { ...belief, grows: grows / (all - asleep), declines: declines / (all - asleep) });
  return { ...belief, stage: stageBy(sums), stageByMeans: stageBy(byMeans) };
}

/** The Bayes rule of a shop: what is to be believed of a customer whose purchase days are these. About .6 ms a customer. */
export function bayesRule(options: ShopOptions): (seen: Seen) => Belief {
  const prior = priorOf({ ...options, customers: 40_000 });
  const { calendar } = openShop(options).world.base;
  const clocks = curveNames.map(curve => {
    const known = new Map<number, number>();
    return (day: number) => {
      const tick = known.get(day) ?? calendar.operational(dayStart(day) + dayMs / 2, curve);
      known.set(day, tick);
      return tick;
    };
  });
  return seen =>
    beliefOf(
      seen,
      clocks.flatMap((clock, curve) => {
        const ticks = seen.days.map(clock);
        const now = clock(seen.windows.asOf) - 0.5;
        return trends.flatMap((trend, t) =>
          means.flatMap((mean, m) => {
            const share = (prior.trend[t] as number) * (prior.curve[curve] as number);
            const shares = (prior.rhythm[m] as number[]).map(each => each * share);
            if (sumOf(shares) === 0) return [];
            const one = hypothesis(prior, { ticks, now, mean, trend, shares });
            return one ? [one] : [];
          }),
        );
      }),
    );
}

const leavingShare = (dropout: number, n: number) => (n === 0 ? dropout + onceOnly * (1 - dropout) : dropout);
