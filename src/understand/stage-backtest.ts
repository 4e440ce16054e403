/** Judges past life-cycle stages by what came after them: rates with intervals, ranking, and the order they promise. */
import { areaUnderCurve } from '../models/rank-quality.ts';
import type { LifeCycleStage } from '../records/feature.ts';
import type { StageBacktest } from '../records/stage-backtest.ts';

/** Customers of one stage and about one P(alive) at a past time. */
export interface StageOutcome {
  readonly stage: LifeCycleStage;
  /** Null where it was refused. */
  readonly alive: number | null;
  readonly customers: number;
  readonly bought: number;
  /** Sum of their chances of an order in these days, and how many had one. */
  readonly expected: number;
  readonly withExpectation: number;
  /** Σ p(1 − p) of those chances. */
  readonly chanceVariance: number;
  /** Sum of how far off each chance may be as one of its stage; null where nothing corrected them. */
  readonly spread: number | null;
}

/** What a stage promises; equal numbers promise the same. Who never bought is not judged. */
const promise: Partial<Record<LifeCycleStage, number>> = {
  growing: 4,
  mature: 4,
  new: 3,
  declining: 3,
  dormant: 2,
  lost: 1,
};
const shown = ['growing', 'mature', 'new', 'declining', 'dormant', 'lost', 'undetermined'] as const;
const z95 = 1.959963984540054;
const z80 = 1.2815515655446004;
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
const roundedOrNull = (value: number | null) => (value === null ? null : rounded(value));

function wilson(k: number, n: number): { lo: number; hi: number } {
  const square = z95 * z95;
  const middle = (k + square / 2) / (n + square);
  const half = (z95 / (n + square)) * Math.sqrt((k * (n - k)) / n + square / 4);
  return { lo: rounded(Math.max(0, middle - half)), hi: rounded(Math.min(1, middle + half)) };
}

type Expectation = Pick<StageBacktest['all'][number], 'expected' | 'expectedLo' | 'expectedHi'>;

/**
 * The share expected, and the 80 % range in which the share that comes should lie: chance, and what the correction may be
 * off, which all of a stage share at one time and no two times do.
 */
function expectationOf(times: readonly (readonly StageOutcome[])[], known: number): Expectation {
  if (known === 0) return { expected: null, expectedLo: null, expectedHi: null };
  const all = times.flat();
  const expected = Math.min(1, all.reduce((total, o) => total + o.expected, 0) / known);
  if (all.some(o => o.spread === null))
    return { expected: rounded(expected), expectedLo: null, expectedHi: null };
  const shared = times.map(own => own.reduce((total, o) => total + (o.spread ?? 0), 0));
  const chance = all.reduce((total, o) => total + o.chanceVariance, 0);
  const half = (z80 * Math.sqrt(chance + shared.reduce((total, sd) => total + sd * sd, 0))) / known;
  return {
    expected: rounded(expected),
    expectedLo: rounded(Math.max(0, expected - half)),
    expectedHi: rounded(Math.min(1, expected + half)),
  };
}

/** Rows of one or several past times. */
function stageRows(times: readonly (readonly StageOutcome[])[]): StageBacktest['all'] {
  return shown.flatMap(stage => {
    const ownTimes = times.map(outcomes => outcomes.filter(each => each.stage === stage));
    const own = ownTimes.flat();
    const sum = (of: (each: StageOutcome) => number) => own.reduce((total, each) => total + of(each), 0);
    const [customers, bought, known] = [
      sum(o => o.customers),
      sum(o => o.bought),
      sum(o => o.withExpectation),
    ];
    if (customers === 0) return [];
    const actual = { rate: rounded(bought / customers), ...wilson(bought, customers) };
    return [{ stage, customers, bought, ...actual, ...expectationOf(ownTimes, known) }];
  });
}

const groups = (
  outcomes: readonly StageOutcome[],
  score: (each: StageOutcome) => number | null | undefined,
) =>
  outcomes.flatMap(each => {
    const value = score(each);
    if (value === null || value === undefined) return [];
    return [{ score: value, positives: each.bought, negatives: each.customers - each.bought }];
  });

const areas = (outcomes: readonly StageOutcome[]) => {
  const judged = outcomes.filter(({ stage }) => promise[stage] !== undefined);
  return {
    aucAlive: roundedOrNull(areaUnderCurve(groups(judged, each => each.alive))),
    aucStage: roundedOrNull(areaUnderCurve(groups(judged, each => promise[each.stage]))),
  };
};

const leastCustomers = 30;

/**
 * Ranks that promise less and less, active customers and declining ones apart. Between these two there is no order: who declines
 * does so against their own past and is known for it by many purchases. On simulated shops 66 of 100 truly declining customers
 * bought again within 90 days, and 66 of 100 mature ones.
 */
const active = ['growing', 'mature'];
const declining = ['declining'];
const dormant = ['dormant'];
const lost = ['lost'];
const promises = [
  [active, dormant, lost],
  [declining, dormant, lost],
];

/** Judged over the ranks that have enough customers, at least three of the four. */
function inOrder(rows: StageBacktest['all']): boolean | null {
  const rateOf = (stages: readonly string[]) => {
    const own = rows.filter(row => stages.includes(row.stage));
    const customers = own.reduce((n, row) => n + row.customers, 0);
    return customers < leastCustomers ? [] : [own.reduce((n, row) => n + row.bought, 0) / customers];
  };
  if ([active, declining, dormant, lost].flatMap(rateOf).length < 3) return null;
  return promises.every(ranks =>
    ranks.flatMap(rateOf).every((rate, at, all) => at === 0 || rate < (all[at - 1] as number)),
  );
}

/** The chapter from outcomes at past times; empty without any. */
export function stageBacktestOf(
  days: number,
  origins: readonly { readonly asOf: string; readonly outcomes: readonly StageOutcome[] }[],
): StageBacktest {
  const all = origins.flatMap(({ outcomes }) => outcomes);
  const rows = stageRows(origins.map(({ outcomes }) => outcomes));
  return {
    days,
    all: rows,
    origins: origins.map(({ asOf, outcomes }) => ({
      asOf,
      stages: stageRows([outcomes]),
      ...areas(outcomes),
    })),
    ...areas(all),
    inOrder: inOrder(rows),
  };
}
