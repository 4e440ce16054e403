/**
 * Reading N events as lines of business, by kind of source, against the same number of order lines read in the same way;
 * and the totals of one customer, which must not grow with the events of others. Every column is consumed. Means of three, warm.
 */
import { findTotals } from '../src/collect/profile/customer-facts.store.ts';
import { saveSalesDefinition } from '../src/collect/totals/sales-definition.store.ts';
import { activitySource } from '../src/records/activity.ts';
import { defaultSalesDefinition, type SalesDefinition } from '../src/records/sales-definition.ts';
import type { StoreContext } from '../src/store/context.ts';
import { saleLines } from '../src/store/facts/sale-lines.ts';
import { factsSql, p } from '../src/store/facts/sql.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 1_000_000;
const perCustomer = 20;
const times = 3;
const batch = { tag: 'bench.activity', role: 'batch', timeoutSeconds: 1200 } as const;

/** Months back from the last one, so that balances of a customer are of months of their own. */
const rows = (ctx: StoreContext, size: number) =>
  factsSql`(select number, toUUID(concat('00000000-0000-4000-8000-', leftPad(toString(intDiv(number, ${p.uint32(perCustomer)})), 12, '0'))) as customer_id,
    ${p.dateTime(ctx.now())} - toIntervalDay(1) - toIntervalMonth(number % ${p.uint32(perCustomer)}) as at,
    concat('m', toString(number)) as message from numbers(${p.uint64(size)}))`;

async function fill(ctx: StoreContext, size: number): Promise<void> {
  const { ch } = ctx;
  for (const table of ['order_lines_log', 'order_lines'])
    await ch.command(
      factsSql`insert into ${ch.target(table)} (source, order_id, line_no, customer_id, ordered_at, paid_at, sold_at, status,
  counts_as_sale, line_kind, duplicate_no, sku, product_name, category, quantity, list_amount, discount_amount, net_amount,
  cost_amount, currency, channel, store, region, coupon_code, import_id, ingested_at, known_at, version, is_deleted)
select 'bench', message, 1, customer_id, at, at, at, 'paid', 1, 'product', 0, 'pro', 'pro', 'plan', 1, 100, 0, 100, null, 'CNY', 'app', '', '', '',
  toUUID('00000000-0000-7000-8000-000000000001'), at, at, 1, 0 from ${rows(ctx, size)}`,
      batch,
    );
  await ch.command(
    factsSql`insert into ${ch.target('events')} (customer_id, source, message_id, anonymous_id, kind, event, occurred_at, received_at,
  properties, context, ingested_at, version)
select customer_id, 'app', message, toUUID('00000000-0000-0000-0000-000000000000'), 'track', 'Paid', at, at,
  concat('{"amount":', toString(100 + number % 900), ',"months":1,"plan":"pro","account":"a', toString(number % 7), '","currency":"CNY"}'),
  '{}', at, 1 from ${rows(ctx, size)}`,
    batch,
  );
}

const told = { event: 'Paid', itemFrom: 'plan', categoryFrom: 'plan', currencyFrom: 'currency' };
const sources: Readonly<Record<string, SalesDefinition['activities'][number]>> = {
  event: activitySource.parse({ ...told, kind: 'event', amountFrom: 'amount' }),
  balance: activitySource.parse({ ...told, kind: 'balance', balanceFrom: 'amount', accountFrom: 'account' }),
  subscription: activitySource.parse({
    ...told,
    kind: 'subscription',
    amountFrom: 'amount',
    monthsFrom: 'months',
  }),
};

async function meanSeconds(work: () => Promise<unknown>): Promise<number> {
  await work();
  const seconds = await secondsOf(async () => {
    for (let n = 0; n < times; n += 1) await work();
  });
  return seconds / times;
}

export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  await fill(ctx, size);
  const plain = defaultSalesDefinition(ctx.settings);
  const reading = (activities: SalesDefinition['activities']) => async () => {
    const lines = saleLines({ definition: { ...plain, activities }, asOf: ctx.now(), knownAs: 'current' });
    const [found] = await ctx.ch.query<{ n: string; all: string }>(
      factsSql`select count() as n, sum(cityHash64(*)) as all from (${lines})`,
      batch,
    );
    // A reading that lost lines would be a fast one.
    if (Number(found?.n) !== size) process.exitCode = 1;
  };
  const floorSeconds = await meanSeconds(reading([{ kind: 'orders' }]));
  for (const [name, source] of Object.entries(sources))
    yield benchLine(`activity-${name}`, size, {
      seconds: await meanSeconds(reading([source])),
      floorSeconds,
    });
  const one = () => findTotals(ctx, '00000000-0000-4000-8000-000000000005');
  const ofOrders = await meanSeconds(one);
  await saveSalesDefinition(ctx, { activities: [sources['event'] ?? { kind: 'orders' }] });
  yield benchLine('activity-customer', size, { seconds: await meanSeconds(one), floorSeconds: ofOrders });
  await close();
}
