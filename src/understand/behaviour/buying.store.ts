/** How customers bought in the window: each figure one statement over the run's lines. */
import { allOf } from '../../kernel/all-of.ts';
import { decimalToMinor } from '../../kernel/money.ts';
import type { RepeatTimes } from '../../models/repeat-time.ts';
import {
  discountHabits,
  type Habit,
  priceHabits,
  type ReviewBehaviour,
} from '../../records/review-behaviour.ts';
import type { StoreContext } from '../../store/context.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { FeaturesRun } from '../compute-features.store.ts';
import { byBytes } from '../line-portions.ts';
import { overPortions } from '../review-lines.store.ts';
import { type CategoryRow, categoryHabits, habitsOf, hasHours } from './behaviour.ts';

type Stores = Pick<StoreContext, 'ch'>;
type Row = Record<string, string | number>;
export type BuyingRun = Pick<FeaturesRun, 'source' | 'asOfDay'>;

export const windowDays = 365;
const shownCategories = 12;
const shownBrands = 12;
/** Buyers of a category beyond this are sampled by customer: intervals of so many are narrower than anybody reads. */
const enoughBuyers = 100_000;
/** An order with this share off is one at a reduced price: less is rounding and loyalty points. */
const reducedFrom = 0.05;

const batch = (tag: string) => ({ tag: `behaviour.${tag}`, role: 'batch' }) as const;
const n = (row: Row | undefined, name: string) => Number(row?.[name] ?? 0);

/** Sales of known customers in the window; refunds are left to the other chapters. */
const sales = (lines: FactsSql, { asOfDay }: BuyingRun): FactsSql =>
  factsSql`(select * from ${lines} as drafted where is_refund = 0 and customer_id != ${p.uuid(noCustomer)}
  and day >= ${p.date(asOfDay)} - ${p.uint32(windowDays)} and day < ${p.date(asOfDay)})`;

const orders = (lines: FactsSql, run: BuyingRun): FactsSql =>
  factsSql`(select customer_id, order_key, min(sold_at) as at, min(day) as on_day, uniqExact(sku) as items, sum(quantity) as units,
    sum(net_amount) as net, sum(discount_amount) as discount, count() as n from ${sales(lines, run)} as lines group by customer_id, order_key)`;

async function loadTimes(ctx: Stores, run: BuyingRun) {
  const zone = p.string(run.source.lines.definition.zone);
  const rows = await overPortions<Row>(ctx, run.source, {
    tag: 'behaviour.times',
    by: { weekday: 'number', hour: 'number' },
    build:
      lines => factsSql`select toDayOfWeek(on_day) as weekday, toHour(at, ${zone}) as hour, count() as orders,
  countIf(toStartOfDay(at, ${zone}) = at) as at_midnight from ${orders(lines, run)} as orders group by weekday, hour order by weekday, hour`,
  });
  const cells = rows.map(row => ({
    weekday: n(row, 'weekday'),
    hour: n(row, 'hour'),
    orders: n(row, 'orders'),
  }));
  const sum = (name: string) => rows.reduce((total, row) => total + n(row, name), 0);
  const timed = hasHours({ orders: sum('orders'), atMidnight: sum('at_midnight') });
  return { cells, hours: timed ? cells : null, orders: sum('orders') };
}

const inMinor = (currency: string) => (row: Row, name: string) =>
  Number(decimalToMinor(String(row[name] ?? '0'), currency));

async function loadBasket(
  { ch }: Stores,
  run: BuyingRun,
  minor: ReturnType<typeof inMinor>,
): Promise<ReviewBehaviour['basket']> {
  const rows = await ch.query<Row>(
    factsSql`select if(grouping(size) = 1, 0, size) as items, count() as orders, toString(sum(net)) as net,
  quantilesExactInclusive(0.5)(toFloat64(items_each))[1] as items_median, quantilesExactInclusive(0.5)(toFloat64(units))[1] as units_median,
  toString(toDecimal64(quantilesExactInclusive(0.5)(toFloat64(net_each))[1], 4)) as net_median
from (select least(toUInt8(items), 5) as size, items as items_each, units, net, net as net_each from ${orders(run.source.drafted, run)} as orders) as sized
group by size with rollup order by items`,
    batch('basket'),
  );
  const [all, ...sizes] = rows;
  if (!all || n(all, 'orders') === 0) return null;
  return {
    medianItems: n(all, 'items_median'),
    medianUnits: n(all, 'units_median'),
    medianNetMinor: minor(all, 'net_median'),
    meanNetMinor: Math.round(minor(all, 'net') / n(all, 'orders')),
    sizes: sizes.map(row => ({
      items: n(row, 'items'),
      orders: n(row, 'orders'),
      netMinor: minor(row, 'net'),
    })),
  };
}

