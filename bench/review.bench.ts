/**
 * The base check-up of N order lines (20 a customer, generated inside the engine) against one aggregate scan of the
 * columns it reads: until its document is kept and can be read, with its chapters on movement and value to come, and as
 * the whole job with products, features at past origins and opportunities.
 */
import { reviewJob } from '../src/app/review.job.ts';
import type { Facts } from '../src/store/facts/facts.ts';
import { type FactsSql, factsSql, p, sqlFromFile } from '../src/store/facts/sql.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { reviewDocumentJob } from '../src/understand/review.job.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 2_000_000;
const linesPerCustomer = 20;
const linesPerOrder = 3;
const historyDays = 730;
const batch = { tag: 'bench.review', role: 'batch', timeoutSeconds: 600 } as const;

/** Orders of three lines at hashed times over two years, of customers `00000000-0000-4000-8000-…` by number from 1; a fifth of the customers make half of the orders. */
const orderLines = (size: number, end: Date): FactsSql => {
  const customers = p.uint64(Math.ceil(size / linesPerCustomer));
  return factsSql`select intDiv(number, ${p.uint32(linesPerOrder)}) as order_no, 'bench' as source, concat('O', toString(order_no)) as order_id,
  toUInt32(number % ${p.uint32(linesPerOrder)}) as line_no,
  if(cityHash64(order_no, 1) % 2 = 0, cityHash64(order_no, 2) % intDiv(${customers}, 5), cityHash64(order_no, 3) % ${customers}) as customer_no,
  reinterpretAsUUID(concat(reinterpretAsFixedString(toUInt64(16384)), reinterpretAsFixedString(toUInt64(9223372036854775808) + customer_no + 1))) as customer_id,
  ${p.dateTime(end)} - toIntervalSecond(1 + cityHash64(order_no, 4) % (86400 * ${p.uint32(historyDays)})) as sold_at,
  cityHash64(number, 5) % 3000 as product_no, toDecimal64(10 + cityHash64(product_no, 6) % 200, 4) as price
from numbers(${p.uint64(size)})`;
};

/** Order lines of both tables, for the benches that read them. */
export async function fillOrders(ch: Facts, size: number, end: Date): Promise<void> {
  for (const table of ['order_lines_log', 'order_lines']) {
    await ch.command(
      factsSql`insert into ${ch.target(table)} (source, order_id, line_no, customer_id, ordered_at, paid_at, sold_at, status,
  counts_as_sale, line_kind, duplicate_no, sku, product_name, category, quantity, list_amount, discount_amount, net_amount,
  cost_amount, currency, channel, store, region, coupon_code, import_id, ingested_at, known_at, version, is_deleted)
select source, order_id, line_no, customer_id, sold_at, sold_at, sold_at, 'paid', 1, 'product', 0, concat('S', toString(product_no)),
  concat('Product ', toString(product_no)), concat('C', toString(product_no % 12)), 1, price, 0, price, price * 0.6, 'CNY',
  ['web', 'app', 'shop', 'phone'][1 + order_no % 4], '', concat('R', toString(customer_no % 30)), '', generateUUIDv4(),
  ${p.dateTime(end)}, sold_at, 1, 0 from (${orderLines(size, end)})`,
      batch,
    );
  }
}

/** Every column the review reads, aggregated per customer in one pass, each result consumed. */
const floor = sqlFromFile(`select sum(cityHash64(*)) from (
  select customer_id, count(), uniqExact(order_id), uniqExact(toDate(sold_at, 'Asia/Shanghai')), max(sold_at), sum(line_no),
    sum(net_amount), sum(cost_amount), sum(quantity), min(sku), min(product_name), min(category), min(channel), min(store),
    min(region), sum(counts_as_sale), sum(duplicate_no), min(line_kind), min(currency), sum(is_deleted)
  from order_lines_local group by customer_id)`);

export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  const asOf = ctx.now();
  await fillOrders(ctx.ch, size, asOf);
  // The first pass fills the page cache for both.
  await ctx.ch.query(floor, batch);
  const floorSeconds = await secondsOf(() => ctx.ch.query(floor, batch));
  const input = { asOf: asOf.toISOString() };
  const began = performance.now();
  let documentSeconds = Number.NaN;
  const watched: typeof ctx = {
    ...ctx,
    async progress(step) {
      if (step.label === 'chapters') documentSeconds = (performance.now() - began) / 1000;
      return ctx.progress(step);
    },
  };
  const seconds = await secondsOf(() => reviewDocumentJob.run(watched, input));
  yield benchLine('review', size, { seconds: documentSeconds, floorSeconds });
  yield benchLine('review-with-chapters', size, { seconds, floorSeconds });
  yield benchLine('review-with-opportunities', size, {
    seconds: await secondsOf(() => reviewJob.run(ctx, input)),
    floorSeconds,
  });
  await close();
}
