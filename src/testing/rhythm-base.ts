/**
 * A base of customers with rhythms for tests of reviews and opportunities: log-normal gaps about each one's own level,
 * some stop for good, values differ by customer. Drawn from a seed, so that a test can state what it expects.
 */
import { type Rng, seededRng } from '../math/rng.ts';
import type { Facts } from '../store/facts/facts.ts';
import { customerNo, orderRow, storeRows } from './order-rows.ts';

export interface RhythmBase {
  readonly customers: number;
  readonly days: number;
  /** The day after the last possible purchase. */
  readonly end: Date;
  readonly seed: number;
  /** Share of net sales that is cost; null: costs are not known. */
  readonly costShare: number | null;
}

export interface Purchase {
  readonly customer: string;
  readonly at: Date;
  readonly net: number;
}

const dayMs = 86_400_000;
const text = (at: Date) => at.toISOString().replace('T', ' ').replace('Z', '');

function purchasesOf(base: RhythmBase, customer: string, rng: Rng): Purchase[] {
  const level = Math.log(45) + 0.5 * rng.normal();
  const spend = Math.exp(4 + 0.6 * rng.normal());
  const stop = 0.12;
  const start = base.end.getTime() - base.days * dayMs;
  let at = rng.uniform() * base.days * 0.9;
  const found: Purchase[] = [];
  while (at < base.days) {
    const net = Math.round(spend * Math.exp(0.3 * rng.normal()) * 100) / 100;
    found.push({ customer, at: new Date(Math.floor(start + at * dayMs)), net });
    if (rng.uniform() < stop) break;
    at += Math.max(1, Math.exp(level + 0.45 * rng.normal()));
  }
  return found;
}

/** Every purchase of the base in the order of customers. */
export function rhythmPurchases(base: RhythmBase): Purchase[] {
  const rng = seededRng(base.seed);
  return Array.from({ length: base.customers }, (_, n) => purchasesOf(base, customerNo(n + 1), rng)).flat();
}

/** Stores the base as order lines known when they happened; returns the purchases. */
export async function storeRhythmBase(facts: Facts, base: RhythmBase): Promise<Purchase[]> {
  const purchases = rhythmPurchases(base);
  const rows = purchases.map(({ customer, at, net }, index) =>
    orderRow({
      customer_id: customer,
      order_id: `o${index}`,
      sold_at: text(at),
      net_amount: net.toFixed(2),
      cost_amount: base.costShare === null ? null : (net * base.costShare).toFixed(4),
      sku: `S${index % 7}`,
      category: ['tea', 'cups', 'gifts'][index % 3],
      channel: ['shop', 'web'][index % 2],
      region: ['浙江', '江苏', '上海'][Number(customer.slice(-1)) % 3],
    }),
  );
  await storeRows(facts, 'order_lines', rows);
  return purchases;
}
