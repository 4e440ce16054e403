/**
 * From staged rows to the facts: finished rows are written into tables shaped like their destinations and then appear
 * there all at once, so that no reader sees half an import. Every step may be repeated after a crash.
 */

import type { Facts } from '../../store/facts/facts.ts';
import { openLogSession } from '../../store/facts/log-session.ts';
import { type FactsSql, factsSql, ident, p, sqlFromFile } from '../../store/facts/sql.ts';
import { storableRows } from './order-repeats.store.ts';
import { matchedReturns } from './return-matching.store.ts';

/** What is left out because the staged file has no need of it: every statement costs tens of milliseconds. */
export interface PublishPlan {
  /** The file has returns or refunds. */
  readonly hasRefunds: boolean;
  /** The source had rows before, so some may belong to another customer now. */
  readonly mayMove: boolean;
}

export interface Publication {
  readonly importId: string;
  readonly source: string;
  /** When the organisation took the rows in. */
  readonly at: Date;
  /** A file of the past: each row counts as known from its business time on. */
  readonly history: boolean;
}

const destinations = [
  'order_lines_log',
  'order_lines',
  'refunds_log',
  'refunds',
  'customers_log',
  'customers',
] as const;
type Destination = (typeof destinations)[number];
type LogName = 'order_lines' | 'refunds' | 'customers';
const allLogs: readonly LogName[] = ['order_lines', 'refunds', 'customers'];

const local = (name: Destination): FactsSql => factsSql`${ident(`${name}_local`, [`${name}_local`])}`;
const incomingLocal = (name: Destination): FactsSql =>
  factsSql`${ident(`${name}_incoming_local`, [`${name}_incoming_local`])}`;

const onCluster = ({ cluster }: Facts): FactsSql =>
  cluster ? factsSql`on cluster ${ident(cluster, [cluster])}` : factsSql``;

/** Sorting goes by blocks: larger ones would need gigabytes for wide rows, and gain nothing. */
const inBlocks = sqlFromFile(
  'settings min_insert_block_size_rows = 262144, min_insert_block_size_bytes = 134217728',
);

const ingest = (tag: string) => ({ tag: `import.${tag}`, role: 'ingest' as const });

/** A log and its current table. */
const bothOf = (logs: readonly LogName[]): Destination[] =>
  destinations.filter(name => logs.some(log => name === log || name === `${log}_log`));

/** Empties the tables finished rows wait in. */
export async function clearIncoming(facts: Facts, logs: readonly LogName[] = allLogs): Promise<void> {
  for (const name of bothOf(logs))
    await facts.command(
      factsSql`truncate table ${incomingLocal(name)} ${onCluster(facts)}`,
      ingest('clear-incoming'),
    );
}

/** Removes an import's staged rows. */
export async function dropStaging(facts: Facts, importId: string): Promise<void> {
  for (const name of ['order_staging_local', 'order_repeats_local'] as const)
    await facts.command(
      factsSql`alter table ${ident(name, [name])} ${onCluster(facts)} drop partition ${p.uuid(importId)}`,
      ingest('drop-staging'),
    );
}

interface Stamp extends Publication {
  readonly firstVersion: bigint;
  readonly ingestedAt: Date;
}

async function stampOf(
  facts: Facts,
  log: 'order_lines' | 'refunds',
  publication: Publication,
): Promise<Stamp> {
  const { firstVersion, ingestedAt } = await openLogSession(facts, log, publication.at);
  return { ...publication, firstVersion, ingestedAt };
}

/** The columns every log row carries about its arrival. `number` is the row's own within the append. */
const stamped = (
  { importId, ingestedAt, history, firstVersion }: Stamp,
  known: FactsSql,
  number: FactsSql,
): FactsSql =>
  factsSql`toUUID(${p.string(importId)}) as import_id, ${p.dateTime(ingestedAt)} as ingested_at,
  ${history ? factsSql`least(${known}, ingested_at)` : factsSql`ingested_at`} as known_at,
  toUInt64(${p.uint64(firstVersion)} + ${number}) as version`;

