/** How customers come through messages to a purchase, and from one sales channel to another. */
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { ChannelLines } from './channel-lines.store.ts';
import { pathGapDays, pathSteps } from './channel-paths.ts';
import { sentTouches } from './channel-spend.store.ts';
import type { SynergyRow } from './channel-synergy.ts';

type Stores = Pick<StoreContext, 'ch'>;

/**
 * One row a path: messages of a person not more than 30 days apart, ended by a purchase or by 30 days of nothing. Purchases
 * without a message in the 30 days before are in none. `outcome`: 1 bought, 0 not, 2 the review came before the end.
 */
function pathRows(lines: ChannelLines): FactsSql {
  const { asOf, buyers } = lines;
  const gap = factsSql`toIntervalDay(${p.uint32(pathGapDays)})`;
  return factsSql`(select arrayCompact(arrayMap(step -> step.3, arrayFilter(step -> step.2 = 0, part))) as whole,
    arraySlice(whole, -${p.uint32(pathSteps)}) as path, toUInt8(length(whole) > ${p.uint32(pathSteps)}) as is_cut,
    multiIf(part[length(part)].2 = 1, 1, part[length(part)].1 + ${gap} >= ${p.dateTime(asOf)}, 2, 0) as outcome,
    dateDiff('second', part[1].1, part[length(part)].1) / 86400 as days
  from (select arrayJoin(arraySplit((step, is_new) -> is_new, steps,
      arrayMap((step, before) -> before.2 = 1 or step.1 > before.1 + ${gap}, steps, arrayPushFront(arrayPopBack(steps), steps[1])))) as part
    from (select customer_id, arraySort(arrayConcat(sent, arrayFilter(step -> step.1 >= sent[1].1 and step.1 < ${p.dateTime(asOf)}, bought))) as steps
      from (select customer_id, arraySort(groupArray((occurred_at, toUInt8(0), channel))) as sent from ${sentTouches(lines)} as t group by customer_id) as touched
      left join (select customer_id, arrayMap(at -> (at, toUInt8(1), ''), times) as bought from ${buyers} as b) as buyers using (customer_id)))
  where part[1].2 = 0)`;
}

export interface PathRow {
  readonly path: readonly string[];
  readonly converted: string;
  readonly lost: string;
  readonly open: string;
  readonly cut: string;
}

export interface PathTimes {
  readonly quantiles: readonly number[];
  readonly n: string;
}

/** Paths by their steps, and the days from first message to purchase. Two scans of the year's messages. */
export async function loadPaths(
  { ch }: Stores,
  lines: ChannelLines,
): Promise<{ rows: PathRow[]; times: PathTimes }> {
  const rows = await ch.query<PathRow>(
    factsSql`select path, countIf(outcome = 1) as converted, countIf(outcome = 0) as lost, countIf(outcome = 2) as open, sum(is_cut) as cut
from ${pathRows(lines)} as paths group by path order by converted + lost desc, path`,
    { tag: 'channels.paths', role: 'batch' },
  );
  const [times] = await ch.query<PathTimes>(
    factsSql`select quantilesExactInclusive(0.25, 0.5, 0.75, 0.9)(days) as quantiles, count() as n from ${pathRows(lines)} as paths where outcome = 1`,
    { tag: 'channels.path-times', role: 'batch' },
  );
  return { rows, times: times ?? { quantiles: [], n: '0' } };
}

export interface SwitchRow {
  readonly from: string;
  readonly to: string;
  readonly n: string;
}

export interface SwitchTimes {
  readonly from: string;
  readonly days: readonly number[];
}

/** The statement of repeat purchases: each occasion of the year with the channel of the occasion before it. */
const switchesSql = (buyers: FactsSql, asOfDay: string): FactsSql =>
  factsSql`select pair.1 as from, pair.2 as to, dateDiff('day', pair.3, pair.4) as days
from (select arrayJoin(arrayFilter(pair -> pair.4 > ${p.date(asOfDay)} - 365,
    arrayZip(arrayPopBack(channels), arrayPopFront(channels), arrayPopBack(days), arrayPopFront(days)))) as pair
  from ${buyers} as buyers where length(days) > 1)`;

/** From which channel to which the repeat purchases of the year went, and how long they took. */
export async function loadSwitches(
  { ch }: Stores,
  { buyers, asOfDay }: ChannelLines,
): Promise<{ rows: SwitchRow[]; times: SwitchTimes[] }> {
  const pairs = switchesSql(buyers, asOfDay);
  const rows = await ch.query<SwitchRow>(
    factsSql`select from, to, count() as n from (${pairs}) as pairs group by from, to order by from, to`,
    { tag: 'channels.switches', role: 'batch' },
  );
  const times = await ch.query<SwitchTimes>(
    factsSql`select from, quantilesExactInclusive(0.5)(days) as days from (${pairs}) as pairs group by from`,
    { tag: 'channels.switch-times', role: 'batch' },
  );
  return { rows, times };
}

/**
 * Customers with two occasions and more in the year before last, by the sides they used then and by how many occasions,
 * with what they bought in the year after: the sides are settled before anything is counted, so nobody is on both sides
 * for having lived longer.
 */
export const loadSynergy = (
  { ch }: Stores,
  { buyers, asOfDay }: ChannelLines,
  { online, store }: { readonly online: readonly string[]; readonly store: readonly string[] },
): Promise<SynergyRow[]> =>
  ch.query<SynergyRow>(
    factsSql`select multiIf(by_online > 0 and by_store > 0, 'both', by_online > 0, 'online', 'store') as side,
  multiIf(occasions <= 4, toString(occasions), occasions <= 7, '5-7', '8+') as stratum, count() as n,
  avg(later) as mean, if(n > 1, varSampStable(later), 0) as variance, countIf(later > 0) as bought
from (select arrayCount((one_day, one_channel) -> one_day > ${p.date(asOfDay)} - 730 and one_day <= ${p.date(asOfDay)} - 365 and has(${p.strings(online)}, one_channel), days, channels) as by_online,
    arrayCount((one_day, one_channel) -> one_day > ${p.date(asOfDay)} - 730 and one_day <= ${p.date(asOfDay)} - 365 and has(${p.strings(store)}, one_channel), days, channels) as by_store,
    by_online + by_store as occasions,
    toFloat64(arraySum(arrayFilter((amount, one_day) -> one_day > ${p.date(asOfDay)} - 365, amounts, days))) as later
  from ${buyers} as buyers)
where occasions >= 2 group by side, stratum order by side, stratum`,
    { tag: 'channels.synergy', role: 'batch' },
  );
