/** Spend known at the review by channel and month, contacts of campaigns, and contacts of service. */
import type { StoreContext } from '../../store/context.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { sentMessages } from '../../store/facts/sent-messages.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { ChannelLines } from './channel-lines.store.ts';
import type { ContactRow, SpendCell } from './channel-rows.ts';
import type { CaseRow } from './channel-service.ts';

type Stores = Pick<StoreContext, 'ch'>;

/** Every spend of the last 37 months that could have been known at the review. */
export const spendSql = ({ asOf, asOfDay }: ChannelLines): FactsSql =>
  factsSql`select toString(channel) as channel, toStartOfMonth(spent_on) as month, toString(currency) as currency, sum(paid) as amount,
  count() as rows, sumIf(paid, paid < 0) as credits, countIf(paid < 0) as credit_rows,
  toUInt8(spent_on > ${p.date(asOfDay)} - 365) as in_window
from (select channel, spent_on, currency, known_at, amount as paid from spend where is_deleted = 0 settings final = 1)
where spent_on >= toStartOfMonth(${p.date(asOfDay)}) - interval 36 month and spent_on <= ${p.date(asOfDay)} and known_at <= ${p.dateTime(asOf)}
group by channel, month, currency, in_window order by channel, month, currency, in_window`;

export const loadSpend = ({ ch }: Stores, lines: ChannelLines): Promise<SpendCell[]> =>
  ch.query<SpendCell>(spendSql(lines), { tag: 'channels.spend', role: 'batch' });

/** Messages of campaigns in the year by channel, with what they cost in the organisation's currency. */
export const loadContacts = ({ ch }: Stores, lines: ChannelLines): Promise<ContactRow[]> =>
  ch.query<ContactRow>(
    factsSql`select toString(channel) as channel, count() as contacts, uniqExact(customer_id) as people, sum(cost) as cost
from ${sentTouches(lines)} as sent group by channel order by contacts desc, channel`,
    { tag: 'channels.contacts', role: 'batch' },
  );

/** Messages of the 365 days before a time. */
export const sentTouches = ({ asOf, definition }: Pick<ChannelLines, 'asOf' | 'definition'>): FactsSql =>
  sentMessages({
    from: new Date(asOf.getTime() - 365 * 86_400_000),
    to: asOf,
    knownBy: asOf,
    currency: definition.currency,
  });

/** Service cases opened in the 365 days before a time and known by then, whoever they are of. */
export const casesSql = ({ asOf, definition }: Pick<ChannelLines, 'asOf' | 'definition'>): FactsSql =>
  factsSql`(select customer_id, source, case_id, toString(channel) as channel, minutes, toDate(opened_at, ${p.string(definition.zone)}) as opened_day,
    if(currency = ${p.string(definition.currency)}, cost, null) as own_cost,
    toUInt8(isNotNull(cost) and currency != ${p.string(definition.currency)}) as is_other_currency
  from (select * from service_cases where opened_at < ${p.dateTime(asOf)}
    and opened_at >= ${p.dateTime(new Date(asOf.getTime() - 365 * 86_400_000))}
    and known_at <= ${p.dateTime(asOf)} and is_deleted = 0 settings final = 1))`;

/** Cases of the year by channel with their minutes and their own cost. One scan of the cases. */
export const loadCases = ({ ch }: Stores, lines: ChannelLines): Promise<CaseRow[]> =>
  ch.query<CaseRow>(
    factsSql`select channel, count() as cases, uniqExactIf(customer_id, customer_id != ${p.uuid(noCustomer)}) as people,
  countIf(isNotNull(minutes)) as timed, toDecimal64(ifNull(sum(minutes), 0), 4) as all_minutes,
  countIf(isNotNull(own_cost)) as costed, countIf(is_other_currency) as other_currency, toDecimal64(ifNull(sum(own_cost), 0), 4) as cost
from ${casesSql(lines)} as cases group by channel order by cases desc, channel`,
    { tag: 'channels.cases', role: 'batch' },
  );

/** Tracked events that a rule counts as contacts of service, in the year before the review. */
export async function loadServiceContacts(
  { ch }: Stores,
  { asOf }: ChannelLines,
  events: readonly string[],
): Promise<number> {
  if (events.length === 0) return 0;
  const [row] = await ch.query<{ n: string }>(
    factsSql`select count() as n from (select * from events where has(${p.strings(events)}, event) and occurred_at < ${p.dateTime(asOf)}
  and occurred_at >= ${p.dateTime(new Date(asOf.getTime() - 365 * 86_400_000))} settings final = 1)`,
    { tag: 'channels.service', role: 'batch' },
  );
  return Number(row?.n ?? 0);
}
