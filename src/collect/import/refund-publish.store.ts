/**
 * Refunds on their way into the facts. The log keeps what the file says of a refund; the current table also carries the
 * purchase it takes back, found anew for everybody whose purchases or returns an import or its undo touches.
 */
import type { Facts } from '../../store/facts/facts.ts';
import { matchedRefunds, purchaseColumns } from '../../store/facts/return-matching.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { storableRows } from './order-repeats.store.ts';
import { type Publication, retireMoved, stamped, stampOf } from './publish-stamp.store.ts';

const ingest = (tag: string) => ({ tag: `import.${tag}`, role: 'ingest' as const });

/** Refund rows of all three origins with one column list; only those on their purchase's own line have it yet. */
function refundRows({ importId }: Publication): FactsSql {
  const shared = factsSql`row_number, customer_id, refunded_at, line_kind, sku, category, refund_id, line_no, refund_amount,
    refund_reason, currency, channel`;
  const rows = storableRows(importId);
  const cost = factsSql`cast(null as Nullable(Decimal(18, 4)))`;
  const unmatched = factsSql`cast(null as Nullable(DateTime64(3, 'UTC'))) as bought_at, toUInt8(0) as is_matched, abs(quantity) as pieces`;
  const returned = factsSql`select ${shared}, '' as bought_order, ${unmatched}, ${cost} as goods_cost, 'goods' as origin,
    ${cost} as given_cost from ${rows} where row_kind = 'return'`;
  const named = factsSql`select ${shared}, order_id as bought_order, ${unmatched}, cost_amount as goods_cost, 'order' as origin,
    cost_amount as given_cost from ${rows} where row_kind = 'refund'`;
  const share = factsSql`toFloat64(cost_amount) * toFloat64(refund_amount) / toFloat64(net_amount)`;
  const onLine = factsSql`select ${shared}, order_id as bought_order, sold_at as bought_at, toUInt8(1) as is_matched,
    if(refund_amount >= net_amount, quantity, toDecimal64(0, 4)) as pieces,
    if(net_amount > 0, toDecimal64OrNull(toString(round(${share}, 4)), 4), null) as goods_cost, 'line' as origin, ${cost} as given_cost
  from ${rows} where row_kind = 'line' and refund_amount > 0`;
  return factsSql`${returned} union all ${named} union all ${onLine}`;
}

/** Writes the file's refunds where they wait for the log, and the old places of those that changed hands. */
export async function prepareRefunds(
  facts: Facts,
  publication: Publication,
  mayMove: boolean,
): Promise<void> {
  const stamp = await stampOf(facts, 'refunds', publication);
  await facts.command(
    factsSql`insert into ${facts.target('refunds_log_incoming')} (source, refund_id, line_no, order_id, customer_id, refunded_at,
  purchase_sold_at, matched, line_kind, sku, category, quantity, amount, cost_amount, reason, currency, channel, match_by,
  given_cost_amount, import_id, ingested_at, known_at, version, is_deleted)
select ${p.string(stamp.source)}, refund_id, line_no, bought_order, customer_id, refunded_at, bought_at, is_matched,
  line_kind, sku, category, pieces, refund_amount, goods_cost, refund_reason, currency, channel, origin, given_cost,
  ${stamped(stamp, factsSql`refunded_at`, factsSql`row_number`)}, 0 as is_deleted
from (${refundRows(publication)})`,
    ingest('prepare-refunds'),
  );
  if (mayMove) await retireMoved(facts, stamp, 'refunds');
}

/** Whether the facts hold refunds of the source whose purchase may come or go. */
export async function hasOpenReturns(facts: Facts, source: string): Promise<boolean> {
  const found = await facts.query(
    factsSql`select 1 as found from refunds where source = ${p.string(source)} and match_by in ('goods', 'order') limit 1`,
    { tag: 'import.open-returns', role: 'batch' },
  );
  return found.length > 0;
}

