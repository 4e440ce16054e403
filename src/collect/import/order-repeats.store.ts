/**
 * Which rows of a staged orders file are repeats: of an earlier row of the file, or of what the facts already say.
 * An exact repeat of a numbered line is the same line exported twice and is dropped; without line numbers it may be a
 * second piece in the basket, so it is kept and flagged (`duplicate_no`) for the sales definition to judge.
 */
import type { Facts } from '../../store/facts/facts.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { lineContent, refundContent } from './order-rows.store.ts';

const ofImport = (importId: string): FactsSql => factsSql`import_id = toUUID(${p.string(importId)})`;

const stagedRefund = refundContent(factsSql`refund_amount`, factsSql`refund_reason`);

/** Verdicts that keep a row out; `repeat` only gives it its number. */
const dropped = factsSql`verdict in ('duplicate', 'conflict', 'known')`;

/**
 * The rows that will be stored, as a subquery: readable, not dropped, with their final `line_no`, `duplicate_no` and
 * `refund_id`.
 */
export function storableRows(importId: string): FactsSql {
  const repeats = factsSql`select row_number, line_no as repeat_line_no, duplicate_no from order_repeats
    where ${ofImport(importId)} and verdict = 'repeat'`;
  const gone = factsSql`select row_number from order_repeats where ${ofImport(importId)} and ${dropped}`;
  return factsSql`(select s.* except (line_no, refund_id), duplicate_no,
  if(repeat_line_no = 0, s.line_no, repeat_line_no) as line_no,
  concat(if(s.refund_id = '', s.order_id, s.refund_id), '/', toString(line_no)) as refund_id
from order_staging as s left any join (${repeats}) as r on s.row_number = r.row_number
where ${ofImport(importId)} and s.code = '' and s.row_number not in (${gone}))`;
}

/** Finds repeats inside the file. Only rows that share a key are sorted, so a clean file costs one aggregation. */
export async function findRepeats(facts: Facts, importId: string): Promise<void> {
  const good = factsSql`order_staging where ${ofImport(importId)} and code = ''`;
  await facts.command(
    factsSql`insert into ${facts.target('order_repeats')} (import_id, row_number, line_no, duplicate_no, verdict)
select import_id, row_number,
  toUInt32(greatest(1, cityHash64(line_no, occurrence) % 4294967291)) as line_no, toUInt32(same - 1) as duplicate_no,
  multiIf(not line_given and row_kind != 'refund', 'repeat', content = first_content, 'duplicate', 'conflict') as verdict
from (
  select import_id, row_number, line_no, line_given, row_kind, cityHash64(${lineContent}, ${stagedRefund}) as content,
    row_number() over (partition by repeat_key order by row_number) as occurrence,
    row_number() over (partition by repeat_key, content order by row_number) as same,
    first_value(content) over (partition by repeat_key order by row_number) as first_content
  from ${good} and repeat_key in (select repeat_key from ${good} group by repeat_key having count() > 1)
) where occurrence > 1`,
    { tag: 'import.find-repeats', role: 'ingest' },
  );
}

/** Whether the facts hold anything of this source. */
export async function isKnownSource(facts: Facts, source: string): Promise<boolean> {
  const found = await facts.query(
    factsSql`select 1 as found from order_lines where source = ${p.string(source)} limit 1
      union all select 1 as found from refunds where source = ${p.string(source)} limit 1`,
    { tag: 'import.source-known', role: 'batch' },
  );
  return found.length > 0;
}

/**
 * Finds rows that say exactly what the facts already hold under the same key. Compared by one 64-bit hash a row
 * (20 million stored lines take 0.5 GB for the time of the statement). Of no use for the first import of a source.
 */
export async function findKnown(facts: Facts, importId: string, source: string): Promise<void> {
  const lines = factsSql`select cityHash64(order_id, line_no, ${lineContent}) from order_lines
    where source = ${p.string(source)} and order_id in (select order_id from order_staging where ${ofImport(importId)})`;
  const refunds = factsSql`select cityHash64(refund_id, ${refundContent(factsSql`amount`, factsSql`reason`)}) from refunds
    where source = ${p.string(source)}`;
  const isKnownLine = factsSql`cityHash64(order_id, line_no, ${lineContent}) in (${lines})`;
  const isKnownRefund = factsSql`cityHash64(refund_id, ${stagedRefund}) in (${refunds})`;
  await facts.command(
    factsSql`insert into ${facts.target('order_repeats')} (import_id, row_number, line_no, duplicate_no, verdict)
select import_id, row_number, 0, 0, 'known' from ${storableRows(importId)}
where if(row_kind = 'line', ${isKnownLine} and (refund_amount = 0 or ${isKnownRefund}), ${isKnownRefund})`,
    { tag: 'import.find-known', role: 'ingest' },
  );
}

export interface StagedCounts {
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsDuplicate: number;
  readonly rowsQuarantined: number;
  readonly customers: number;
  readonly orders: number;
}

/** What became of the rows; read = stored + duplicate + quarantined by construction. */
export async function countStaged(facts: Facts, importId: string): Promise<StagedCounts> {
  const [row] = await facts.query<Record<keyof StagedCounts, string>>(
    factsSql`select
  (select count() from order_staging where ${ofImport(importId)}) as rowsRead,
  (select countIf(code != '') from order_staging where ${ofImport(importId)}) as unreadable,
  (select countIf(verdict = 'conflict') from order_repeats where ${ofImport(importId)}) as contradicting,
  (select countIf(verdict in ('duplicate', 'known')) from order_repeats where ${ofImport(importId)}) as rowsDuplicate,
  unreadable + contradicting as rowsQuarantined, rowsRead - rowsQuarantined - rowsDuplicate as rowsStored,
  (select tuple(uniqExactIf(customer_id, identifier != '' or customer_id != toUUID('00000000-0000-0000-0000-000000000000')),
    uniqExact(order_id)) from ${storableRows(importId)}) as distinct_counts,
  distinct_counts.1 as customers, distinct_counts.2 as orders`,
    { tag: 'import.count', role: 'batch' },
  );
  const exact = (name: keyof StagedCounts) => Number(row?.[name] ?? 0);
  return {
    rowsRead: exact('rowsRead'),
    rowsStored: exact('rowsStored'),
    rowsDuplicate: exact('rowsDuplicate'),
    rowsQuarantined: exact('rowsQuarantined'),
    customers: exact('customers'),
    orders: exact('orders'),
  };
}
