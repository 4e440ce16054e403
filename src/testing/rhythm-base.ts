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
  /** Share of the days within which customers first buy; .9 unless given. */
  readonly arrivalsUntil?: number;
  /** By how much purchases fall from the best season to the worst, 0 to 1: none unless given. */
  readonly season?: number;
  /** Memoryless gaps at one's own rate and one's own share that stops, instead of log-normal gaps and one share. */
  readonly memoryless?: boolean;
}

export interface Purchase {
  readonly customer: string;
  readonly at: Date;
  readonly net: number;
}

const dayMs = 86_400_000;
const text = (at: Date) => at.toISOString().replace('T', ' ').replace('Z', '');

interface Habit {
  readonly gapDays: () => number;
  readonly stop: number;
}

/** Rates from Gamma(2) about one purchase in 45 days, shares that stop from 0 to .24. */
function memorylessHabit(rng: Rng): Habit {
  const rate = -(Math.log(rng.uniform()) + Math.log(rng.uniform())) / (2 * 45);
  const stop = 0.24 * rng.uniform();
  return { stop, gapDays: () => Math.max(1, -Math.log(rng.uniform()) / rate) };
}

function rhythmicHabit(rng: Rng): Habit {
  const level = Math.log(45) + 0.5 * rng.normal();
  return { stop: 0.12, gapDays: () => Math.max(1, Math.exp(level + 0.45 * rng.normal())) };
}

function purchasesOf(base: RhythmBase, customer: string, rng: Rng): Purchase[] {
  const { days, season = 0, arrivalsUntil = 0.9 } = base;
  const { stop, gapDays } = (base.memoryless ? memorylessHabit : rhythmicHabit)(rng);
  const spend = Math.exp(4 + 0.6 * rng.normal());
  const start = base.end.getTime() - days * dayMs;
  // The worst season stays home with the share `season`; those visits are no purchases and end nobody.
  const stays = (day: number) => (season * (1 - Math.cos((2 * Math.PI * day) / 365))) / 2;
  let at = rng.uniform() * days * arrivalsUntil;
  const found: Purchase[] = [];
  while (at < days) {
    const net = Math.round(spend * Math.exp(0.3 * rng.normal()) * 100) / 100;
    if (season === 0 || rng.uniform() >= stays(at)) {
      found.push({ customer, at: new Date(Math.floor(start + at * dayMs)), net });
      if (rng.uniform() < stop) break;
    }
    at += gapDays();
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
