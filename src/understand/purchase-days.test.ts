/** The span of purchases is kept between asks, and found anew when lines, the zone or the definition have changed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultSalesDefinition, salesDefinitionKey } from '../records/sales-definition.ts';
import { saveSetting } from '../store/state/settings.store.ts';
import { customerNo, eventRow, orderRow, storeRows } from '../testing/order-rows.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { loadPurchaseDays } from './purchase-days.store.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores({ start: '2026-06-01T00:00:00Z' });
});
afterAll(() => stores?.close());

const sell = (order: string, at: string) =>
  storeRows(stores.ctx.ch, 'order_lines', [
    orderRow({ customer_id: customerNo(1), order_id: order, sold_at: at, net_amount: '1' }),
  ]);

test('follows what was stored and what counts', async () => {
  const { ctx } = stores;
  expect(await loadPurchaseDays(ctx)).toBeNull();
  await sell('a', '2026-01-05 18:00:00');
  expect(await loadPurchaseDays(ctx)).toEqual({ firstDay: '2026-01-06', lastDay: '2026-01-06' });
  await sell('b', '2026-02-05 02:00:00');
  const both = { firstDay: '2026-01-06', lastDay: '2026-02-05' };
  expect(await loadPurchaseDays(ctx)).toEqual(both);
  expect(await loadPurchaseDays(ctx)).toEqual(both);
  expect(await loadPurchaseDays({ ...ctx, settings: { ...ctx.settings, zone: 'UTC' } })).toEqual({
    firstDay: '2026-01-05',
    lastDay: '2026-02-05',
  });
  await saveSetting(ctx.pg, salesDefinitionKey, {
    ...defaultSalesDefinition(ctx.settings),
    version: 2,
    activities: [{ kind: 'event', event: 'Paid', amountFrom: 'amount' }],
  });
  expect(await loadPurchaseDays(ctx)).toBeNull();
  const paid = eventRow({
    customer_id: customerNo(1),
    message_id: 'm',
    event: 'Paid',
    occurred_at: '2026-03-01 00:00:00',
    properties: { amount: 5 },
  });
  await ctx.ch.insert('events', [paid], { tag: 'test.events' });
  expect(await loadPurchaseDays(ctx)).toEqual({ firstDay: '2026-03-01', lastDay: '2026-03-01' });
});
