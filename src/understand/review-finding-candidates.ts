/** Every comparison of a review that the data allow, each with what no change or the base's own history predicts. */
import { tQuantile, tTwoSided } from '../math/distributions.ts';
import { moments } from '../math/moments.ts';
import type { BaseMovement } from '../records/base-movement.ts';
import type { ReviewDocument } from '../records/review.ts';
import type { ReviewChange, ReviewChanges } from '../records/review-change.ts';
import type { ReviewFestivals } from '../records/review-festival.ts';
import type { ReviewFinding } from '../records/review-finding.ts';

/** One comparison, tried and not yet judged. Money in minor units. */
export interface Candidate
  extends Pick<
    ReviewFinding,
    'kind' | 'about' | 'period' | 'against' | 'amountMinor' | 'expectedMinor' | 'statements'
  > {
  /** Of `amountMinor` minus `expectedMinor`, 95 %. */
  readonly lo: number;
  readonly hi: number;
  readonly surprise: number;
  readonly p: number;
  /** What the sentence needs besides. */
  readonly said: Readonly<Record<string, number | string>>;
}

/** Customers of a cohort, and months of history, below which a comparison is not made. */
const leastCohort = 100;
const leastHistory = 6;

/** Normal comparisons have so many degrees of freedom that Student's t is the normal. */
const manyDegrees = 1e6;

interface Measured extends Pick<Candidate, 'kind' | 'about' | 'period' | 'against' | 'statements' | 'said'> {
  readonly amount: number;
  readonly expected: number;
  readonly error: number;
  readonly degrees?: number;
}

/** A candidate from an amount, what was expected and the error of their difference; none without an error. */
function measured({ amount, expected, error, degrees = manyDegrees, ...rest }: Measured): Candidate[] {
  const off = amount - expected;
  if (!Number.isFinite(off) || !Number.isFinite(error) || error <= 0) return [];
  const half = tQuantile(0.975, degrees) * error;
  return [
    {
      ...rest,
      amountMinor: Math.round(amount),
      expectedMinor: Math.round(expected),
      lo: Math.round(off - half),
      hi: Math.round(off + half),
      surprise: Math.abs(off) / error,
      p: tTwoSided(off / error, degrees),
    },
  ];
}

/** Standard error of what a 95 % interval is about. */
const errorOf = (noise: { lo: number; hi: number } | undefined) =>
  noise ? (noise.hi - noise.lo) / 2 / tQuantile(0.975, manyDegrees) : 0;

function changeCandidates(change: ReviewChange): Candidate[] {
  const { kind, before, after, drivers, groups, refunds } = change;
  const spans = { period: after, against: before };
  const statements = [`change-groups-${kind}`];
  const most = drivers.reduce((best, row) =>
    Math.abs(row.amountMinor) > Math.abs(best.amountMinor) ? row : best,
  );
  const group = (name: ReviewChange['groups'][number]['group']) => groups.find(row => row.group === name);
  const [kept, lost, fresh, returned] = [group('kept'), group('lost'), group('new'), group('returned')];
  const came = (fresh?.afterMinor ?? 0) + (returned?.afterMinor ?? 0);
  const left = lost?.beforeMinor ?? 0;
  const salesBefore = groups.reduce((sum, row) => sum + row.beforeMinor, 0);
  const salesAfter = groups.reduce((sum, row) => sum + row.afterMinor, 0);
  const rate = salesBefore > 0 ? refunds.beforeMinor / salesBefore : 0;
  const about = null;
  return [
    ...measured({
      ...{ ...spans, about, statements, kind: 'sales-change' },
      amount: change.afterMinor,
      expected: change.beforeMinor,
      error: errorOf(change.noise),
      said: { driver: most.driver, driverMinor: most.amountMinor },
    }),
    ...(kept && kept.customers > 0
      ? measured({
          ...{ ...spans, about, statements, kind: 'kept-spend' },
          amount: kept.afterMinor,
          expected: kept.beforeMinor,
          error: errorOf(kept.noise),
          said: { customers: kept.customers },
        })
      : []),
    ...(left > 0 && came > 0
      ? measured({
          ...{ ...spans, about, statements, kind: 'replacement' },
          amount: came,
          expected: left,
          error: Math.hypot(errorOf(lost?.noise), errorOf(fresh?.noise), errorOf(returned?.noise)),
          said: {
            lost: lost?.customers ?? 0,
            came: (fresh?.customers ?? 0) + (returned?.customers ?? 0),
          },
        })
      : []),
    ...(salesBefore > 0 && salesAfter > 0 && refunds.beforeMinor > 0
      ? measured({
          ...{ ...spans, about, statements, kind: 'refund-rate' },
          amount: refunds.afterMinor,
          expected: rate * salesAfter,
          error: errorOf(refunds.rateNoise),
          said: { rateBefore: rate, rateAfter: refunds.afterMinor / salesAfter },
        })
      : []),
    ...sliceCandidates(change),
  ];
}

