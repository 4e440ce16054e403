/**
 * A base of customers with rhythms for tests of reviews and opportunities: log-normal gaps about each one's own level,
 * some stop for good, values differ by customer. Drawn from a seed, so that a test can state what it expects.
 */
import { type Rng, seededRng } from '../math/rng.ts';
import type { Facts } from '../store/facts/facts.ts';
import { factsSql, p } from '../store/facts/sql.ts';
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
  /** Share of customers who buy two and a half times less often from some day on: none unless given. */
  readonly slowing?: number;
  /** Customers with categories of their own: half buy cups, three in ten gifts, the others hardly ever. Else categories take turns. */
  readonly tastes?: boolean;
}

export interface Purchase {
  readonly customer: string;
  readonly at: Date;
  readonly net: number;
  readonly category: string;
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

const slower = 2.5;

/** What a customer has of one's own beside rhythm and spend, drawn apart, so that it changes nobody's other draws. */
function ownOf({ seed, days, slowing = 0, tastes }: RhythmBase, no: number) {
  const rng = seededRng(seed * 1_000_003 + no);
  const slowsFrom = rng.uniform() < slowing ? days * (0.3 + 0.7 * rng.uniform()) : Number.POSITIVE_INFINITY;
  const cups = rng.uniform() < 0.5 ? 0.4 : 0.03;
  const gifts = rng.uniform() < 0.3 ? 0.3 : 0.02;
  const tasted = () => {
    const drawn = rng.uniform();
    return drawn < cups ? 'cups' : drawn < cups + gifts ? 'gifts' : 'tea';
  };
  return { slowsFrom, categoryOf: tastes ? tasted : null };
}

const inTurn = ['tea', 'cups', 'gifts'] as const;

function purchasesOf(base: RhythmBase, no: number, rng: Rng): Omit<Purchase, 'category'>[] {
  const { days, season = 0, arrivalsUntil = 0.9 } = base;
  const customer = customerNo(no);
  const { slowsFrom } = ownOf(base, no);
  const { stop, gapDays } = (base.memoryless ? memorylessHabit : rhythmicHabit)(rng);
  const spend = Math.exp(4 + 0.6 * rng.normal());
  const start = base.end.getTime() - days * dayMs;
  // The worst season stays home with the share `season`; those visits are no purchases and end nobody.
  const stays = (day: number) => (season * (1 - Math.cos((2 * Math.PI * day) / 365))) / 2;
  let at = rng.uniform() * days * arrivalsUntil;
  const found: Omit<Purchase, 'category'>[] = [];
  while (at < days) {
    const net = Math.round(spend * Math.exp(0.3 * rng.normal()) * 100) / 100;
    if (season === 0 || rng.uniform() >= stays(at)) {
      found.push({ customer, at: new Date(Math.floor(start + at * dayMs)), net });
      if (rng.uniform() < stop) break;
    }
    at += gapDays() * (at >= slowsFrom ? slower : 1);
  }
  return found;
}

/** Every purchase of the base in the order of customers. */
export function rhythmPurchases(base: RhythmBase): Purchase[] {
  const rng = seededRng(base.seed);
  const found = Array.from({ length: base.customers }, (_, n) => {
    const { categoryOf } = ownOf(base, n + 1);
    return purchasesOf(base, n + 1, rng).map(each => ({ ...each, category: categoryOf?.() ?? null }));
  }).flat();
  return found.map((each, index) => ({ ...each, category: each.category ?? (inTurn[index % 3] as string) }));
}

/** Stores the base as order lines known when they happened; returns the purchases. */
export async function storeRhythmBase(facts: Facts, base: RhythmBase): Promise<Purchase[]> {
  const purchases = rhythmPurchases(base);
  const rows = purchases.map(({ customer, at, net, category }, index) =>
    orderRow({
      customer_id: customer,
      order_id: `o${index}`,
      sold_at: text(at),
      net_amount: net.toFixed(2),
      cost_amount: base.costShare === null ? null : (net * base.costShare).toFixed(4),
      sku: `S${index % 7}`,
      category,
      channel: ['shop', 'web'][index % 2],
      region: ['浙江', '江苏', '上海'][Number(customer.slice(-1)) % 3],
    }),
  );
  await storeRows(facts, 'order_lines', rows);
  return purchases;
}

/** Messages to a share of the buyers of a base, at equal distances up to a time, as this product sends them. */
export async function storeMessages(
  facts: Facts,
  of: { readonly until: Date; readonly everyDays: number; readonly share: number; readonly cost: string },
): Promise<void> {
  const every = p.uint32(of.everyDays);
  await facts.command(
    factsSql`insert into ${facts.target('touches')} (customer_id, campaign_id, delivery_id, step, channel, kind, occurred_at, cost, ingested_at)
select customer_id, toUUID('00000000-0000-4000-8000-000000000001'), generateUUIDv4(), '', 'sms', 'sent', at, ${p.decimal(of.cost)}, at
from (select customer_id, ${p.dateTime(of.until)} - toIntervalDay(${every} * n + cityHash64(customer_id) % ${every}) - toIntervalHour(1) as at
  from (select distinct customer_id from order_lines where cityHash64(customer_id, 3) % 1000 < ${p.uint32(Math.round(1000 * of.share))}) as buyers
  array join range(${p.uint32(Math.ceil(1200 / of.everyDays))}) as n) as sent`,
    { tag: 'test.messages' },
  );
}
