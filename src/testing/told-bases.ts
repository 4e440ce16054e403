/**
 * Bases whose business is told by events, for tests of activity other than orders: a bank's balances at each end of a
 * month, and a software company's paid months. Some customers leave for good, each with a chance of their own.
 */
import { type Rng, seededRng } from '../math/rng.ts';
import { activitySource } from '../records/activity.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { Facts } from '../store/facts/facts.ts';
import { customerNo, type EventRow, eventRow } from './order-rows.ts';

export interface ToldBase {
  readonly customers: number;
  readonly months: number;
  /** The first day after the months told, at 0:00 UTC of the first of a month. */
  readonly end: Date;
  readonly seed: number;
}

const text = (at: Date) => at.toISOString().replace('T', ' ').replace('Z', '');
const monthsBefore = ({ end }: ToldBase, count: number, day = 1) =>
  new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - count, day, 4));

/** A chance of leaving in a month with mean 3.6 %, most of it with few: the square of a uniform draw. */
const leaving = (rng: Rng) => 0.005 + 0.1 * rng.uniform() ** 2;

/** Reports on the 28th: deposits by most, funds by some; the balance wanders and falls in the three months before leaving. */
function bankEvents(base: ToldBase): EventRow[] {
  const rng = seededRng(base.seed);
  return Array.from({ length: base.customers }, (_, n) => {
    const customer = customerNo(n + 1);
    const [opened, hazard] = [Math.floor(rng.uniform() * base.months), leaving(rng)];
    const products = rng.uniform() < 0.3 ? ['deposit', 'fund'] : ['deposit'];
    let balance = Math.exp(9 + rng.normal());
    const stays = Math.ceil(-Math.log(rng.uniform()) / hazard);
    const told: EventRow[] = [];
    for (let month = opened; month < Math.min(base.months, opened + stays); month++) {
      balance *= Math.exp(0.1 * rng.normal() - (opened + stays - month <= 3 ? 0.4 : 0));
      for (const product of products)
        told.push({
          customer_id: customer,
          message_id: `${customer}:${product}:${month}`,
          event: 'Balance Reported',
          occurred_at: text(monthsBefore(base, base.months - month, 28)),
          properties: { balance: Math.round(balance * 100) / 100, product, account: `${n}-${product}` },
        });
    }
    return told;
  }).flat();
}

const plans = [
  { plan: 'basic', price: 99 },
  { plan: 'pro', price: 299 },
  { plan: 'team', price: 899 },
] as const;

/** Payments for one month, or by a quarter of the customers for twelve; a few change to the next plan. */
function subscriptionEvents(base: ToldBase): EventRow[] {
  const rng = seededRng(base.seed);
  return Array.from({ length: base.customers }, (_, n) => {
    const customer = customerNo(n + 1);
    const [began, hazard] = [Math.floor(rng.uniform() * base.months), leaving(rng)];
    const paid = rng.uniform() < 0.25 ? 12 : 1;
    const day = 1 + Math.floor(rng.uniform() * 28);
    let level = Math.floor(rng.uniform() ** 2 * plans.length);
    const stays = Math.ceil(-Math.log(rng.uniform()) / hazard);
    const told: EventRow[] = [];
    for (let month = began; month < Math.min(base.months, began + stays); month += paid) {
      if (rng.uniform() < 0.02 * paid) level = Math.min(plans.length - 1, level + 1);
      const { plan, price } = plans[level] ?? plans[0];
      told.push({
        customer_id: customer,
        message_id: `${customer}:${month}`,
        event: 'Invoice Paid',
        occurred_at: text(monthsBefore(base, base.months - month, day)),
        properties: { amount: price * (paid === 12 ? 10 : 1), months: paid, plan },
      });
    }
    return told;
  }).flat();
}

export interface StoredBase {
  readonly events: readonly EventRow[];
  readonly definition: Pick<SalesDefinition, 'activities'> & Partial<SalesDefinition>;
}

const store = async (facts: Facts, rows: readonly EventRow[]): Promise<readonly EventRow[]> => {
  await facts.insert(
    'events',
    rows.map(row => eventRow(row)),
    { tag: 'test.events' },
  );
  return rows;
};

/** Stores a bank's reports; the definition reads them, with a yearly margin of 1.5 % on deposits and .8 on funds. */
export async function storeBankBase(facts: Facts, base: ToldBase): Promise<StoredBase> {
  const source = {
    kind: 'balance',
    event: 'Balance Reported',
    balanceFrom: 'balance',
    accountFrom: 'account',
    itemFrom: 'product',
    categoryFrom: 'product',
    minimumBalance: '100',
  };
  return {
    events: await store(facts, bankEvents(base)),
    definition: {
      activities: [activitySource.parse(source)],
      marginRateByCategory: { deposit: 0.015, fund: 0.008 },
    },
  };
}

/** Stores a software company's payments; the definition reads them, four fifths of them being margin. */
export async function storeSubscriptionBase(facts: Facts, base: ToldBase): Promise<StoredBase> {
  const source = {
    kind: 'subscription',
    event: 'Invoice Paid',
    amountFrom: 'amount',
    monthsFrom: 'months',
    itemFrom: 'plan',
    categoryFrom: 'plan',
  };
  return {
    events: await store(facts, subscriptionEvents(base)),
    definition: { activities: [activitySource.parse(source)], defaultMarginRate: 0.8 },
  };
}
