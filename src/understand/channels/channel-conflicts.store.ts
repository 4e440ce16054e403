/** Where channels stand against each other: one product at two prices on a day, one person reached by two in a day. */
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { contactHours, type PriceRow, priceTolerance } from './channel-conflicts.ts';
import type { ChannelLines } from './channel-lines.store.ts';
import { sentTouches } from './channel-spend.store.ts';

type Stores = Pick<StoreContext, 'ch'>;

/**
 * Product-days of the year sold through two channels and more, by product and by which was cheapest and which dearest.
 * A price is the mean paid for a unit, discounts already out; lines without quantity or amount have none.
 */
export const pricesSql = (lines: FactsSql, asOfDay: string): FactsSql =>
  factsSql`select any(sku) as sku, max(product_name) as product_name, offers[1].2 as cheap, offers[length(offers)].2 as dear,
  count() as shared_days, countIf(day_spread > ${p.float64(priceTolerance)}) as conflict_days,
  sumIf(arraySum(offer -> (offer.1 - offers[1].1) * offer.3, offers), day_spread > ${p.float64(priceTolerance)}) as gap,
  ifNull(quantilesExactInclusiveIf(0.5)(day_spread, day_spread > ${p.float64(priceTolerance)})[1], 0) as spread, max(booked_day) as last_day
from (select sku_key, booked_day, any(sku) as sku, max(product_name) as product_name,
    arraySort(groupArray((price, channel, units))) as offers, offers[length(offers)].1 / offers[1].1 - 1 as day_spread
  from (select sku_key, booked_day, toString(channel) as channel, any(sku) as sku, max(product_name) as product_name,
      toFloat64(sum(quantity)) as units, toFloat64(sum(net_amount)) / units as price
    from ${lines} as lines where is_refund = 0 and booked_day > ${p.date(asOfDay)} - 365 and quantity > 0 and net_amount > 0
    group by sku_key, booked_day, channel)
  group by sku_key, booked_day having length(offers) > 1)
group by sku_key, cheap, dear order by sku, cheap, dear`;

export const loadPrices = ({ ch }: Stores, { drafted, asOfDay }: ChannelLines): Promise<PriceRow[]> =>
  ch.query<PriceRow>(pricesSql(drafted, asOfDay), { tag: 'channels.prices', role: 'batch' });

export interface HitRow {
  readonly people: string;
  readonly hit: string;
}

export interface HitPairRow {
  readonly first: string;
  readonly second: string;
  readonly people: string;
  readonly times: string;
}

/** Neighbouring messages of a person through different channels within the hours, as (first, second). */
const hits = (lines: ChannelLines): FactsSql =>
  factsSql`(select customer_id, arraySort(groupArray((occurred_at, channel))) as sent,
    arrayFilter(pair -> pair.1.2 != pair.2.2 and pair.2.1 <= pair.1.1 + toIntervalHour(${p.uint32(contactHours)}),
      arrayZip(arrayPopBack(sent), arrayPopFront(sent))) as pairs
  from ${sentTouches(lines)} as sent_touches group by customer_id)`;

/** People contacted, those reached twice, and by which pair in which order. Two scans of the year's messages. */
export async function loadHits(
  { ch }: Stores,
  lines: ChannelLines,
): Promise<{ counts: HitRow; pairs: HitPairRow[] }> {
  const [counts] = await ch.query<HitRow>(
    factsSql`select count() as people, countIf(notEmpty(pairs)) as hit from ${hits(lines)} as hits`,
    { tag: 'channels.hits', role: 'batch' },
  );
  const pairs = await ch.query<HitPairRow>(
    factsSql`select pair.1.2 as first, pair.2.2 as second, uniqExact(customer_id) as people, count() as times
from (select customer_id, arrayJoin(pairs) as pair from ${hits(lines)} as hits) group by first, second order by times desc, first, second`,
    { tag: 'channels.hit-pairs', role: 'batch' },
  );
  return { counts: counts ?? { people: '0', hit: '0' }, pairs };
}
