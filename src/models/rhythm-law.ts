/**
 * The waits of customers who have a rhythm and pauses: gamma about a level of each one's own that changes, for some, with each
 * purchase or once where the recent window begins; and some are pauses, a mean wait and a log-normal time beyond it. Levels and
 * changes have the distribution of the base (`rhythm-law-fit`), on a grid; this is the posterior of one customer on it.
 */
import { normalBelow } from '../math/distributions.ts';
import { logGamma } from '../math/special-functions.ts';
import { pauseClassFrom } from './wait-law.ts';

export interface RhythmChange {
  /** Of the logarithm of the mean wait, from one purchase to the next. */
  readonly perPurchase: number;
  /** Of the logarithm of the rate, where the recent window begins. */
  readonly step: number;
}

const byPurchase = [-0.2, -0.1, -0.05, 0.05, 0.1, 0.2];
const byStep = [-1, -0.5, 0.5, 1];
/** The first is none. */
export const changes: readonly RhythmChange[] = [
  { perPurchase: 0, step: 0 },
  ...byPurchase.map(perPurchase => ({ perPurchase, step: 0 })),
  ...byStep.map(step => ({ perPurchase: 0, step })),
];
/** Cells of a natural logarithm in which waits and levels stand, and cells from one level to the next. */
export const perLog = 12;
export const perLevel = 4;

export interface RhythmLaw {
  /** Of the gamma waits of the rhythm; 1 is memoryless, higher is more regular. */
  readonly shape: number;
  /** ln of the operational days that a pause lasts beyond a mean wait. */
  readonly pauseCentre: number;
  readonly pauseSpread: number;
  /** Share of waits that are pauses, by the classes of `wait-law`. */
  readonly pauseShares: readonly number[];
  /** The lowest level in cells, and the shares of customers at this and the next levels. */
  readonly levelFrom: number;
  readonly levelShares: readonly number[];
  /** Shares of customers by `changes`. */
  readonly changeShares: readonly number[];
}

const cellsFrom = -16 * perLog;
const cellCount = 32 * perLog;
const pauseFrom = -4 * perLog;
const pauseCount = 15 * perLog;
/** Pairs of level and change less likely than this decide nothing. */
const negligible = 1e-3;
const lightest = 1e-7;
/** No pair of level and change is ruled out by one wait. */
const least = 1e-30;

/** Density of ln of a rhythm's wait over its mean, by cell, and share that lasts longer. */
export function rhythmTable(shape: number) {
  const ended = new Float64Array(cellCount);
  const lasting = new Float64Array(cellCount);
  const scale = shape * Math.log(shape) - logGamma(shape);
  for (let at = 0; at < cellCount; at++) {
    const u = (cellsFrom + at) / perLog;
    ended[at] = Math.exp(scale + shape * (u - Math.exp(u)));
  }
  for (let at = cellCount - 2; at >= 0; at--) {
    const between = ((ended[at] as number) + (ended[at + 1] as number)) / (2 * perLog);
    lasting[at] = Math.min(1, (lasting[at + 1] as number) + between);
  }
  return { ended, lasting };
}

/** The same of ln of the days a pause lasts beyond a mean wait. The first cell stands for less than a mean wait. */
export function pauseTable(centre: number, spread: number) {
  const ended = new Float64Array(pauseCount);
  const lasting = new Float64Array(pauseCount);
  for (let at = 0; at < pauseCount; at++) {
    const x = ((pauseFrom + at) / perLog - centre) / spread;
    ended[at] = Math.exp(-0.5 * x * x) / (spread * Math.sqrt(2 * Math.PI));
    lasting[at] = normalBelow(-x);
  }
  ended[0] = 0;
  lasting[0] = 1;
  return { ended, lasting };
}

/** By cell of ln of a wait over the mean wait: cells from the wait to what of it is beyond the mean, and dln of one by the other. */
const beyond = new Int32Array(cellCount).fill(-1_000_000);
const beyondScale = new Float64Array(cellCount).fill(1);
for (let at = 1 - cellsFrom; at < cellCount; at++) {
  const share = -Math.expm1(-(cellsFrom + at) / perLog);
  beyond[at] = Math.round(Math.log(share) * perLog);
  beyondScale[at] = 1 / share;
}
const unscaled = new Float64Array(cellCount).fill(1);

