/** Customers on both sides against customers on one, at equal numbers of purchases; a description with its interval. */
import type { ChannelSynergy, SalesChannel } from '../../records/channel-summary.ts';

export interface SynergyRow {
  readonly side: 'both' | 'online' | 'store';
  readonly stratum: string;
  readonly n: string | number;
  readonly mean: number;
  readonly variance: number;
  readonly bought: string | number;
}

const sides = ['both', 'online', 'store'] as const;
/** Customers a group needs before anything is said of it. */
const leastGroup = 30;
const z95 = 1.959964;

interface Cell {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

const none: Cell = { n: 0, mean: 0, variance: 0 };

/** Two cells as one: n, mean and sample variance of the rows together (Chan, Golub & LeVeque 1979). */
function together(a: Cell, b: Cell): Cell {
  const n = a.n + b.n;
  if (n === 0) return none;
  const mean = (a.n * a.mean + b.n * b.mean) / n;
  const squares =
    Math.max(0, a.n - 1) * a.variance +
    Math.max(0, b.n - 1) * b.variance +
    (a.n * b.n * (a.mean - b.mean) ** 2) / n;
  return { n, mean, variance: n > 1 ? squares / (n - 1) : 0 };
}

/** Rows as one cell of money. */
const moneyOf = (own: readonly SynergyRow[]): Cell =>
  own.reduce((sum, row) => together(sum, { n: Number(row.n), mean: row.mean, variance: row.variance }), none);

/** Rows as one yes-or-no cell; its variance is that of (x + 1)/(n + 2), so that 0 of 2 does not pass for certain. */
function shareOfRows(own: readonly SynergyRow[]): Cell {
  const n = own.reduce((sum, row) => sum + Number(row.n), 0);
  const hits = own.reduce((sum, row) => sum + Number(row.bought), 0);
  const smoothed = (hits + 1) / (n + 2);
  return { n, mean: n > 0 ? hits / n : 0, variance: smoothed * (1 - smoothed) };
}

type Reading = (own: readonly SynergyRow[]) => Cell;

const of = (rows: readonly SynergyRow[], held: readonly SynergyRow['side'][], stratum?: string) =>
  rows.filter(row => held.includes(row.side) && (stratum === undefined || row.stratum === stratum));

/** Strata with at least two customers on both sides and two on one. */
const commonStrata = (rows: readonly SynergyRow[]): string[] =>
  [...new Set(rows.map(row => row.stratum))].filter(
    stratum =>
      moneyOf(of(rows, ['both'], stratum)).n >= 2 && moneyOf(of(rows, ['online', 'store'], stratum)).n >= 2,
  );

/** A group's mean at the mixture of strata of those on both sides; null where it lacks one of them. */
function mixed(rows: readonly SynergyRow[], side: SynergyRow['side'], read: Reading): number | null {
  const strata = commonStrata(rows);
  const cells = strata.map(stratum => read(of(rows, [side], stratum)));
  if (strata.length === 0 || cells.some(cell => cell.n === 0)) return null;
  const weights = strata.map(stratum => moneyOf(of(rows, ['both'], stratum)).n);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return cells.reduce((sum, cell, at) => sum + ((weights[at] ?? 0) / whole) * cell.mean, 0);
}

/** Σ w(mean both − mean one side) over strata; weights are the shares of those on both sides. */
function standardised(rows: readonly SynergyRow[], read: Reading) {
  const strata = commonStrata(rows).map(stratum => ({
    both: read(of(rows, ['both'], stratum)),
    other: read(of(rows, ['online', 'store'], stratum)),
  }));
  const n = strata.reduce((sum, { both }) => sum + both.n, 0);
  let [value, variance] = [0, 0];
  for (const { both, other } of strata) {
    const weight = both.n / n;
    value += weight * (both.mean - other.mean);
    variance += weight ** 2 * (both.variance / both.n + other.variance / other.n);
  }
  const half = z95 * Math.sqrt(variance);
  return { value, lo: value - half, hi: value + half };
}

/** Names of the channels on either side. */
export function sidesOf(channels: readonly SalesChannel[]): { online: string[]; store: string[] } {
  const on = (side: SalesChannel['side']) =>
    channels.filter(each => each.side === side).map(each => each.channel);
  return { online: on('online'), store: on('store') };
}

function groupsOf(rows: readonly SynergyRow[], unitMinor: number): ChannelSynergy['groups'] {
  return sides.map(group => {
    const customers = moneyOf(of(rows, [group])).n;
    const value = customers >= leastGroup ? mixed(rows, group, moneyOf) : null;
    return {
      group,
      customers,
      valueMinor: value === null ? null : Math.round(value * unitMinor),
      buyAgain: customers >= leastGroup ? mixed(rows, group, shareOfRows) : null,
    };
  });
}

/**
 * The comparison from counts by side and stratum. `unitMinor` turns major units into minor ones. Refused as `one-side`
 * without a channel on one of the sides, as `too-few` with under 30 customers on both or on one side in common strata.
 */
export function synergyOf(
  rows: readonly SynergyRow[],
  known: { readonly online: readonly string[]; readonly store: readonly string[] },
  unitMinor: number,
): ChannelSynergy {
  if (known.online.length === 0 || known.store.length === 0) {
    const status = known.online.length + known.store.length === 0 ? 'unknown-sides' : 'one-side';
    return { status, groups: [], difference: null };
  }
  const groups = groupsOf(rows, unitMinor);
  const strata = commonStrata(rows);
  const common = rows.filter(row => strata.includes(row.stratum));
  const customers = moneyOf(of(common, ['both'])).n;
  const others = moneyOf(of(common, ['online', 'store'])).n;
  if (customers < leastGroup || others < leastGroup) return { status: 'too-few', groups, difference: null };
  const money = standardised(rows, moneyOf);
  const valueMinor = {
    value: Math.round(money.value * unitMinor),
    lo: Math.round(money.lo * unitMinor),
    hi: Math.round(money.hi * unitMinor),
  };
  const buyAgain = standardised(rows, shareOfRows);
  return { status: 'ok', groups, difference: { customers, others, valueMinor, buyAgain } };
}
