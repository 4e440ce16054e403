/**
 * Which rows of a staged orders file are repeats: of an earlier row of the file, or of what the facts already say.
 * An exact repeat of a numbered line is the same line exported twice and is dropped; without line numbers it may be a
 * second piece in the basket, so it is kept and flagged (`duplicate_no`) for the sales definition to judge.
 */
import type { Facts } from '../../store/facts/facts.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { lineContent, refundContent } from './order-content.store.ts';

const ofImport = (importId: string): FactsSql => factsSql`import_id = toUUID(${p.string(importId)})`;

export const stagedRefund = refundContent(factsSql`refund_amount`, factsSql`refund_reason`);

/** Verdicts that keep a row out; `repeat` only gives it its number. */
const dropped = factsSql`verdict in ('duplicate', 'conflict', 'known')`;

/** Rows with their final `line_no`, `duplicate_no` and `refund_id`, of those `which` names by number. */
function numberedRows(importId: string, which: FactsSql): FactsSql {
  const repeats = factsSql`select row_number, line_no as repeat_line_no, duplicate_no from order_repeats
    where ${ofImport(importId)} and verdict = 'repeat'`;
  return factsSql`(select s.* except (line_no, refund_id), duplicate_no,
  if(repeat_line_no = 0, s.line_no, repeat_line_no) as line_no,
  concat(if(s.refund_id = '', s.order_id, s.refund_id), '/', toString(line_no)) as refund_id
from order_staging as s left any join (${repeats}) as r on s.row_number = r.row_number
where ${ofImport(importId)} and s.code = '' and s.row_number ${which})`;
}

/** The rows that will be stored, as a subquery: readable and not dropped. */
export const storableRows = (importId: string): FactsSql =>
  numberedRows(
    importId,
    factsSql`not in (select row_number from order_repeats where ${ofImport(importId)} and ${dropped})`,
  );

/** The rows the facts already hold word for word. */
export const knownFileRows = (importId: string): FactsSql =>
  numberedRows(
    importId,
    factsSql`in (select row_number from order_repeats where ${ofImport(importId)} and verdict = 'known')`,
  );

/** Keys looked at in one pass: keeps its hash table near 100 MB however long the file is. */
const keysPerPass = 2_000_000;

const passesOf = (rows: number): number[] =>
  Array.from({ length: Math.max(1, Math.ceil(rows / keysPerPass)) }, (_, pass) => pass);

/** Rows of the staged file, good and bad. */
export async function countRead(facts: Facts, importId: string): Promise<number> {
  const [row] = await facts.query<{ n: string }>(
    factsSql`select toString(count()) as n from order_staging where ${ofImport(importId)}`,
    { tag: 'import.count-read', role: 'batch' },
  );
  return Number(row?.n ?? 0);
}

/** Finds repeats inside the file. Only rows that share a key are sorted, so a clean file costs one aggregation. */
export async function findRepeats(facts: Facts, importId: string, rowsRead: number): Promise<void> {
  const passes = passesOf(rowsRead);
  for (const pass of passes) await findRepeatsOf(facts, importId, { pass, passes: passes.length });
}

interface Pass {
  readonly pass: number;
  readonly passes: number;
}

async function findRepeatsOf(facts: Facts, importId: string, { pass, passes }: Pass): Promise<void> {
  const inPass =
    passes === 1 ? factsSql`` : factsSql` and repeat_key % ${p.uint32(passes)} = ${p.uint32(pass)}`;
  const good = factsSql`order_staging where ${ofImport(importId)} and code = ''${inPass}`;
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

export interface KnownIn {
  readonly source: string;
  /** A file of the past says when each row could be known: rows that counted as known only later are not the same. */
  readonly history: boolean;
}

/**
 * Finds rows that say exactly what the facts already hold under the same key. Compared by one 64-bit hash a row, in
 * passes over the stored rows. Of no use for the first import of a source.
 */
export async function findKnown(facts: Facts, importId: string, known: KnownIn): Promise<void> {
  const passes = passesOf(await countStored(facts, known.source));
  for (const pass of passes) await findKnownOf(facts, importId, { ...known, pass, passes: passes.length });
}

async function countStored(facts: Facts, source: string): Promise<number> {
  const [row] = await facts.query<{ n: string }>(
    factsSql`select toString(count()) as n from order_lines where source = ${p.string(source)}`,
    { tag: 'import.count-stored', role: 'batch' },
  );
  return Number(row?.n ?? 0);
}

async function findKnownOf(
  facts: Facts,
  importId: string,
  { source, history, pass, passes }: Pass & KnownIn,
): Promise<void> {
  // By the customer, so that a line and its refund fall into the same pass.
  const inPass =
    passes === 1
      ? factsSql``
      : factsSql` and cityHash64(customer_id) % ${p.uint32(passes)} = ${p.uint32(pass)}`;
  const lines = factsSql`select cityHash64(order_id, line_no, ${lineContent}) from order_lines
    where source = ${p.string(source)}${inPass}${history ? factsSql` and known_at <= greatest(ordered_at, paid_at)` : factsSql``}`;
  const refunds = factsSql`select cityHash64(refund_id, ${refundContent(factsSql`amount`, factsSql`reason`)}) from refunds
    where source = ${p.string(source)}${inPass}${history ? factsSql` and known_at <= refunded_at` : factsSql``}`;
  const isKnownLine = factsSql`cityHash64(order_id, line_no, ${lineContent}) in (${lines})`;
  const isKnownRefund = factsSql`cityHash64(refund_id, ${stagedRefund}) in (${refunds})`;
  await facts.command(
    factsSql`insert into ${facts.target('order_repeats')} (import_id, row_number, line_no, duplicate_no, verdict)
select import_id, row_number, 0, 0, 'known' from ${storableRows(importId)}
where if(row_kind = 'line', ${isKnownLine} and (refund_amount = 0 or ${isKnownRefund}), ${isKnownRefund})${inPass}`,
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
    uniqExact(cityHash64(order_id))) from ${storableRows(importId)}) as distinct_counts,
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
