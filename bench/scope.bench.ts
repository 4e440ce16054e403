/**
 * What a data scope of one store of a hundred costs with N customers, ten order lines each: a page of the list, totals of one
 * customer, sales by month over all that is in scope, and the names a scope is chosen from; each against the same
 * question by somebody without a scope. Warm, means of ten.
 */
import { sql } from 'kysely';
import { findPlaces } from '../src/app/access/places.store.ts';
import { findTotals } from '../src/collect/profile/customer-facts.store.ts';
import { findCustomerPage } from '../src/collect/profile/customer-rows.store.ts';
import type { StoreContext } from '../src/store/context.ts';
import { factsSql, p } from '../src/store/facts/sql.ts';
import { narrowedContext } from '../src/store/narrowed-context.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 200_000;
const linesPerCustomer = 10;
const times = 10;
const batch = { tag: 'bench.scope', role: 'batch', timeoutSeconds: 1200 } as const;

async function fillState({ pg, machineNow }: StoreContext, size: number): Promise<void> {
  await sql`insert into customers (customer_id, id_type, key_version, created_at, store, region)
    select md5(i::text)::uuid, 'member', 1, ${machineNow()}::timestamptz - i * interval '1 second',
      'S' || i % 100, 'R' || i % 10 from generate_series(1, ${size}::int) i`.execute(pg);
  await sql`analyze customers`.execute(pg);
}

async function fillFacts({ ch, now }: StoreContext, size: number): Promise<void> {
  await ch.command(
    factsSql`insert into ${ch.target('customer_places')} (customer_id, owner_id, store, region, version)
select reinterpretAsUUID(reverse(unhex(concat(substring(hex(MD5(toString(number + 1))), 17), substring(hex(MD5(toString(number + 1))), 1, 16))))),
  toUUID('00000000-0000-0000-0000-000000000000'), concat('S', toString((number + 1) % 100)),
  concat('R', toString((number + 1) % 10)), number + 1 from numbers(${p.uint64(size)})`,
    batch,
  );
  for (const table of ['order_lines_log', 'order_lines'])
    await ch.command(
      factsSql`insert into ${ch.target(table)} (source, order_id, line_no, customer_id, ordered_at, paid_at, sold_at, status,
  counts_as_sale, line_kind, duplicate_no, sku, product_name, category, quantity, list_amount, discount_amount, net_amount,
  cost_amount, currency, channel, store, region, coupon_code, import_id, ingested_at, known_at, version, is_deleted)
select 'bench', concat('O', toString(number)), 1, place.customer_id, ${p.dateTime(now())} - toIntervalSecond(cityHash64(number) % 63072000) as sold,
  sold, sold, 'paid', 1, 'product', 0, 'S1', 'Product', 'C1', 1, 100, 0, 100, 60, 'CNY', 'web', '', '', '', generateUUIDv4(),
  ${p.dateTime(now())}, sold, 1, 0
from (select customer_id, arrayJoin(range(${p.uint64(linesPerCustomer)})) as nth, rowNumberInAllBlocks() as number from customer_places) as place`,
      batch,
    );
}

async function meanSeconds(work: () => Promise<unknown>): Promise<number> {
  await work();
  const seconds = await secondsOf(async () => {
    for (let n = 0; n < times; n += 1) await work();
  });
  return seconds / times;
}

const months = ({ ch }: StoreContext) =>
  ch.query(
    factsSql`select toStartOfMonth(sold_at) as month, sum(net_amount) as net, uniqExact(customer_id) as buyers
      from order_lines group by month order by month`,
    { tag: 'bench.months' },
  );

export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  await fillState(ctx, size);
  await fillFacts(ctx, size);
  const scope = { own: false, stores: ['S7'], regions: [] };
  const narrow = narrowedContext(ctx, { scope, actorId: 'bench', ownerId: null });
  const page = { ids: null, limit: 50 };
  const { customers, total } = await findCustomerPage(narrow, page);
  const id = customers[0]?.customerId ?? '';
  const questions: readonly [string, (by: StoreContext) => Promise<unknown>][] = [
    ['scope-list', by => findCustomerPage(by, page)],
    ['scope-customer', by => findTotals(by, id)],
    ['scope-months', months],
  ];
  for (const [name, ask] of questions) {
    const seconds = await meanSeconds(() => ask(narrow));
    yield benchLine(name, size, { seconds, floorSeconds: await meanSeconds(() => ask(ctx)) });
  }
  const count = () => sql`select count(*) from customers where store is not null`.execute(ctx.pg);
  const places = await meanSeconds(() => findPlaces(ctx));
  yield benchLine('scope-places', size, { seconds: places, floorSeconds: await meanSeconds(count) });
  // A figure of an empty scope would be a fast one.
  const inScope = (await months(narrow)).length;
  if (total !== Math.floor((size - 7) / 100) + 1 || inScope === 0) process.exitCode = 1;
  await close();
}
