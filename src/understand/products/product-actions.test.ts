/** Actions on products: taken on with evidence, refused where they must be, audited, and followed up by a later run. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../kernel/context.ts';
import { productActionTake } from '../../records/product-action.ts';
import { defaultSalesDefinition } from '../../records/sales-definition.ts';
import { customerNo, orderRow, storeRows } from '../../testing/order-rows.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { takeReview } from '../review-run.store.ts';
import { followUpOf } from './follow-up.ts';
import { changeAction, findActionPage, saveAction } from './product-actions.store.ts';
import { takeProducts } from './products-run.store.ts';

const definition = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
let stores: TestStores;

const sale = (order: string, day: string, rest: object = {}) =>
  orderRow({
    customer_id: customerNo(1),
    order_id: order,
    sold_at: `${day} 04:00:00`,
    net_amount: '100',
    cost_amount: '60',
    ...rest,
  });
const ask = (change: object = {}) =>
  productActionTake.parse({ sku: 'A1', kind: 'fix', owner: '采购组', dueOn: '2026-03-20', ...change });

beforeAll(async () => {
  stores = await testStores({ start: '2026-03-02T02:00:00Z' });
  await storeRows(stores.ctx.ch, 'order_lines', [
    sale('a', '2026-02-20'),
    sale('b', '2026-02-28'),
    sale('c', '2026-03-03'),
    sale('d', '2026-03-04', { sku: 'B2', net_amount: '50', cost_amount: '20' }),
  ]);
});
afterAll(() => stores?.close());

describe('actions on products', () => {
  it('are refused before there are products, for a product nobody knows and for a day gone by', async () => {
    await expect(saveAction(stores.ctx, ask())).rejects.toMatchObject({ code: 'products-not-computed' });
    const ctx = { ...stores.ctx, progress: silentProgress };
    const { reviewId } = await takeReview(ctx, { asOf: ctx.now(), definition });
    await takeProducts(ctx, { reviewId, asOf: ctx.now(), definition });
    await expect(saveAction(ctx, ask({ sku: 'nothing' }))).rejects.toMatchObject({ code: 'product-unknown' });
    await expect(saveAction(ctx, ask({ dueOn: '2026-03-01' }))).rejects.toMatchObject({
      code: 'product-action-due-past',
    });
  });

  it('are taken on once, with an audit entry, and show when they are overdue', async () => {
    const made = await saveAction(stores.ctx, ask());
    expect(made).toMatchObject({
      sku: 'A1',
      name: 'Tea',
      state: 'open',
      startedOn: '2026-03-02',
      isOverdue: false,
    });
    await expect(saveAction(stores.ctx, ask())).rejects.toMatchObject({ code: 'product-action-open' });
    const entries = await stores.ctx.pg.selectFrom('audit_entries').select(['action', 'target']).execute();
    expect(entries).toContainEqual({
      action: 'product-action.take',
      target: `product-action:${made.actionId}`,
    });
  });

  it('are followed up by the next run: as many days after as before, beside all others', async () => {
    stores.clock.advance({ days: 4 });
    const ctx = { ...stores.ctx, progress: silentProgress };
    const { reviewId } = await takeReview(ctx, { asOf: ctx.now(), definition });
    await takeProducts(ctx, { reviewId, asOf: ctx.now(), definition });
    const { actions } = await findActionPage(ctx, { limit: 50 });
    expect(actions[0]?.followUp).toEqual({
      asOf: '2026-03-06T02:00:00.000Z',
      currency: 'CNY',
      moneyIs: 'margin',
      days: 4,
      beforeMinor: 4_000,
      afterMinor: 4_000,
      othersBeforeMinor: 0,
      othersAfterMinor: 3_000,
    });
  });

  it('change hands, are closed and may be taken on again', async () => {
    const { actions } = await findActionPage(stores.ctx, { limit: 50 });
    const id = actions[0]?.actionId ?? '';
    expect(await changeAction(stores.ctx, id, { owner: '王', dueOn: '2026-03-05' })).toMatchObject({
      owner: '王',
      isOverdue: true,
    });
    expect(await changeAction(stores.ctx, id, { state: 'done' })).toMatchObject({
      state: 'done',
      isOverdue: false,
    });
    await saveAction(stores.ctx, ask());
    await expect(changeAction(stores.ctx, id, { state: 'open' })).rejects.toMatchObject({
      code: 'product-action-open',
    });
    expect((await findActionPage(stores.ctx, { limit: 50, state: 'done' })).total).toBe(1);
    await expect(changeAction(stores.ctx, stores.ctx.newId(), {})).rejects.toMatchObject({
      code: 'product-action-unknown',
    });
  });
});

it('a follow-up waits for a whole day and looks back no further than ninety', () => {
  const own = new Map([['2026-01-01', 5]]);
  const money = { own, all: own };
  expect(followUpOf({ startedOn: '2026-03-02' }, '2026-03-02', money)).toBeNull();
  expect(followUpOf({ startedOn: '2025-06-01' }, '2026-03-02', money)).toMatchObject({
    days: 90,
    afterMinor: 0,
  });
});