const cellOf = (days: number) => Math.round(Math.log(Math.max(0.5, days)) * perLog);

const rarest = 0.001;
const classOf = (purchases: number) => pauseClassFrom.findLastIndex(from => purchases >= from);

/** Shares of pauses, levels and changes of a base, and the tables of its waits. */
export function rhythmTables(law: RhythmLaw) {
  const levels = law.levelShares.length;
  const prior = new Float64Array(levels * changes.length);
  for (const [b, share] of law.changeShares.entries())
    for (let m = 0; m < levels; m++) prior[b * levels + m] = share * (law.levelShares[m] as number);
  // Who changes as nearly nobody does costs as much as anybody.
  const active = changes.flatMap((_, at) =>
    at === 0 || (law.changeShares[at] as number) >= rarest ? [at] : [],
  );
  const early = active.filter(at => (changes[at] as RhythmChange).step === 0);
  for (const at of changes.keys()) if (!early.includes(at)) prior.fill(0, at * levels, (at + 1) * levels);
  return {
    law,
    levels,
    prior,
    /** Changes that are looked at, and those of them that begin before the recent window. */
    active,
    early,
    rhythm: rhythmTable(law.shape),
    pause: pauseTable(law.pauseCentre, law.pauseSpread),
  };
}
export type RhythmTables = ReturnType<typeof rhythmTables>;

/** Operational days of a changed rate that pass in one of the wait: 1 before the recent window, e^step in it. */
const pace = (recentShare: number, step: number) => 1 + recentShare * Math.expm1(step);

/** Where in the tables a wait lies at the lowest level; the levels follow `perLevel` apart, downwards. */
export function lowestCell({ law, levels }: RhythmTables, wait: KnownWait, change: number): number {
  const { cell, purchases, recentShare } = wait;
  const { perPurchase, step } = changes[change] as RhythmChange;
  let move = perPurchase * (purchases - 1);
  if (step !== 0 && recentShare > 0) move -= recentShare === 1 ? step : Math.log(pace(recentShare, step));
  const moved = Math.round(move * perLog);
  return Math.min(cellCount - 1, Math.max(perLevel * levels, cell - law.levelFrom - moved - cellsFrom));
}

/** Where what lies beyond the mean of a wait begins in the tables of pauses; the place of the wait tells the rest. */
const beyondFrom = (cell: number) => Math.min(pauseCount - 1, cell - pauseFrom);

/** Cell of what of a wait lies beyond the mean, given the cell of the wait and where it lies in the tables. */
export const beyondCell = (cell: number, at: number): number =>
  Math.max(0, beyondFrom(cell) + (beyond[at] as number));

/** Operational days of purchases in rising order, of which the first `bought` count, of now, and of where the recent window begins. */
export interface PurchaseTimes {
  readonly ticks: readonly number[];
  readonly bought: number;
  readonly now: number;
  readonly recentFrom: number;
}

export interface KnownWait {
  readonly cell: number;
  /** Purchases before it, and the share of pauses after so many. */
  readonly purchases: number;
  readonly share: number;
  /** How much of it lies in the recent window. */
  readonly recentShare: number;
  readonly isOpen: boolean;
}

/** By how much the density of ln of a wait of a rhythm is more than that of the place where it lies. */
function densityScale({ isOpen, recentShare }: KnownWait, change: number): number {
  const { step } = changes[change] as RhythmChange;
  if (isOpen || step === 0 || recentShare === 0 || recentShare === 1) return 1;
  return Math.exp(step) / pace(recentShare, step);
}