/** Slices against the movement of the whole; where there is one slice, it is the whole. */
function sliceCandidates(change: ReviewChange): Candidate[] {
  const { kind, before, after, beforeMinor, afterMinor } = change;
  if (beforeMinor <= 0 || afterMinor <= 0) return [];
  return change.slices.flatMap(({ by, rows }) =>
    rows.length < 2
      ? []
      : rows.flatMap(row =>
          // What has no name, and all the rest together, are nothing one can act on.
          row.name
            ? measured({
                kind: by === 'category' ? 'category-shift' : 'channel-shift',
                about: row.name,
                period: after,
                against: before,
                statements: [`change-slices-${kind}`],
                amount: row.afterMinor,
                expected: (row.beforeMinor * afterMinor) / beforeMinor,
                error: errorOf(row.shiftNoise),
                said: { growth: afterMinor / beforeMinor - 1 },
              })
            : [],
        ),
  );
}

const lastDayOf = (month: string) => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
};
const spanOfMonths = (first: string, last: string) => ({ from: `${first}-01`, to: lastDayOf(last) });
const yearBefore = (month: string) => `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`;
/** The Spring Festival wanders between these two: neither has a like one a year before. */
const isFestivalMonth = (month: string) => month.endsWith('-01') || month.endsWith('-02');

export type Month = ReviewDocument['months'][number];

/** The last whole month against its like of a year before, moved as the months before it moved. */
function monthCandidate(months: readonly Month[]): Candidate[] {
  const byName = new Map(months.map(row => [row.month, row.revenueMinor]));
  const movedOf = ({ month, revenueMinor }: Month) => {
    const before = byName.get(yearBefore(month)) ?? 0;
    return revenueMinor > 0 && before > 0 ? Math.log(revenueMinor / before) : null;
  };
  const last = months.at(-1);
  // The first month of a history is mostly a part of one.
  const firstMonth = months[0]?.month ?? '';
  if (!last || isFestivalMonth(last.month) || yearBefore(last.month) <= firstMonth) return [];
  const history = months
    .slice(-12, -1)
    .filter(row => !isFestivalMonth(row.month) && yearBefore(row.month) > firstMonth)
    .map(movedOf)
    .filter(moved => moved !== null);
  const now = movedOf(last);
  if (now === null || history.length < leastHistory) return [];
  const { mean, variance } = moments(history);
  const error = Math.sqrt(variance * (1 + 1 / history.length));
  if (error <= 0) return [];
  const base = byName.get(yearBefore(last.month)) ?? 0;
  const degrees = history.length - 1;
  const half = tQuantile(0.975, degrees) * error;
  return [
    {
      kind: 'month',
      about: last.month,
      period: spanOfMonths(last.month, last.month),
      against: spanOfMonths(yearBefore(last.month), yearBefore(last.month)),
      statements: ['months'],
      amountMinor: last.revenueMinor,
      expectedMinor: Math.round(base * Math.exp(mean)),
      lo: Math.round(last.revenueMinor - base * Math.exp(mean + half)),
      hi: Math.round(last.revenueMinor - base * Math.exp(mean - half)),
      surprise: Math.abs(now - mean) / error,
      p: tTwoSided((now - mean) / error, degrees),
      said: { months: history.length, moved: Math.exp(mean) - 1, yearBefore: base },
    },
  ];
}

/** Months that make up the newer side of the margin rate. */
const newMonths = 3;

function marginCandidate(months: readonly Month[]): Candidate[] {
  const known = months.filter(row => row.marginMinor !== null && row.revenueMinor > 0);
  const [recent, earlier] = [known.slice(-newMonths), known.slice(-newMonths - 12, -newMonths)];
  const [first, last, from, to] = [recent[0], recent.at(-1), earlier[0], earlier.at(-1)];
  if (!first || !last || !from || !to || earlier.length < leastHistory) return [];
  const sales = recent.reduce((sum, row) => sum + row.revenueMinor, 0);
  const margin = recent.reduce((sum, row) => sum + (row.marginMinor ?? 0), 0);
  const { mean, variance } = moments(earlier.map(row => (row.marginMinor ?? 0) / row.revenueMinor));
  return measured({
    kind: 'margin-rate',
    about: null,
    period: spanOfMonths(first.month, last.month),
    against: spanOfMonths(from.month, to.month),
    statements: ['months'],
    amount: margin,
    expected: mean * sales,
    error: Math.sqrt(variance * (1 / newMonths + 1 / earlier.length)) * sales,
    degrees: earlier.length - 1,
    said: { rateBefore: mean, rateAfter: margin / sales },
  });
}

