/**
 * The two models of repeat purchases with unseen leaving: BG/NBD (Fader, Hardie & Lee 2005) and MBG/NBD (Batislam et
 * al. 2007), which also lets a customer leave right after the first purchase. Purchases come at a Gamma(r, α) rate; after
 * each (MBG: the first too) the customer leaves with a Beta(a, b) probability. Here: sufficient statistics, likelihood, slope.
 */
import type { Slope } from '../math/quasi-newton.ts';
import { digamma, logBeta, logGamma } from '../math/special-functions.ts';

export type PurchaseModelKind = 'bg-nbd' | 'mbg-nbd';

export interface PurchaseParameters {
  readonly r: number;
  /** In the unit of the ages. */
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}
export interface PurchaseModel extends PurchaseParameters {
  readonly kind: PurchaseModelKind;
}

/** x repeat occasions, the last at t_x after the first, seen for T since the first: 0 ≤ t_x ≤ T, t_x = 0 iff x = 0. */
export interface PurchaseHistory {
  readonly x: number;
  readonly tx: number;
  readonly age: number;
}

/** Distinct histories in rising order of x with the number of customers that have each. */
export interface HistoryTable {
  readonly x: Float64Array;
  readonly tx: Float64Array;
  readonly age: Float64Array;
  readonly customers: Float64Array;
}

/**
 * Distinct histories of many customers; equal ones become one row with a weight, which changes no likelihood. Sorted
 * by (x, t_x, T), so that sums come out the same whatever order the customers came in. Cost O(n log n) in distinct rows.
 */
export function historyTable(
  histories: Iterable<PurchaseHistory & { readonly customers?: number }>,
): HistoryTable {
  const found = new Map<string, { x: number; tx: number; age: number; customers: number }>();
  for (const { x, tx, age, customers = 1 } of histories) {
    const key = `${x}/${tx}/${age}`;
    const row = found.get(key);
    if (row) row.customers += customers;
    else found.set(key, { x, tx, age, customers });
  }
  const rows = [...found.values()].sort((l, r) => l.x - r.x || l.tx - r.tx || l.age - r.age);
  return {
    x: Float64Array.from(rows, row => row.x),
    tx: Float64Array.from(rows, row => row.tx),
    age: Float64Array.from(rows, row => row.age),
    customers: Float64Array.from(rows, row => row.customers),
  };
}

/** Shift of b by the purchases survived: x in BG/NBD, x + 1 in MBG/NBD. */
export const survived = (kind: PurchaseModelKind, x: number): number => (kind === 'mbg-nbd' ? x + 1 : x);

interface Sums {
  value: number;
  r: number;
  alpha: number;
  a: number;
  b: number;
}

/** Adds the terms of all rows [from, to) that share x: gamma functions are taken once, logarithms per row. */
function addSameX(total: Sums, at: PurchaseModel, rows: HistoryTable & { from: number; to: number }): void {
  const { r, alpha, a, b, kind } = at;
  const x = rows.x[rows.from] as number;
  const c = b + survived(kind, x);
  const mayHaveLeft = x > 0 || kind === 'mbg-nbd';
  const logLeft = mayHaveLeft ? Math.log(a / (c - 1)) : Number.NEGATIVE_INFINITY;
  let customers = 0;
  let left = 0;
  for (let row = rows.from; row < rows.to; row++) {
    const n = rows.customers[row] as number;
    const end = alpha + (rows.age[row] as number);
    const logEnd = Math.log(end);
    customers += n;
    if (!mayHaveLeft) {
      total.value -= n * (r + x) * logEnd;
      total.r -= n * logEnd;
      total.alpha -= (n * (r + x)) / end;
      continue;
    }
    const last = alpha + (rows.tx[row] as number);
    const logLast = Math.log(last);
    // Odds of having left: (a / (c − 1))·((α + T)/(α + t_x))^(r + x); both terms share the factor (α + T)^−(r + x).
    const logOdds = logLeft + (r + x) * (logEnd - logLast);
    const share = logOdds > 0 ? 1 / (1 + Math.exp(-logOdds)) : 1 - 1 / (1 + Math.exp(logOdds));
    const logOf1PlusOdds =
      logOdds > 0 ? logOdds + Math.log1p(Math.exp(-logOdds)) : Math.log1p(Math.exp(logOdds));
    total.value += n * (logOf1PlusOdds - (r + x) * logEnd);
    total.r -= n * ((1 - share) * logEnd + share * logLast);
    total.alpha -= n * (r + x) * ((1 - share) / end + share / last);
    left += n * share;
  }
  const both = digamma(a + b) - digamma(a + c);
  total.value +=
    customers * (logGamma(r + x) - logGamma(r) + r * Math.log(alpha) + logBeta(a, c) - logBeta(a, b));
  total.r += customers * (digamma(r + x) - digamma(r) + Math.log(alpha));
  total.alpha += (customers * r) / alpha;
  total.a += customers * both + left / a;
  total.b += customers * (both + digamma(c) - digamma(b)) - (mayHaveLeft ? left / (c - 1) : 0);
}

/**
 * ln L of all customers and its slope in (ln r, ln α, ln a, ln b). Two logarithms and one exponential a row: 1M distinct
 * rows take about .1 s.
 */
export function purchaseLogLikelihood(model: PurchaseModel, table: HistoryTable): Slope {
  const total: Sums = { value: 0, r: 0, alpha: 0, a: 0, b: 0 };
  const rows = table.x.length;
  for (let from = 0; from < rows; ) {
    let to = from + 1;
    while (to < rows && table.x[to] === table.x[from]) to++;
    addSameX(total, model, { ...table, from, to });
    from = to;
  }
  const { r, alpha, a, b } = model;
  return { value: total.value, gradient: [r * total.r, alpha * total.alpha, a * total.a, b * total.b] };
}