const copyToCurrent = async (facts: Facts, log: 'order_lines' | 'refunds') => {
  const from = `${log}_log_incoming`;
  await facts.command(
    factsSql`insert into ${facts.target(`${log}_incoming`)} ${inBlocks} select * from ${ident(from, [from])}`,
    ingest('copy-current'),
  );
};

/** Tombstones above every row number of one file. */
const tombstoneOffset = 2n ** 31n;

/** Old places of rows that now belong to another customer: the customer is part of the key. */
async function retireMoved(facts: Facts, stamp: Stamp, log: 'order_lines' | 'refunds'): Promise<void> {
  const natural = log === 'order_lines' ? factsSql`order_id, line_no` : factsSql`refund_id`;
  const time = log === 'order_lines' ? factsSql`greatest(ordered_at, paid_at)` : factsSql`refunded_at`;
  const name = `${log}_log_incoming`;
  const incoming = factsSql`${ident(name, [name])}`;
  const current = factsSql`${ident(log, [log])}`;
  await facts.command(
    factsSql`insert into ${facts.target(name)} select * except (import_id, ingested_at, known_at, version, is_deleted),
  ${stamped(stamp, time, factsSql`${p.uint64(tombstoneOffset)} + rowNumberInAllBlocks()`)}, 1 as is_deleted
from ${current} where source = ${p.string(stamp.source)}
  and cityHash64(${natural}) in (select cityHash64(${natural}) from ${incoming})
  and cityHash64(${natural}, customer_id) not in (select cityHash64(${natural}, customer_id) from ${incoming})`,
    ingest('retire-moved'),
  );
}

async function prepareLines(facts: Facts, publication: Publication, { mayMove }: PublishPlan): Promise<void> {
  const stamp = await stampOf(facts, 'order_lines', publication);
  await facts.command(
    factsSql`insert into ${facts.target('order_lines_log_incoming')} (source, order_id, line_no, customer_id, ordered_at,
  paid_at, sold_at, status, counts_as_sale, line_kind, duplicate_no, sku, product_name, category, quantity, list_amount,
  discount_amount, net_amount, cost_amount, currency, channel, store, region, coupon_code,
  import_id, ingested_at, known_at, version, is_deleted) ${inBlocks}
select ${p.string(stamp.source)}, order_id, line_no, customer_id, ordered_at, paid_at, sold_at, status, counts_as_sale,
  line_kind, duplicate_no, sku, product_name, category, quantity, list_amount, discount_amount, net_amount, cost_amount,
  currency, channel, store, region, coupon_code,
  ${stamped(stamp, factsSql`greatest(ordered_at, paid_at)`, factsSql`row_number`)}, 0 as is_deleted
from ${storableRows(publication.importId)} where row_kind = 'line'`,
    ingest('prepare-lines'),
  );
  if (mayMove) await retireMoved(facts, stamp, 'order_lines');
  await copyToCurrent(facts, 'order_lines');
}

/** The lines refunds of the file name, wherever they are. */
function namedLines(source: string, importId: string): FactsSql {
  const named = factsSql`select order_id from ${storableRows(importId)} where row_kind = 'refund'`;
  const columns = factsSql`order_id, line_no, sold_at, net_amount, cost_amount`;
  const where = factsSql`source = ${p.string(source)} and is_deleted = 0 and order_id in (${named})`;
  return factsSql`select order_id, line_no, any(sold_at) as bought_at, any(net_amount) as bought_net, any(cost_amount) as bought_cost
  from (select ${columns} from order_lines_incoming where ${where} union all select ${columns} from order_lines where ${where})
  group by order_id, line_no`;
}

const proportion = (cost: FactsSql, net: FactsSql): FactsSql =>
  factsSql`if(${net} > 0, toDecimal64OrNull(toString(round(toFloat64(${cost}) * toFloat64(refund_amount) / toFloat64(${net}), 4)), 4), null)`;

