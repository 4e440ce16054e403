import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activitySource } from '../../records/activity.ts';
import {
  defaultSalesDefinition,
  type SalesDefinition,
  salesDefinition,
} from '../../records/sales-definition.ts';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { customerNo, eventRow, orderRow, storeRows } from '../../testing/order-rows.ts';
import { leftOutEvents, toldSources } from './activity-lines.ts';
import { type SaleLinesOptions, saleLines } from './sale-lines.ts';
import { factsSql, p } from './sql.ts';

const plain = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
const asOf = new Date('2026-06-01T00:00:00Z');
const [ann, ben, visitor, annsOther] = [customerNo(1), customerNo(2), customerNo(3), customerNo(4)];
let store: FreshFacts;

const told = (source: object): SalesDefinition['activities'][number] => activitySource.parse(source);
const payment = told({
  kind: 'event',
  event: 'Payment',
  amountFrom: 'total.amount',
  itemFrom: 'item',
  currencyFrom: 'total.currency',
});
const balance = told({
  kind: 'balance',
  event: 'Balance',
  balanceFrom: 'balance',
  accountFrom: 'account',
  itemFrom: 'product',
  categoryFrom: 'kind',
  minimumBalance: '10',
});
const plan = told({
  kind: 'subscription',
  event: 'Invoice Paid',
  amountFrom: 'amount',
  monthsFrom: 'months',
  months: 3,
});

interface Line {
  readonly customer_id: string;
  readonly order_id: string;
  readonly day: string;
  readonly sku: string;
  readonly category: string;
  readonly channel: string;
  readonly net_amount: string;
  readonly margin_amount: string | null;
  readonly kind: string;
}

async function lines(change: Partial<SalesDefinition>, options: Partial<SaleLinesOptions> = {}) {
  const sql = saleLines({ definition: { ...plain, ...change }, asOf, knownAs: 'as-of', ...options });
  return store.facts.query<Line>(factsSql`select * from (${sql}) order by customer_id, day, order_id`, {
    tag: 'test.lines',
  });
}
const days = async (...args: Parameters<typeof lines>) =>
  (await lines(...args)).map(
    ({ customer_id, day, net_amount, kind }) => `${customer_id.slice(-1)} ${day} ${net_amount} ${kind}`,
  );
const leftOut = async (source: typeof payment) => {
  const [first] = toldSources([source]);
  if (!first) throw new Error('not told by events');
  return store.facts.query(leftOutEvents(first, { definition: plain, asOf }), { tag: 'test.left-out' });
};

const tell =
  (event: string, prefix: string) =>
  (customer_id: string, occurred_at: string, properties: object, extra: object = {}) => {
    tell.count++;
    return eventRow({
      customer_id,
      message_id: `${prefix}${tell.count}`,
      event,
      occurred_at,
      properties: { ...properties },
      ...extra,
    });
  };
tell.count = 0;

beforeAll(async () => {
  store = await freshFacts();
  const pay = tell('Payment', 'p');
  const hold = tell('Balance', 'b');
  const invoice = tell('Invoice Paid', 'i');
  await storeRows(store.facts, 'order_lines', [
    orderRow({ customer_id: ann, order_id: 'o1', sold_at: '2026-01-10 10:00:00', net_amount: '100' }),
  ]);
  await store.facts.insert(
    'events',
    [
      // 16:30 UTC is the next day in Shanghai.
      pay(ann, '2026-02-01 16:30:00', { total: { amount: 12.5, currency: 'cny' }, item: 'top-up' }),
      pay(annsOther, '2026-02-03 08:00:00', { total: { amount: '7.25' }, item: 'top-up' }),
      pay(ann, '2026-02-05 08:00:00', { total: { amount: -2.5 }, item: 'top-up' }),
      pay(ann, '2026-02-06 08:00:00', { total: { amount: 'twelve' } }),
      pay(ben, '2026-02-07 08:00:00', { total: { amount: 9, currency: 'USD' } }),
      pay(visitor, '2026-02-08 08:00:00', { total: { amount: 5 } }, { anonymous_id: visitor }),
      pay(ben, '2026-02-09 08:00:00', { total: { amount: 0 } }),
      pay(ben, '2026-05-31 08:00:00', { total: { amount: 3 } }, { received_at: '2026-06-02 00:00:00' }),
      pay(ben, '2026-06-01 00:00:00', { total: { amount: 4 } }),
      hold(ann, '2026-03-10 02:00:00', { balance: 1000, account: 'a1', product: 'term', kind: 'deposit' }),
      hold(ann, '2026-03-28 02:00:00', { balance: 1200, account: 'a1', product: 'term', kind: 'deposit' }),
      hold(ann, '2026-03-28 02:00:00', { balance: 600, account: 'a2', product: 'term', kind: 'deposit' }),
      hold(ann, '2026-04-29 02:00:00', { balance: 100, account: 'a1', product: 'term', kind: 'deposit' }),
      hold(ben, '2026-03-28 02:00:00', { balance: 9.99, account: 'a9', product: 'term', kind: 'deposit' }),
      invoice(ann, '2026-01-31 04:00:00', { amount: 100 }),
      invoice(ben, '2026-04-15 04:00:00', { amount: 120, months: 12 }),
      invoice(ben, '2026-04-16 04:00:00', { amount: 120, months: 600 }),
    ],
    { tag: 'test.events' },
  );
  await store.facts.insert(
    'identity_links',
    [{ raw_id: annsOther, person_id: ann, version: 1, is_deleted: 0 }],
    { tag: 'test.links' },
  );
});
afterAll(() => store.close());

