/**
 * Lines of business that events tell: amounts, balances and paid months, in the columns of `saleLines`. Events keep the
 * id they came under, so that the person is looked up here; what visitors did counts for nobody.
 */
import type { ActivitySource, ToldSource } from '../../records/activity.ts';
import { isToldByEvents } from '../../records/activity.ts';
import type { SalesDefinition } from '../../records/sales-definition.ts';
import { type FactsSql, factsSql, joinSql, p } from './sql.ts';

export interface ToldTime {
  readonly definition: SalesDefinition;
  /** Exclusive bound of the business time, and when an event must have arrived. */
  readonly asOf: Date;
  /** Events of one customer only, under whichever id they came. */
  readonly customerId?: string;
}

/**
 * A property as text, '' where it is missing; numbers as they are written. One function and no `if` about several: what stands in a
 * branch is evaluated anew at each use: 1M payments took 4.9 s so, and take 1.8.
 */
function property(path: string | null): FactsSql {
  if (path === null) return factsSql`''`;
  const steps = joinSql(
    path.split('.').map(step => factsSql`${p.string(step)}`),
    ', ',
  );
  return factsSql`trim(JSONExtract(properties, ${steps}, 'String'))`;
}

/** Null where the text is no amount. */
const amountOf = (path: string): FactsSql => factsSql`toDecimal64OrNull(${property(path)}, 4)`;

/** Events of a source by the time, with the person they are of; nothing else of them is read. */
function eventsOf(source: ToldSource, { asOf, customerId }: ToldTime): FactsSql {
  const whose = customerId
    ? factsSql` and (customer_id = ${p.uuid(customerId)} or customer_id in (select raw_id from identity_links
        where person_id = ${p.uuid(customerId)} and is_deleted = 0 settings final = 1))`
    : factsSql``;
  return factsSql`(select if(is_linked = 1, person_id, told.customer_id) as customer_id, source, message_id, occurred_at, is_visitor,
    properties
  from (select customer_id, source, message_id, occurred_at, properties, toUInt8(customer_id = anonymous_id) as is_visitor
    from events where kind = 'track' and event = ${p.string(source.event)} and occurred_at < ${p.dateTime(asOf)}
      and received_at <= ${p.dateTime(asOf)}${whose} settings final = 1) as told
  left any join (select raw_id, person_id, toUInt8(1) as is_linked from identity_links where is_deleted = 0 settings final = 1)
    as links on told.customer_id = links.raw_id)`;
}

const shared = (source: ToldSource, { definition }: ToldTime): FactsSql =>
  factsSql`customer_id, is_visitor, occurred_at, concat(source, ':', message_id) as message, toDate(occurred_at, ${p.string(definition.zone)}) as told_day,
    ${property(source.itemFrom)} as item, ${property(source.categoryFrom)} as category_name,
    ${source.channelFrom === null ? factsSql`toString(source)` : property(source.channelFrom)} as channel_name,
    upper(${property(source.currencyFrom)}) as money`;

/** The reason before all others of a source: that it is not known whose it is, that nothing can be made of its money. */
const faultOf = ({ definition }: ToldTime, others: FactsSql = factsSql``): FactsSql =>
  factsSql`multiIf(is_visitor = 1, 'visitor', isNull(amount), 'amount',
    money != '' and money != ${p.string(definition.currency)}, 'currency', ${others} '')`;

function eventRows(source: Extract<ToldSource, { kind: 'event' }>, time: ToldTime): FactsSql {
  return factsSql`select *, ${faultOf(time)} as fault, message as order_id, occurred_at as sold_at, ifNull(amount, 0) as net
  from (select ${shared(source, time)}, ${amountOf(source.amountFrom)} as amount from ${eventsOf(source, time)} as told_events)`;
}