/** Refund rows of all three origins with one column list. */
function refundRows({ importId, source }: Publication): FactsSql {
  const shared = factsSql`row_number, customer_id, refunded_at, line_kind, sku, category, refund_id, line_no, refund_amount,
    refund_reason, currency, channel`;
  const rows = storableRows(importId);
  const returned = factsSql`select ${shared}, m.order_id as matched_order, if(m.row_number = 0, null, purchase_sold_at) as purchase_sold_at,
    toUInt8(m.row_number > 0) as matched, abs(quantity) as pieces,
    toDecimal64OrNull(toString(round(unit_cost * toFloat64(pieces), 4)), 4) as goods_cost
  from ${rows} as s left any join ${matchedReturns(importId, source)} as m on s.row_number = m.row_number
  where row_kind = 'return'`;
  const named = factsSql`select ${shared}, s.order_id as matched_order, if(l.order_id = '', null, bought_at) as purchase_sold_at,
    toUInt8(l.order_id != '') as matched, abs(quantity) as pieces,
    coalesce(s.cost_amount, ${proportion(factsSql`bought_cost`, factsSql`bought_net`)}) as goods_cost
  from ${rows} as s left any join (${namedLines(source, importId)}) as l on s.order_id = l.order_id and s.line_no = l.line_no
  where row_kind = 'refund'`;
  const onLine = factsSql`select ${shared}, order_id as matched_order, sold_at as purchase_sold_at, toUInt8(1) as matched,
    if(refund_amount >= net_amount, quantity, toDecimal64(0, 4)) as pieces,
    ${proportion(factsSql`cost_amount`, factsSql`net_amount`)} as goods_cost
  from ${rows} where row_kind = 'line' and refund_amount > 0`;
  return factsSql`${returned} union all ${named} union all ${onLine}`;
}

async function prepareRefunds(
  facts: Facts,
  publication: Publication,
  { mayMove }: PublishPlan,
): Promise<void> {
  const stamp = await stampOf(facts, 'refunds', publication);
  await facts.command(
    factsSql`insert into ${facts.target('refunds_log_incoming')} (source, refund_id, line_no, order_id, customer_id, refunded_at,
  purchase_sold_at, matched, line_kind, sku, category, quantity, amount, cost_amount, reason, currency, channel,
  import_id, ingested_at, known_at, version, is_deleted)
select ${p.string(stamp.source)}, refund_id, line_no, matched_order, customer_id, refunded_at, purchase_sold_at, matched,
  line_kind, sku, category, pieces, refund_amount, goods_cost, refund_reason, currency, channel,
  ${stamped(stamp, factsSql`refunded_at`, factsSql`row_number`)}, 0 as is_deleted
from (${refundRows(publication)})`,
    ingest('prepare-refunds'),
  );
  if (mayMove) await retireMoved(facts, stamp, 'refunds');
  await copyToCurrent(facts, 'refunds');
}

/** Writes the finished rows where they wait; nothing is visible yet. Expects the waiting tables empty. */
export async function prepareOrders(
  facts: Facts,
  publication: Publication,
  plan: PublishPlan,
): Promise<void> {
  await prepareLines(facts, publication, plan);
  if (plan.hasRefunds) await prepareRefunds(facts, publication, plan);
}

/**
 * Makes the waiting rows appear, each table in one step of a few milliseconds whatever their number. With
 * `afterCrash` a table that already has the import's rows is left alone.
 */
export async function revealIncoming(
  facts: Facts,
  importId: string,
  { afterCrash, logs = allLogs }: { afterCrash: boolean; logs?: readonly LogName[] },
): Promise<void> {
  for (const name of bothOf(logs)) {
    const present = afterCrash
      ? await facts.query(
          factsSql`select 1 as found from ${local(name)} where import_id = ${p.uuid(importId)} limit 1`,
          ingest('revealed'),
        )
      : [];
    if (present.length > 0) continue;
    await facts.command(
      factsSql`alter table ${local(name)} ${onCluster(facts)} attach partition tuple() from ${incomingLocal(name)}`,
      ingest('reveal'),
    );
  }
}
