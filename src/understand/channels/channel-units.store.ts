/** What each store took in and made in the year, for the efficiency frontier. */
import type { StoreContext } from '../../store/context.ts';
import { referenceAsOf } from '../../store/facts/reference-log.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { ChannelLines } from './channel-lines.store.ts';
import type { UnitRow } from './channel-rows.ts';
import { spendSql } from './channel-spend.store.ts';

/** Sales, buyers, discounts and cost of goods of the year by store; sales before returns, which name no store. */
export const unitsSql = (lines: FactsSql, asOfDay: string): FactsSql =>
  factsSql`select toString(store) as unit, topK(1)(toString(channel))[1] as main_channel, toFloat64(sum(net_amount)) as sales,
  uniqExact(customer_id) as buyers, uniqExact(order_key) as orders, toFloat64(ifNull(sum(margin_amount), 0)) as margin, toFloat64(sum(discount_amount)) as discount,
  toFloat64(sumIf(net_amount, isNotNull(margin_amount))) - toFloat64(ifNull(sum(margin_amount), 0)) as goods,
  if(sales > 0, toFloat64(sumIf(net_amount, isNotNull(margin_amount))) / sales, 0) as goods_known
from ${lines} as lines where is_refund = 0 and store != '' and booked_day > ${p.date(asOfDay)} - 365
group by store having sales > 0`;

/** Stores with sales, named as today, with what the table of stores said of them by the review; `cost` is the spend booked under a store's name in the review's currency. */
export const loadUnits = ({ ch }: Pick<StoreContext, 'ch'>, lines: ChannelLines): Promise<UnitRow[]> =>
  ch.query<UnitRow>(
    factsSql`select u.*, named.title as title, toString(named.region) as region, c.cost as cost, toFloat64(ifNull(s.staff, 0)) as staff,
  toFloat64(ifNull(s.staff_amount, 0)) as staff_cost, toFloat64(ifNull(s.rent_amount, 0)) as rent,
  toFloat64(ifNull(s.floor_area, 0)) as area, toUInt8(ifNull(s.opened_on > ${p.date(lines.asOfDay)} - 365, 0)) as is_young
from (${unitsSql(lines.drafted, lines.asOfDay)}) as u
left join (select * from stores where is_deleted = 0 settings final = 1) as named on named.store = u.unit
left join ${referenceAsOf('stores', { knownAt: lines.asOf })} as s on s.store = u.unit
left join (select channel, toFloat64(sum(amount)) as cost from (${spendSql(lines)}) as spent
  where in_window = 1 and currency = ${p.string(lines.definition.currency)} group by channel) as c on c.channel = u.unit
order by u.unit`,
    { tag: 'channels.units', role: 'batch' },
  );