/** The last report of a month by time of day, then by message; earlier ones of that month are no line and no fault. */
function balanceRows(source: Extract<ToldSource, { kind: 'balance' }>, time: ToldTime): FactsSql {
  const account = property(source.accountFrom);
  return factsSql`select *, ${faultOf(time, factsSql`amount < ${p.decimal(source.minimumBalance)}, 'minimum',`)} as fault,
    concat(account, ':', item, ':', toString(toYYYYMM(told_day))) as order_id, occurred_at as sold_at,
    cast(round(toDecimal128(ifNull(amount, 0), 8) / 12, 4) as Decimal(18, 4)) as net
  from (select ${shared(source, time)}, ${account} as account, ${amountOf(source.balanceFrom)} as amount
    from ${eventsOf(source, time)} as told_events
    order by occurred_at desc, message desc limit 1 by customer_id, account, item, toYYYYMM(told_day))`;
}

const mostMonths = 60;

/** Shares of the months add up to the payment to the last digit: each is what is due so far less what was before. */
function subscriptionRows(source: Extract<ToldSource, { kind: 'subscription' }>, time: ToldTime): FactsSql {
  const told = property(source.monthsFrom);
  const months = factsSql`if(told_months = '', toInt32OrNull(${p.string(String(source.months))}), toInt32OrNull(told_months))`;
  const due = (month: FactsSql) =>
    factsSql`cast(round(toDecimal128(ifNull(amount, 0), 8) * ${month} / covered, 4) as Decimal(18, 4))`;
  const sound = factsSql`ifNull(paid_months between 1 and ${p.uint8(mostMonths)}, 0)`;
  return factsSql`select *, concat(message, ':', toString(month_no)) as order_id,
    addMonths(occurred_at, month_no) as sold_at, ${due(factsSql`(month_no + 1)`)} - ${due(factsSql`month_no`)} as net
  from (select *, ${faultOf(time, factsSql`${sound} = 0, 'months',`)} as fault,
      if(fault = '', toUInt8(assumeNotNull(paid_months)), 1) as covered, arrayJoin(range(covered)) as month_no
    from (select *, ${months} as paid_months
      from (select ${shared(source, time)}, ${told} as told_months, ${amountOf(source.amountFrom)} as amount
        from ${eventsOf(source, time)} as told_events)))`;
}

function rowsOf(source: ToldSource, time: ToldTime): FactsSql {
  if (source.kind === 'event') return eventRows(source, time);
  return source.kind === 'balance' ? balanceRows(source, time) : subscriptionRows(source, time);
}

/**
 * The lines of one source: columns of `saleLines` without `margin_amount`, and `cost_amount` null, so that the margin is
 * the rate's. Months of a payment that have not begun by the time are no lines yet. One scan of the source's events.
 */
export function toldLines(source: ToldSource, time: ToldTime): FactsSql {
  const zone = p.string(time.definition.zone);
  return factsSql`select customer_id, order_id, toUInt32(1) as line_no, sold_at, toDate(sold_at, ${zone}) as day, sold_at as booked_at,
  item as sku, item as product_name, category_name as category,
  cast(if(net < 0, -1, 1) as Decimal(18, 4)) as quantity, net as net_amount, toDecimal64(0, 4) as discount_amount,
  cast(null as Nullable(Decimal(18, 4))) as cost_amount, channel_name as channel, '' as store, '' as region,
  if(net < 0, 'refund', 'sale') as kind
from (${rowsOf(source, time)}) as told_rows where fault = '' and net != 0 and sold_at < ${p.dateTime(time.asOf)}`;
}

/** Events of a source that make no line, as `reason, events`. */
export const leftOutEvents = (source: ToldSource, time: ToldTime): FactsSql =>
  factsSql`select fault as reason, uniqExact(message) as events from (${rowsOf(source, time)}) as told_rows
where fault != '' group by fault order by fault`;

/** The sources of a definition that events tell. */
export const toldSources = (activities: readonly ActivitySource[]): ToldSource[] =>
  activities.filter(isToldByEvents);
