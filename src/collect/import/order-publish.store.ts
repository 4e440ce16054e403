/**
 * From staged rows to the facts: finished rows are written into tables shaped like their destinations and then appear
 * there all at once, so that no reader sees half an import. Every step may be repeated after a crash.
 */

import type { Facts } from '../../store/facts/facts.ts';
import { type FactsSql, factsSql, ident, p, sqlFromFile } from '../../store/facts/sql.ts';
import { saveMentions } from './order-mentions.store.ts';
import { storableRows } from './order-repeats.store.ts';
import { type Publication, retireMoved, stamped, stampOf } from './publish-stamp.store.ts';
import { hasOpenReturns, prepareRefunds, settleIncoming } from './refund-publish.store.ts';

/** What is left out because the staged file has no need of it: every statement costs tens of milliseconds. */
export interface PublishPlan {
  /** The file has returns or refunds. */
  readonly hasRefunds: boolean;
  /** The source had rows before, so some may belong to another customer now. */
  readonly mayMove: boolean;
  /** The file has rows the facts already hold. */
  readonly hasKnown: boolean;
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
  await facts.command(
    factsSql`insert into ${facts.target('order_lines_incoming')} ${inBlocks} select * from order_lines_log_incoming`,
    ingest('copy-current'),
  );
}

/**
 * Writes the finished rows where they wait; nothing is visible yet. Expects the waiting tables empty. Says whether
 * refunds are among them, the file's or stored ones that have another purchase now.
 */
export async function prepareOrders(
  facts: Facts,
  publication: Publication,
  plan: PublishPlan,
): Promise<boolean> {
  const { hasRefunds, hasKnown, mayMove } = plan;
  if (hasKnown) await saveMentions(facts, publication);
  await prepareLines(facts, publication, plan);
  if (hasRefunds) await prepareRefunds(facts, publication, mayMove);
  const settles = hasRefunds || (mayMove && (await hasOpenReturns(facts, publication.source)));
  if (settles) await settleIncoming(facts, publication);
  return settles;
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
