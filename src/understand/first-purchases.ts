/** What became of customers by what they first bought, from sums of the engine. */
import { tQuantile } from '../math/distributions.ts';
import type { BaseMovement } from '../records/base-movement.ts';

/** Days after the first purchase that are looked at. */
export const laterDays = 365;
/** Below this many a mean of money says little, and its interval less. */
export const leastBuyers = 30;
const mostProducts = 20;
const level = 0.95;

/** Buyers of a category or product in their first purchase; sums over them, major units. */
export interface FirstBuyers {
  readonly kind: 'all' | 'category' | 'product';
  readonly code: string;
  readonly name: string;
  readonly customers: number;
  readonly repeated: number;
  readonly value: number;
  /** Of the value of each. */
  readonly squares: number;
}

type FirstPurchase = NonNullable<BaseMovement['firstPurchases']>['base'];
const cents = (value: number) => Math.round(value * 100) / 100;

/** Mean with the t interval of independent customers, whatever else they bought at first. */
function rowOf({ kind, code, name, customers, repeated, value, squares }: FirstBuyers): FirstPurchase {
  const mean = value / Math.max(1, customers);
  const variance = customers > 1 ? Math.max(0, (squares - customers * mean * mean) / (customers - 1)) : 0;
  const half =
    customers > 1 ? tQuantile((1 + level) / 2, customers - 1) * Math.sqrt(variance / customers) : 0;
  return {
    name: name || code,
    sku: kind === 'product' ? code : null,
    customers,
    repeated,
    laterValue: { mean: cents(mean), lo: cents(mean - half), hi: cents(mean + half) },
  };
}

/** Categories and the products most first bought, by what a buyer brought later; null where fewer than 30 can be looked back on. */
export function firstPurchasesOf(rows: readonly FirstBuyers[]): BaseMovement['firstPurchases'] {
  const base = rows.find(row => row.kind === 'all');
  if (!base || base.customers < leastBuyers) return null;
  const of = (kind: FirstBuyers['kind'], most = Number.POSITIVE_INFINITY) =>
    rows
      .filter(row => row.kind === kind && row.customers >= leastBuyers)
      .sort((l, r) => r.customers - l.customers || l.code.localeCompare(r.code))
      .slice(0, most)
      .map(rowOf)
      .sort((l, r) => r.laterValue.mean - l.laterValue.mean);
  return {
    days: laterDays,
    base: rowOf(base),
    categories: of('category'),
    products: of('product', mostProducts),
  };
}
