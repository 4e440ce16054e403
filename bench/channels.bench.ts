/**
 * The channels of a check-up of N order lines against one aggregate scan of the columns they read, by channel. The lines
 * are those of `review.bench.ts`; reach, spend and messages are none.
 */

import { z } from 'zod';
import { sqlFromFile } from '../src/store/facts/sql.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { channelsJob } from '../src/understand/channels/channels.job.ts';
import { reviewDocumentJob } from '../src/understand/review.job.ts';
import { benchLine, secondsOf } from './bench-line.ts';
import { fillOrders } from './review.bench.ts';

export const defaultSize = 2_000_000;
const batch = { tag: 'bench.channels', role: 'batch', timeoutSeconds: 600 } as const;

/** Every column the channels read, aggregated by customer in one pass, each result consumed. */
const floor = sqlFromFile(`select sum(cityHash64(*)) from (
  select customer_id, count(), uniqExact(order_id), uniqExact(sku), max(sold_at), min(sold_at), sum(line_no), sum(net_amount),
    sum(cost_amount), sum(quantity), sum(discount_amount), min(product_name), min(channel), min(store),
    sum(counts_as_sale), sum(duplicate_no), min(line_kind), min(currency), sum(is_deleted)
  from order_lines_local group by customer_id)`);

const reviewed = z.looseObject({ reviewId: z.string() });

export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  const asOf = ctx.now();
  await fillOrders(ctx.ch, size, asOf);
  await ctx.ch.query(floor, batch);
  const floorSeconds = await secondsOf(() => ctx.ch.query(floor, batch));
  const review = reviewed.parse(await reviewDocumentJob.run(ctx, { asOf: asOf.toISOString() }));
  yield benchLine('channels', size, {
    seconds: await secondsOf(() => channelsJob.run(ctx, { reviewId: review.reviewId })),
    floorSeconds,
  });
  await close();
}
