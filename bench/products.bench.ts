/**
 * The products of a check-up of N order lines against one aggregate scan of the columns they read, by product.
 */

import { z } from 'zod';
import { sqlFromFile } from '../src/store/facts/sql.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { productsJob } from '../src/understand/products/products.job.ts';
import { reviewDocumentJob } from '../src/understand/review.job.ts';
import { benchLine, secondsOf } from './bench-line.ts';
import { fillOrders } from './review.bench.ts';

export const defaultSize = 2_000_000;
const batch = { tag: 'bench.products', role: 'batch', timeoutSeconds: 600 } as const;

/** Every column the products read, aggregated by product in one pass, each result consumed. */
const floor = sqlFromFile(`select sum(cityHash64(*)) from (
  select sku, count(), uniqExact(order_id), uniqExact(customer_id), max(sold_at), min(sold_at), sum(line_no), sum(net_amount),
    sum(cost_amount), sum(quantity), sum(discount_amount), min(product_name), min(category), min(channel),
    sum(counts_as_sale), sum(duplicate_no), min(line_kind), min(currency), sum(is_deleted)
  from order_lines_local group by sku)`);

const reviewed = z.looseObject({ reviewId: z.string() });

export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  const asOf = ctx.now();
  await fillOrders(ctx.ch, size, asOf);
  await ctx.ch.query(floor, batch);
  const floorSeconds = await secondsOf(() => ctx.ch.query(floor, batch));
  const review = reviewed.parse(await reviewDocumentJob.run(ctx, { asOf: asOf.toISOString() }));
  const input = { reviewId: review.reviewId };
  yield benchLine('products', size, {
    seconds: await secondsOf(() => productsJob.run(ctx, input)),
    floorSeconds,
  });
  await close();
}