interface Touched {
  readonly customers: FactsSql;
  readonly orders: FactsSql;
}

/** Stored refunds whose purchase must be looked for again; all returns of a touched customer are among them. */
const refundsInReach = (source: string, { customers, orders }: Touched): FactsSql =>
  factsSql`refunds where source = ${p.string(source)} and is_deleted = 0
    and (match_by in ('goods', 'order') and customer_id in (${customers}) or match_by = 'order' and order_id in (${orders}))`;

/** Versions of stored refunds written again: above every row number and tombstone of one file. */
const rematchOffset = 3n * 2n ** 30n;

const rematchedVersion = (firstVersion: bigint): FactsSql =>
  factsSql`toUInt64(${p.uint64(firstVersion + rematchOffset)} + rowNumberInAllBlocks())`;

/**
 * Writes the waiting refunds for the current table: the file's own with their purchases, and stored ones whose purchase
 * is another once the waiting lines are there. Expects `prepareLines` and `prepareRefunds` done.
 */
export async function settleIncoming(facts: Facts, publication: Publication): Promise<void> {
  const { source } = publication;
  const { firstVersion } = await stampOf(facts, 'refunds', publication);
  const ofSource = factsSql`source = ${p.string(source)} and is_deleted = 0`;
  const replaced = factsSql`cityHash64(order_id, line_no) in (select cityHash64(order_id, line_no) from order_lines_log_incoming)`;
  const purchases = (only: FactsSql) =>
    factsSql`(select ${purchaseColumns} from order_lines_log_incoming where ${ofSource} and ${only}
      union all select ${purchaseColumns} from order_lines where ${ofSource} and ${only} and not ${replaced})`;
  const touched = {
    customers: factsSql`select customer_id from order_lines_log_incoming union all select customer_id from refunds_log_incoming`,
    orders: factsSql`select order_id from order_lines_log_incoming`,
  };
  const refunds = factsSql`(select *, toUInt8(1) as is_incoming from refunds_log_incoming where is_deleted = 0
    union all select *, toUInt8(0) from ${refundsInReach(source, touched)}
      and cityHash64(refund_id) not in (select cityHash64(refund_id) from refunds_log_incoming))`;
  await facts.command(
    factsSql`insert into ${facts.target('refunds_incoming')} select * except (is_incoming, is_rematched)
  replace (if(is_incoming = 1, version, ${rematchedVersion(firstVersion)}) as version)
from ${matchedRefunds({ purchases, refunds })} where is_incoming = 1 or is_rematched = 1`,
    ingest('settle-returns'),
  );
  await facts.command(
    factsSql`insert into ${facts.target('refunds_incoming')} select * from refunds_log_incoming where is_deleted = 1`,
    ingest('settle-moved'),
  );
}

/** After an undo: looks for the purchases of everybody the import touched again. Repeatable. */
export async function settleUndone(facts: Facts, undone: Publication): Promise<void> {
  const { importId, source } = undone;
  const { firstVersion } = await stampOf(facts, 'refunds', undone);
  const ofImport = factsSql`where import_id = ${p.uuid(importId)}`;
  const touched = {
    customers: factsSql`select customer_id from order_lines_log ${ofImport} union all select customer_id from refunds_log ${ofImport}`,
    orders: factsSql`select order_id from order_lines_log ${ofImport}`,
  };
  const purchases = (only: FactsSql) =>
    factsSql`(select ${purchaseColumns} from order_lines where source = ${p.string(source)} and is_deleted = 0 and ${only})`;
  await facts.command(
    factsSql`insert into ${facts.target('refunds')} select * except (is_rematched)
  replace (${rematchedVersion(firstVersion)} as version)
from ${matchedRefunds({ purchases, refunds: factsSql`(select * from ${refundsInReach(source, touched)})` })} where is_rematched = 1`,
    ingest('settle-undone'),
  );
}