/** The largest, equals in the order of their names. */
const mostFirst = (rows: readonly Row[], size: (row: Row) => number, most: number): Row[] =>
  [...rows]
    .sort((left, right) => size(right) - size(left) || byBytes(String(left['name']), String(right['name'])))
    .slice(0, most);

const habitRows = (rows: readonly Row[], minor: ReturnType<typeof inMinor>): Habit[] =>
  rows.map(row => ({
    name: String(row['name']),
    customers: n(row, 'customers'),
    orders: n(row, 'orders'),
    netMinor: minor(row, 'net'),
  }));

async function loadCategories(
  ctx: Stores,
  run: BuyingRun,
  minor: ReturnType<typeof inMinor>,
): Promise<Pick<ReviewBehaviour, 'categories' | 'gapsOfOneIn'>> {
  const rows = await overPortions<Row>(ctx, run.source, {
    tag: 'behaviour.categories',
    by: { name: 'text' },
    build:
      lines => factsSql`select toString(category) as name, uniqExact(customer_id) as buyers, uniqExact(order_key) as orders, toString(sum(net_amount)) as net
from ${sales(lines, run)} as lines where category != '' group by name order by name`,
  });
  const found: CategoryRow[] = mostFirst(rows, row => n(row, 'buyers'), shownCategories).map(row => ({
    category: String(row['name']),
    buyers: n(row, 'buyers'),
    orders: n(row, 'orders'),
    netMinor: minor(row, 'net'),
  }));
  if (found.length === 0) return { categories: [], gapsOfOneIn: 1 };
  const oneIn = Math.ceil(Math.max(...found.map(({ buyers }) => buyers)) / enoughBuyers);
  const sampled =
    oneIn > 1 ? factsSql` and cityHash64(customer_id, 'category-gaps') % ${p.uint32(oneIn)} = 0` : factsSql``;
  const end = p.date(run.asOfDay);
  const gaps = await ctx.ch.query<Row>(
    factsSql`select name, gap.1 as days, sum(gap.2) as events, sum(1 - gap.2) as waiting from (
  select name, arrayJoin(arrayMap((d, next) -> (toUInt32(if(next = toDate(0), ${end}, next) - d), toUInt8(next != toDate(0))), days, arrayPushBack(arrayPopFront(days), toDate(0)))) as gap
  from (select toString(category) as name, customer_id, arraySort(groupArray(day)) as days from (
    select category, customer_id, day from ${run.source.drafted} as lines
    where customer_id != ${p.uuid(noCustomer)} and has(${p.strings(found.map(({ category }) => category))}, toString(category))${sampled}
    group by category, customer_id, day having sum(net_amount) > 0) as category_days group by name, customer_id) as buyers) as gaps
where gap.1 > 0 group by name, days order by name, days`,
    batch('category-gaps'),
  );
  const times = new Map<string, RepeatTimes[]>();
  for (const row of gaps) {
    const own = times.get(String(row['name'])) ?? [];
    own.push({ days: n(row, 'days'), events: n(row, 'events'), waiting: n(row, 'waiting') });
    times.set(String(row['name']), own);
  }
  return { categories: categoryHabits(found, times), gapsOfOneIn: oneIn };
}

async function loadBrands(ctx: Stores, run: BuyingRun, minor: ReturnType<typeof inMinor>) {
  const rows = await overPortions<Row>(ctx, run.source, {
    tag: 'behaviour.brands',
    by: { name: 'text' },
    build:
      lines => factsSql`select brand_name as name, uniqExact(customer_id) as customers, uniqExact(order_key) as orders, toString(sum(net_amount)) as net
from (select customer_id, order_key, net_amount, sku from ${sales(lines, run)} as lines) as sold
inner join (select sku, argMax(toString(brand), version) as brand_name from products
  where brand != '' and is_deleted = 0 and known_at <= ${p.dateTime(run.source.lines.asOf)} group by sku settings final = 1) as branded using (sku)
group by name order by name`,
  });
  return habitRows(
    mostFirst(rows, row => minor(row, 'net'), shownBrands),
    minor,
  );
}

