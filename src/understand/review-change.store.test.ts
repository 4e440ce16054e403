/** What changed, on real stores, against the same sums taken in plain code. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentProgress } from '../kernel/context.ts';
import { activitySource } from '../records/activity.ts';
import type { ReviewFestivals } from '../records/review-festival.ts';
import { defaultSalesDefinition, type SalesDefinition } from '../records/sales-definition.ts';
import { noCustomer } from '../store/facts/no-customer.ts';
import { customerNo, eventRow, orderRow, refundRow, storeRows } from '../testing/order-rows.ts';
import { type Purchase, storeRhythmBase } from '../testing/rhythm-base.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { findReview } from './review.store.ts';
import { findReviewPart } from './review-parts.store.ts';
import { takeReview } from './review-run.store.ts';
import { zoneDay } from './zone-day.ts';

const end = new Date('2026-03-01T02:00:00Z');
const zone = 'Asia/Shanghai';
const definition = defaultSalesDefinition({ zone, currency: 'CNY' });
let stores: TestStores;
let purchases: Purchase[];

async function changes() {
  const ctx = { ...stores.ctx, progress: silentProgress };
  const { reviewId } = await takeReview(ctx, { asOf: end, definition });
  return (await findReviewPart(ctx, reviewId, 'changes'))?.document;
}

beforeAll(async () => {
  stores = await testStores({ start: end });
});
afterAll(() => stores?.close());

it('a base without orders has no comparison and says how short its history is', async () => {
  expect(await changes()).toEqual({ currency: 'CNY', historyDays: 0, changes: [] });
});

it('counts whose sales came and went, refunds and sales without a customer, as plain code does', async () => {
  const base = { customers: 80, days: 780, end, seed: 41, costShare: null };
  purchases = await storeRhythmBase(stores.ctx.ch, base);
  await storeRows(stores.ctx.ch, 'order_lines', [
    orderRow({ customer_id: noCustomer, order_id: 'x', sold_at: '2026-02-27 03:00:00', net_amount: '77.50' }),
  ]);
  const returned = purchases.find(each => zoneDay(each.at, zone) < '2025-01-01');
  if (!returned) expect.fail('somebody bought that early');
  await storeRows(stores.ctx.ch, 'refunds', [
    refundRow({
      customer_id: returned.customer,
      refund_id: 'r1',
      refunded_at: '2026-02-20 03:00:00',
      amount: '12.30',
    }),
  ]);
  const found = await changes();
  expect(found?.changes.map(each => each.kind)).toEqual(['year', 'weeks', 'recent']);
  for (const change of found?.changes ?? []) {
    const within = (span: { from: string; to: string }) => (each: Purchase) => {
      const day = zoneDay(each.at, zone);
      return day >= span.from && day <= span.to;
    };
    const cents = (rows: readonly Purchase[]) =>
      Math.round(rows.reduce((sum, row) => sum + row.net * 100, 0));
    const [before, after] = [purchases.filter(within(change.before)), purchases.filter(within(change.after))];
    const [was, is] = [new Set(before.map(row => row.customer)), new Set(after.map(row => row.customer))];
    const early = new Set(
      purchases.filter(row => zoneDay(row.at, zone) < change.after.from).map(row => row.customer),
    );
    const groupOf = (customer: string) => {
      if (was.has(customer)) return is.has(customer) ? 'kept' : 'lost';
      return early.has(customer) ? 'returned' : 'new';
    };
    for (const { group, customers, beforeMinor, afterMinor } of change.groups) {
      const own = (rows: readonly Purchase[]) => rows.filter(row => groupOf(row.customer) === group);
      expect([group, beforeMinor, afterMinor]).toEqual([group, cents(own(before)), cents(own(after))]);
      expect(customers).toBe(new Set([...own(before), ...own(after)].map(row => row.customer)).size);
    }
    expect(change.beforeMinor).toBe(cents(before));
    expect(change.afterMinor).toBe(cents(after) + 7750 - 1230);
    expect(change.refunds.amountMinor).toBe(-1230);
    expect(change.anonymous.amountMinor).toBe(7750);
    const [buyers, ordersEach] = change.drivers;
    expect([buyers?.before, buyers?.after]).toEqual([was.size, is.size]);
    expect(ordersEach?.after).toBeCloseTo(after.length / is.size, 9);
    for (const { rows } of change.slices)
      expect(rows.reduce((sum, row) => sum + row.amountMinor, 0)).toBe(
        change.afterMinor - change.beforeMinor,
      );
  }
});

it('tries its comparisons for findings, shows no more than stand out, and lays the review before beside it', async () => {
  const found = await findReview(stores.ctx, 'latest');
  const { findings } = found ?? {};
  if (!found || !findings) expect.fail('a review has findings');
  // Year and weeks: sales, customers of both, who came and left; refunds and one slice have nothing to compare with.
  expect(findings.tried).toBeGreaterThanOrEqual(6);
  expect(findings.findings.length).toBeLessThanOrEqual(5);
  const known = new Map(findings.sql.map(each => [each.figure, each]));
  for (const { statements, deviationMinor, amountMinor, expectedMinor, q } of findings.findings) {
    expect(q).toBeLessThanOrEqual(0.05);
    expect(deviationMinor.estimate).toBe(amountMinor - expectedMinor);
    for (const name of statements) expect(known.get(name)?.version).toMatch(/^[0-9a-f]{12}$/);
  }
  expect(findings.since).toBeNull();
  const ctx = { ...stores.ctx, progress: silentProgress };
  await takeReview(ctx, { asOf: new Date(end.getTime() + 3 * 86_400_000), definition });
  const next = await findReview(stores.ctx, 'latest');
  expect(next?.findings?.since).toMatchObject({ reviewId: found.reviewId, days: 3, comparable: true });
  const buyers = next?.findings?.since?.rows.find(row => row.figure === 'buyers');
  expect(buyers).toMatchObject({ before: found.customers.buyers, after: found.customers.buyers });
  // Costs are not known in this base: the page says what would make value a margin.
  expect(next?.actions).toMatchObject([{ kind: 'data', code: 'review-value-is-sales' }]);
});

it('lays no amount of a month beside a day: festivals count orders alone, 28 days are not compared', async () => {
  const ctx = { ...stores.ctx, progress: silentProgress };
  const festivalsOf = async (with_: SalesDefinition) => {
    const { reviewId } = await takeReview(ctx, { asOf: end, definition: with_ });
    const part = async (name: 'festivals' | 'changes') =>
      (await findReviewPart(ctx, reviewId, name))?.document;
    return { festivals: await part('festivals'), changes: await part('changes') };
  };
  const plain = await festivalsOf(definition);
  const months = Array.from({ length: 40 }, (_, n) => new Date(Date.UTC(2022, 10 + n, 28, 4)));
  await stores.ctx.ch.insert(
    'events',
    months.map((at, n) =>
      eventRow({
        customer_id: customerNo(1),
        message_id: `b${n}`,
        event: 'Balance Reported',
        occurred_at: at.toISOString().replace('T', ' ').replace('Z', ''),
        properties: { balance: 90_000 },
      }),
    ),
    { tag: 'test.rows' },
  );
  const balances = activitySource.parse({
    kind: 'balance',
    event: 'Balance Reported',
    balanceFrom: 'balance',
  });
  const mixed = await festivalsOf({ ...definition, activities: [...definition.activities, balances] });
  expect(mixed.changes).toMatchObject({ byMonth: ['Balance Reported'] });
  expect((mixed.changes as { changes: { kind: string }[] }).changes.map(each => each.kind)).toEqual(['year']);
  const net = (found: unknown) =>
    (found as ReviewFestivals).festivals.flatMap(each =>
      each.years.map(year => [each.festival, year.from, year.netMinor, year.orders]),
    );
  expect(mixed.festivals).toMatchObject({ leftOut: ['Balance Reported'] });
  expect(net(mixed.festivals).length).toBeGreaterThan(9);
  expect(net(mixed.festivals)).toEqual(net(plain.festivals));
});
