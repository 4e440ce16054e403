/**
 * Measuring N order lines under the built-in rules against one aggregate scan of the columns those rules read. The lines
 * are those of `review.bench.ts`; the other tables are empty.
 */
import { takeQuality } from '../src/collect/quality/quality-run.store.ts';
import { sqlFromFile } from '../src/store/facts/sql.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { benchLine, secondsOf } from './bench-line.ts';
import { fillOrders } from './review.bench.ts';

export const defaultSize = 2_000_000;
const batch = { tag: 'bench.quality', role: 'batch', timeoutSeconds: 600 } as const;

/** Every column the rules read, aggregated by day in one pass over the current rows, each result consumed. */
const floor = sqlFromFile(`select sum(cityHash64(*)) from (
  select toDate(sold_at) as day, count(), max(customer_id), max(order_id), max(sku), max(product_name), max(category), max(channel),
    max(store), max(currency), max(line_kind), max(ordered_at), max(paid_at), max(ingested_at), sum(duplicate_no), sum(net_amount),
    sum(list_amount), sum(discount_amount), sum(cost_amount)
  from order_lines group by day)`);

export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  await fillOrders(ctx.ch, size, ctx.now());
  await ctx.ch.query(floor, batch);
  const floorSeconds = await secondsOf(() => ctx.ch.query(floor, batch));
  yield benchLine('quality', size, { seconds: await secondsOf(() => takeQuality(ctx)), floorSeconds });
  await close();
}
