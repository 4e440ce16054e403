/**
 * What a card's estimate would have been worth: at each past time with three origins before it, the same list is formed,
 * estimated from what was known before, and laid beside what its customers then brought.
 */

import { sum } from '../math/moments.ts';
import { regularisedBeta } from '../math/special-functions.ts';
import type { CellCount } from './opportunity-cells.ts';
import {
  type Corrections,
  type OriginCounts,
  overOrigins,
  planningLevel,
  type Reference,
  stakeAt,
  stakesOver,
} from './opportunity-stake.ts';

/** A past time: the list then with what it brought in the horizon after, whom it is compared with, and the origins before it in its own season. */
export interface PastTime {
  readonly at: Date;
  readonly cells: readonly CellCount[];
  readonly peers: readonly CellCount[];
  readonly earlier: readonly OriginCounts[];
}

/** An amount as it was expected and as it came; major units. */
export interface Foreseen {
  readonly estimate: number;
  readonly realised: number;
}

export interface Backtest extends Foreseen {
  readonly at: Date;
  readonly customers: number;
  readonly lo: number;
  readonly hi: number;
  readonly inside: boolean;
  /** The twins: what they were expected to bring a head, and brought, for this list; null where it is compared with itself. */
  readonly twins: Foreseen | null;
}

export interface BacktestOptions {
  readonly reference: Reference;
  /** Which of a list's cells would have been taken, where that depends on what was known then. */
  readonly choose?: (list: readonly CellCount[], earlier: readonly OriginCounts[]) => readonly CellCount[];
}

/** One row a past time at which the list could be estimated with an interval; major units. */
export function backtestsOf(
  past: readonly PastTime[],
  { reference, choose = list => list }: BacktestOptions,
): Backtest[] {
  return past.flatMap(({ at, cells, peers, earlier }) => {
    const list = choose(cells, earlier);
    const { blocks, stakes } = stakesOver(list, earlier, { reference });
    const { estimate, lo, hi } = overOrigins(stakes.map(stake => stake.baseline));
    const then = stakeAt({ list, blocks, reference }, { at, cells, peers, seasonFactor: 1 });
    if (lo === null || hi === null || then === null) return [];
    const realised = sum(list.map(cell => cell.value));
    const expected = overOrigins(stakes.map(stake => stake.reference)).estimate;
    return [
      {
        at,
        customers: sum(list.map(cell => cell.customers)),
        estimate,
        lo,
        hi,
        realised,
        inside: realised >= lo && realised <= hi,
        twins: reference.kind === 'twins' ? { estimate: expected, realised: then.reference } : null,
      },
    ];
  });
}

/** So few inside would happen to honest intervals less than once in ten. */
const doubtBelow = 0.1;

/** Whether past intervals held so seldom that today's deserves doubt: P(X ≤ hits), X ~ Binomial(n, level), under .1. */
export function backtestMissed(tests: readonly Pick<Backtest, 'inside'>[]): boolean {
  const hits = tests.filter(test => test.inside).length;
  if (hits === tests.length) return false;
  return regularisedBeta(1 - planningLevel, tests.length - hits, hits + 1) < doubtBelow;
}

/** Baselines of finished campaigns held against their control groups: how many, and how many lay inside their interval. */
export interface ForecastRecord {
  readonly checked: number;
  readonly held: number;
}

const enoughForecasts = 10;
const leastHeld = 0.65;

/** Whether forecasts stored at approval held too seldom to trust today's (METHODS §17.11): under 65 % of at least ten. */
export const forecastsMissed = ({ checked, held }: ForecastRecord): boolean =>
  checked >= enoughForecasts && held / checked < leastHeld;

/** Past times a lack of any record counts as: two, chosen on simulated bases (decision 0005). */
const noRecord = 2;
/** No single past time moves the estimate by more than this, either way. */
const mostRatio = 3;

/**
 * By how much its own record corrects an estimate: the geometric mean of realised over expected at past times, shrunk
 * towards 1 as if two more times had come true exactly. 1 without a record.
 *
 * @example correctionOf([{ estimate: 100, realised: 80 }]) // .8^(1/3) = .928
 */
export function correctionOf(tests: readonly Foreseen[]): number {
  const ratios = tests
    .filter(test => test.estimate > 0)
    .map(test => Math.min(mostRatio, Math.max(1 / mostRatio, test.realised / test.estimate)));
  return Math.exp(sum(ratios.map(Math.log)) / (ratios.length + noRecord));
}

/** What their records say of both figures of a card. */
export const correctionsOf = (tests: readonly Backtest[]): Corrections => ({
  baseline: correctionOf(tests),
  reference: correctionOf(tests.flatMap(test => test.twins ?? [])),
});
