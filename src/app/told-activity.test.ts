/**
 * A bank's balances and a software company's paid months through the whole check-up: totals against sums over the events
 * themselves, stages against who has really left, chances and value against what came of earlier ones.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { saveSalesDefinition } from '../collect/totals/sales-definition.store.ts';
import { silentProgress } from '../kernel/context.ts';
import type { StageBacktest } from '../records/stage-backtest.ts';
import { factsSql } from '../store/facts/sql.ts';
import type { EventRow } from '../testing/order-rows.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { type StoredBase, storeBankBase, storeSubscriptionBase } from '../testing/told-bases.ts';
import { findReview } from '../understand/review.store.ts';
import { findReviewPart } from '../understand/review-parts.store.ts';
import { reviewJob } from './review.job.ts';

const base = { customers: 2000, months: 42, end: new Date('2026-06-01T00:00:00Z'), seed: 7 };
let stores: TestStores;
afterEach(() => stores?.close());

const monthOf = (at: Date) => at.getUTCFullYear() * 12 + at.getUTCMonth();
const lastMonth = monthOf(base.end) - 1;

/** The last month each customer is paid for or holds a balance in. */
function lastMonths(events: readonly EventRow[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { customer_id, occurred_at, properties } of events) {
    const month =
      monthOf(new Date(`${occurred_at.replace(' ', 'T')}Z`)) + Number(properties['months'] ?? 1) - 1;
    last.set(customer_id, Math.max(last.get(customer_id) ?? 0, month));
  }
  return last;
}

/** Runs the whole job; every number in what it made must be one. */
async function checkUp(store: (facts: TestStores['ctx']['ch'], made: typeof base) => Promise<StoredBase>) {
  stores = await testStores({ start: base.end });
  const { events, definition } = await store(stores.ctx.ch, base);
  await saveSalesDefinition(stores.ctx, definition);
  const ctx = { ...stores.ctx, progress: silentProgress, signal: new AbortController().signal };
  await reviewJob.run(ctx, reviewJob.inputSchema.parse({}));
  const found = await findReview(stores.ctx, 'latest');
  if (!found) expect.fail('no check-up');
  const part = async (name: 'customer-value' | 'stage-backtest' | 'festivals') =>
    (await findReviewPart(stores.ctx, 'latest', name))?.document;
  const stages = await stores.ctx.ch.query<{ customer: string; stage: string }>(
    factsSql`select toString(customer_id) as customer, stage from customer_features
      where as_of = (select max(as_of) from customer_features)`,
    { tag: 'test.stages' },
  );
  return { document: found, events, part, stages };
}

/** Share of customers whose stage says what is true: past their rhythm or not, by who has really stopped. */
function stageAccuracy(stages: readonly { customer: string; stage: string }[], last: Map<string, number>) {
  const right = stages.filter(({ customer, stage }) => {
    const isGone = (last.get(customer) ?? 0) < lastMonth;
    return isGone === ['lost', 'dormant'].includes(stage);
  });
  return right.length / stages.length;
}

const chances = (backtest: unknown) =>
  (backtest as StageBacktest).all.filter(({ customers }) => customers >= 300);

describe('a base whose activity is told by events', () => {
  it('is a bank: margin of balances, who left, and what comes of each stage', async () => {
    const { document, events, part, stages } = await checkUp(storeBankBase);
    expect(document).toMatchObject({ status: 'ok', valueIs: 'margin' });
    const earned = events.reduce((total, { properties }) => {
      const { balance, product } = properties as { balance: number; product: string };
      return total + (balance >= 100 ? (balance / 12) * (product === 'deposit' ? 0.015 : 0.008) : 0);
    }, 0);
    expect((document.sales.marginMinor ?? 0) / 100 / earned).toBeCloseTo(1, 4);
    expect(stageAccuracy(stages, lastMonths(events))).toBeGreaterThan(0.97);
    for (const { stage, rate, expected } of chances(await part('stage-backtest')))
      expect(Math.abs(rate - (expected ?? 9)), stage).toBeLessThan(0.03);
    expect(await part('festivals')).toMatchObject({ laidByMonth: true, festivals: [] });
    expect(document.definitions.find(({ figure }) => figure === 'revenue')?.text.en).toContain(
      'A twelfth of the last balance (balance)',
    );
  });

  it('is a software company: money of months begun, who left, and value within a seventh of what came', async () => {
    const { document, events, part, stages } = await checkUp(storeSubscriptionBase);
    const sold = events.reduce((total, { occurred_at, properties }) => {
      const { amount, months } = properties as { amount: number; months: number };
      const at = new Date(`${occurred_at.replace(' ', 'T')}Z`);
      const begun = Math.min(months, monthOf(base.end) - monthOf(at));
      return total + (amount * begun) / months;
    }, 0);
    expect(document.sales.revenueMinor / 100 / sold).toBeCloseTo(1, 4);
    expect(stageAccuracy(stages, lastMonths(events))).toBeGreaterThan(0.97);
    for (const { stage, rate, expected } of chances(await part('stage-backtest')))
      expect(Math.abs(rate - (expected ?? 9)), stage).toBeLessThan(0.03);
    const { calibration } = (await part('customer-value')) as {
      calibration: Record<'expectedOrders' | 'actualOrders' | 'expectedValue' | 'actualValue', number>;
    };
    expect(calibration.expectedOrders / calibration.actualOrders).toBeCloseTo(1, 0.55);
    expect(calibration.expectedValue / calibration.actualValue).toBeGreaterThan(6 / 7);
    expect(calibration.expectedValue / calibration.actualValue).toBeLessThan(7 / 6);
  });
});
