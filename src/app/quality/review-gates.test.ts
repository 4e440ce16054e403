/** A check-up says which gates its data failed, as of when they were measured. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveRules } from '../../collect/quality/rule-sets.store.ts';
import type { StoreContext } from '../../store/context.ts';
import { customerNo, orderRow, storeRows } from '../../testing/order-rows.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { findReview } from '../../understand/review.store.ts';
import { loadReviewFile } from '../../understand/review-export/review-export.store.ts';
import { reviewJob } from '../review.job.ts';

const now = new Date('2026-03-01T16:00:00Z');
let stores: TestStores;

const sale = (order: string, rest: object = {}) =>
  orderRow({
    customer_id: customerNo(1),
    order_id: order,
    sold_at: '2026-02-01 04:00:00',
    net_amount: '10',
    ...rest,
  });

async function reviewed() {
  await reviewJob.run(stores.ctx as StoreContext, {});
  const review = await findReview(stores.ctx, 'latest');
  if (!review) expect.fail('no review');
  return review;
}

describe('a check-up', () => {
  beforeAll(async () => {
    stores = await testStores({ start: now });
    await storeRows(stores.ctx.ch, 'order_lines', [sale('a'), sale('b', { currency: 'USD' })]);
  });
  afterAll(() => stores?.close());

  it('on data that failed a gate says so first: in the document, and in what is handed on', async () => {
    const review = await reviewed();
    expect(review.quality).toMatchObject({
      measuredAt: expect.any(String),
      failed: [{ rule: 'order-lines.currency.own-currency', checked: 2, passed: 1, threshold: 0.99 }],
    });
    expect(review.warnings[0]).toEqual({
      code: 'review-gate-failed',
      params: {
        rule: 'order-lines.currency.own-currency',
        table: 'order_lines',
        checked: 2,
        failed: 1,
        share: 50,
        asked: 99,
      },
    });
    const file = await loadReviewFile(stores.ctx, { id: review.reviewId, format: 'html', locale: 'en' });
    expect(String(file?.body)).toContain('order-lines.currency.own-currency');
  });

  it('keeps what it was made on, also when a gate is loosened after it', async () => {
    const before = await reviewed();
    await saveRules(stores.ctx as StoreContext, {
      rules: [
        {
          kind: 'set',
          name: 'order-lines.currency.own-currency',
          table: 'order_lines',
          column: 'currency',
          values: ['CNY', 'USD'],
          threshold: 1,
          severity: 'critical',
          owner: '',
          note: '',
          enabled: true,
        },
      ],
    });
    expect((await findReview(stores.ctx, before.reviewId))?.warnings).toEqual(before.warnings);
    // The rules are of another version than the measurement: it is taken anew.
    const after = await reviewed();
    expect(after.quality?.failed).toEqual([]);
    expect(after.warnings.some(({ code }) => code === 'review-gate-failed')).toBe(false);
  });
});