async function loadDiscount(
  ctx: Stores,
  run: BuyingRun,
  minor: ReturnType<typeof inMinor>,
): Promise<ReviewBehaviour['discount']> {
  const rows = await overPortions<Row>(ctx, run.source, {
    tag: 'behaviour.discount',
    by: { name: 'text' },
    build:
      lines => factsSql`select multiIf(own < 3, 'few', reduced = 0, 'never', reduced = own, 'always', reduced * 2 >= own, 'mostly', 'some') as name,
  count() as customers, sum(own) as orders, toString(sum(net_all)) as net, sum(reduced) as reduced_orders, toString(sum(net_reduced)) as reduced_net,
  toString(sum(off_reduced)) as off
from (select customer_id, count() as own, sum(net) as net_all, countIf(is_reduced) as reduced, sumIf(net, is_reduced) as net_reduced, sumIf(discount, is_reduced) as off_reduced
  from (select *, discount > 0 and toFloat64(discount) >= ${p.float64(reducedFrom)} * toFloat64(net + discount) as is_reduced from ${orders(lines, run)} as orders) as judged
  group by customer_id) as buyers group by name order by name`,
  });
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const net = sum(row => minor(row, 'net'));
  const reduced = sum(row => minor(row, 'reduced_net'));
  const off = sum(row => minor(row, 'off'));
  if (off <= 0 || net <= 0) return null;
  return {
    discountedShare: Math.min(1, Math.max(0, reduced / net)),
    depth: Math.min(1, Math.max(0, off / Math.max(1, off + reduced))),
    habits: habitsOf(discountHabits, habitRows(rows, minor)),
  };
}

/** Unit price before discounts against the median of its category; the mean of a customer's lines, in logarithms. */
async function loadPrice({ ch }: Stores, run: BuyingRun, minor: ReturnType<typeof inMinor>) {
  const priced = factsSql`(select customer_id, order_key, net_amount, toString(category) as name, toFloat64(net_amount + discount_amount) / toFloat64(quantity) as unit
    from ${sales(run.source.drafted, run)} as lines where quantity > 0 and net_amount + discount_amount > 0 and category != '')`;
  const rows = await ch.query<Row>(
    factsSql`select multiIf(position < log(0.8), 'cheap', position <= log(1.25), 'middle', 'dear') as name, count() as customers, sum(own_orders) as orders, toString(sum(own_net)) as net
from (select customer_id, avg(log(unit / usual)) as position, uniqExact(order_key) as own_orders, sum(net_amount) as own_net
  from ${priced} as lines inner join (select name, quantileExactInclusive(0.5)(unit) as usual from ${priced} as prices group by name having usual > 0) as medians using (name)
  group by customer_id) as buyers group by name order by name`,
    batch('price'),
  );
  return rows.length > 0 ? habitsOf(priceHabits, habitRows(rows, minor)) : null;
}

async function loadChannelMix(ctx: Stores, run: BuyingRun, minor: ReturnType<typeof inMinor>) {
  const rows = await overPortions<Row>(ctx, run.source, {
    tag: 'behaviour.channels',
    by: { name: 'text' },
    build:
      lines => factsSql`select toString(least(through, 3)) as name, count() as customers, sum(own_orders) as orders, toString(sum(own_net)) as net
from (select customer_id, uniqExact(channel) as through, uniqExact(order_key) as own_orders, sum(net_amount) as own_net
  from ${sales(lines, run)} as lines where channel != '' group by customer_id) as buyers group by name order by name`,
  });
  return habitRows(rows, minor);
}

/** How many days of the window fall on each weekday, Monday first: whole weeks, and the odd days at its end. */
function weekdaysOf(asOfDay: string, cells: readonly { weekday: number; orders: number }[]) {
  const last = new Date(Date.parse(`${asOfDay}T00:00:00Z`) - 86_400_000);
  return Array.from({ length: 7 }, (_, at) => {
    const weekday = at + 1;
    const behind = ((last.getUTCDay() || 7) - weekday + 7) % 7;
    return {
      weekday,
      orders: cells.filter(cell => cell.weekday === weekday).reduce((total, cell) => total + cell.orders, 0),
      days: Math.floor((windowDays - 1 - behind) / 7) + 1,
    };
  });
}

/** Everything of the chapter that lines say; seven questions at once over the run's draft. */
export async function loadBuying(
  ctx: Stores,
  run: BuyingRun,
): Promise<
  Pick<
    ReviewBehaviour,
    | 'orders'
    | 'weekdays'
    | 'hours'
    | 'basket'
    | 'categories'
    | 'gapsOfOneIn'
    | 'brands'
    | 'discount'
    | 'price'
    | 'channels'
  >
> {
  const minor = inMinor(run.source.lines.definition.currency);
  const [times, basket, categories, brands, discount, price, channels] = await allOf([
    loadTimes(ctx, run),
    loadBasket(ctx, run, minor),
    loadCategories(ctx, run, minor),
    loadBrands(ctx, run, minor),
    loadDiscount(ctx, run, minor),
    loadPrice(ctx, run, minor),
    loadChannelMix(ctx, run, minor),
  ]);
  return {
    orders: times.orders,
    weekdays: weekdaysOf(run.asOfDay, times.cells),
    hours: times.hours,
    basket,
    ...categories,
    brands,
    discount,
    price,
    channels,
  };
}