describe('activity other than orders', () => {
  it('reads events with an amount for the person they are of, a negative one as money given back', async () => {
    expect(await days({ activities: [payment] })).toEqual([
      '1 2026-02-02 12.5 sale',
      '1 2026-02-03 7.25 sale',
      '1 2026-02-05 -2.5 refund',
    ]);
    expect(await days({ activities: [payment], subtractReturns: false })).toHaveLength(2);
    expect(await leftOut(payment)).toEqual([
      { reason: 'amount', events: '1' },
      { reason: 'currency', events: '1' },
      { reason: 'visitor', events: '1' },
    ]);
  });

  it('knows an event from its arrival on, and finds those of one customer under all their ids', async () => {
    const later = { asOf: new Date('2026-06-03T00:00:00Z') };
    expect(await days({ activities: [payment] }, { ...later, customerId: ben })).toEqual([
      '2 2026-05-31 3 sale',
      '2 2026-06-01 4 sale',
    ]);
    expect(await days({ activities: [payment] }, { customerId: ann })).toHaveLength(3);
  });

  it('takes the last balance of a month, a twelfth of it, and its margin at the rate of its category', async () => {
    const found = await lines({ activities: [balance], marginRateByCategory: { deposit: 0.015 } });
    expect(
      found.map(line => [line.day, line.net_amount, line.margin_amount, line.sku, line.category]),
    ).toEqual([
      ['2026-03-28', '100', '1.5', 'term', 'deposit'],
      ['2026-03-28', '50', '0.75', 'term', 'deposit'],
      ['2026-04-29', '8.3333', '0.125', 'term', 'deposit'],
    ]);
    expect(await leftOut(balance)).toEqual([{ reason: 'minimum', events: '1' }]);
  });

  it('lays a payment over its months to the last digit, and no month that has not begun', async () => {
    expect(await days({ activities: [plan] })).toEqual([
      '1 2026-01-31 33.3333 sale',
      '1 2026-02-28 33.3334 sale',
      '1 2026-03-31 33.3333 sale',
      '2 2026-04-15 10 sale',
      '2 2026-05-15 10 sale',
    ]);
    expect(await leftOut(plan)).toEqual([{ reason: 'months', events: '1' }]);
  });

  it('adds sources up, and leaves orders out where they are none', async () => {
    const sum = async (activities: SalesDefinition['activities']) =>
      (await lines({ activities })).reduce((total, line) => total + Number(line.net_amount), 0);
    expect(await sum([{ kind: 'orders' }])).toBe(100);
    expect(await sum([payment])).toBeCloseTo(17.25, 4);
    expect(await sum([{ kind: 'orders' }, payment, plan])).toBeCloseTo(237.25, 4);
  });

  it('leaves out whom an exclusion names, and lines before a bound', async () => {
    const excluded = factsSql`(select ${p.uuid(ben)} as customer_id, 'staff' as rule)`;
    expect(await days({ activities: [plan] }, { excluded })).toHaveLength(3);
    expect(await days({ activities: [plan] }, { from: new Date('2026-04-01T00:00:00Z') })).toHaveLength(2);
  });

  it('refuses the same event twice, and a source without the path of its amount', () => {
    const { activities } = { activities: [payment, payment] };
    expect(() => activitySource.parse({ kind: 'event', event: 'x' })).toThrow();
    expect(salesDefinitionOf(activities).success).toBe(false);
  });
});

function salesDefinitionOf(activities: unknown) {
  return salesDefinition.safeParse({ ...plain, activities });
}