/** Probability that a wait that lies at a place of the tables was a pause, or that the one which runs is. */
export function pauseChance(
  { rhythm, pause }: RhythmTables,
  wait: KnownWait,
  { at, change }: { readonly at: number; readonly change: number },
): number {
  const { cell, share, isOpen } = wait;
  const inPause = (isOpen ? pause.lasting : pause.ended)[beyondCell(cell, at)] as number;
  const away = share * inPause * (isOpen ? 1 : (beyondScale[at] as number));
  const inRhythm = (isOpen ? rhythm.lasting : rhythm.ended)[at] as number;
  const here = (1 - share) * densityScale(wait, change) * inRhythm;
  return away / (here + away + least);
}

/** Weights that add up to 1, without those that no later wait makes heavy again. */
function scale(weights: Float64Array): void {
  let total = 0;
  for (let at = 0; at < weights.length; at++) total += weights[at] as number;
  for (let at = 0; at < weights.length; at++) {
    const weight = (weights[at] as number) / total;
    weights[at] = weight < lightest ? 0 : weight;
  }
}

/** Multiplies the weights by the likelihood of one wait. */
function seeWait(tables: RhythmTables, wait: KnownWait, weights: Float64Array): void {
  const { levels } = tables;
  const { cell, share, isOpen } = wait;
  const here = isOpen ? tables.rhythm.lasting : tables.rhythm.ended;
  const away = isOpen ? tables.pause.lasting : tables.pause.ended;
  const scale = isOpen ? unscaled : beyondScale;
  const from = beyondFrom(cell);
  for (const change of wait.recentShare > 0 ? tables.active : tables.early) {
    let at = lowestCell(tables, wait, change);
    const end = (change + 1) * levels;
    const rhythm = (1 - share) * densityScale(wait, change);
    for (let row = change * levels; row < end; row++) {
      const weight = weights[row] as number;
      if (weight > 0) {
        const past = from + (beyond[at] as number);
        const pause = (away[past < 0 ? 0 : past] as number) * (scale[at] as number);
        weights[row] = weight * (rhythm * (here[at] as number) + share * pause + least);
      }
      at -= perLevel;
    }
  }
}

/** Until the recent window begins who changes there is as who does not change at all. */
function beginSteps({ law, levels, active, early }: RhythmTables, weights: Float64Array): void {
  for (const change of active) {
    if (early.includes(change)) continue;
    const odds = (law.changeShares[change] as number) / (law.changeShares[0] as number);
    for (let level = 0; level < levels; level++)
      weights[change * levels + level] = odds * (weights[level] as number);
  }
}

/**
 * Fills `weights` (changes × levels) with the posterior after a customer's waits. Cost: a product and
 * three look-ups per wait and pair that is still possible.
 */
export function weigh(tables: RhythmTables, waits: readonly KnownWait[], weights: Float64Array): void {
  weights.set(tables.prior);
  for (let n = 0; n < waits.length; n++) {
    const wait = waits[n] as KnownWait;
    if (wait.recentShare > 0 && (waits[n - 1]?.recentShare ?? 0) === 0) beginSteps(tables, weights);
    seeWait(tables, wait, weights);
    // Three waits of the least likelihood are still a number, and tell most levels.
    if (n % 3 === 2) scale(weights);
  }
  scale(weights);
}

/** The waits of a customer with so many purchases by now, the last still running; all in operational days. */
export function knownWaits(
  { law }: RhythmTables,
  { ticks, bought, now, recentFrom }: PurchaseTimes,
): KnownWait[] {
  const waits: KnownWait[] = [];
  for (let purchases = 1; purchases <= bought; purchases++) {
    const isOpen = purchases === bought;
    const from = ticks[purchases - 1] as number;
    const to = isOpen ? now : (ticks[purchases] as number);
    const share = law.pauseShares[classOf(purchases)] as number;
    const recentShare = to <= recentFrom ? 0 : from >= recentFrom ? 1 : (to - recentFrom) / (to - from);
    waits.push({ cell: cellOf(to - from), purchases, share, recentShare, isOpen });
  }
  return waits;
}

/** Rows of the weights that matter, into `rows`; returns how many. */
export function heavyRows(weights: Float64Array, rows: Int32Array): number {
  let found = 0;
  for (let row = 0; row < weights.length; row++)
    if ((weights[row] as number) > negligible) rows[found++] = row;
  return found;
}