const spanOfQuarter = (quarter: string, later = 0) => {
  const [year = 0, number = 1] = quarter.split('-Q').map(Number);
  const month = (year * 4 + number - 1 + later) * 3;
  const name = (at: number) => `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
  return spanOfMonths(name(month), name(month + 2));
};

/** The newest cohort that had a whole quarter to come back, against the four before it. */
function cohortCandidate({ cohorts }: BaseMovement, exponent: number): Candidate[] {
  const ready = cohorts.filter(row => row.customers >= leastCohort && row.quarters[1] !== undefined);
  const [now, earlier] = [ready.at(-1), ready.slice(-5, -1)];
  const [first, last] = [earlier[0], earlier.at(-1)];
  if (!now || !first || !last || earlier.length < 4) return [];
  const rateOf = (row: typeof now) => (row.quarters[1]?.active ?? 0) / row.customers;
  const { mean, variance } = moments(earlier.map(rateOf));
  const others = earlier.reduce((sum, row) => sum + row.customers, 0);
  const chance = mean * (1 - mean) * (1 / now.customers + 1 / others);
  const actives = earlier.reduce((sum, row) => sum + (row.quarters[1]?.active ?? 0), 0);
  const brought = earlier.reduce((sum, row) => sum + (row.quarters[1]?.value ?? 0), 0);
  const each = actives > 0 ? (brought / actives) * 10 ** exponent : 0;
  return measured({
    kind: 'cohort-return',
    about: now.quarter,
    period: spanOfQuarter(now.quarter, 1),
    against: { from: spanOfQuarter(first.quarter).from, to: spanOfQuarter(last.quarter).to },
    statements: ['cohorts'],
    amount: rateOf(now) * now.customers * each,
    expected: mean * now.customers * each,
    error: Math.sqrt(Math.max(chance, variance * (1 + 1 / earlier.length))) * now.customers * each,
    degrees: earlier.length - 1,
    said: { customers: now.customers, rateBefore: mean, rateAfter: rateOf(now) },
  });
}

/**
 * The newest of each festival against the one before with as many workdays as it, moved as the whole moved over a year
 * where that is known.
 */
function festivalCandidates({ festivals }: ReviewFestivals, year: ReviewChange | undefined): Candidate[] {
  const growth = year && year.beforeMinor > 0 && year.afterMinor > 0 ? year.afterMinor / year.beforeMinor : 1;
  return festivals.flatMap(({ festival, years }) => {
    const [now, before] = years;
    if (!now?.change?.noise || !before || before.netMinor <= 0) return [];
    const alike = before.netMinor + (now.change.calendarMinor ?? 0);
    if (alike <= 0) return [];
    // The part of the error that is the year before's moves with it.
    const error = errorOf(now.change.noise) * Math.max(1, growth);
    return measured({
      kind: 'festival',
      about: festival,
      period: { from: now.from, to: now.to },
      against: { from: before.from, to: before.to },
      statements: ['festival-days'],
      amount: now.netMinor,
      expected: alike * growth,
      error,
      said: { growth: growth - 1, before: before.netMinor, alike },
    });
  });
}

export interface FindingSources {
  readonly months: readonly Month[];
  readonly changes: ReviewChanges;
  readonly movement: BaseMovement;
  readonly festivals: ReviewFestivals;
  /** Decimal places of the currency. */
  readonly exponent: number;
}

export const wholeMonths = (months: readonly Month[]) => months.filter(row => !row.partial);

/**
 * Every comparison the data allow. 28 days against the 28 before them say nothing of a season, so they are tried only where
 * no like days of a year before exist.
 */
export function findingCandidates({
  months,
  changes,
  movement,
  festivals,
  exponent,
}: FindingSources): Candidate[] {
  const inYear = changes.changes.filter(change => change.kind !== 'recent');
  const compared = inYear.length > 0 ? inYear : changes.changes;
  const whole = wholeMonths(months);
  return [
    ...compared.flatMap(changeCandidates),
    ...festivalCandidates(
      festivals,
      changes.changes.find(change => change.kind === 'year'),
    ),
    ...monthCandidate(whole),
    ...marginCandidate(whole),
    ...cohortCandidate(movement, exponent),
  ];
}
