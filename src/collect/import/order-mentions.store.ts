/**
 * What an import said that the facts already held. It is not stored again, or weekly exports of everything would make
 * the log grow without saying more; but when the import that had stored it is undone, this one still says it.
 */
import type { Facts } from '../../store/facts/facts.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { lineContent, refundContent } from './order-content.store.ts';
import { knownFileRows, stagedRefund } from './order-repeats.store.ts';
import { type Publication, stampOf } from './publish-stamp.store.ts';

type Log = 'order_lines' | 'refunds';

const naturalKey: Readonly<Record<Log, FactsSql>> = {
  order_lines: factsSql`cityHash64(order_id, line_no)`,
  refunds: factsSql`cityHash64(refund_id)`,
};
const content: Readonly<Record<Log, FactsSql>> = {
  order_lines: lineContent,
  refunds: refundContent(factsSql`amount`, factsSql`reason`),
};
const rowTime: Readonly<Record<Log, FactsSql>> = {
  order_lines: factsSql`greatest(ordered_at, paid_at)`,
  refunds: factsSql`refunded_at`,
};
const logTable: Readonly<Record<Log, FactsSql>> = {
  order_lines: factsSql`order_lines_log`,
  refunds: factsSql`refunds_log`,
};

/** Notes the known rows of a staged file. Call before the import's rows are in the log; repeating it is harmless. */
export async function saveMentions(facts: Facts, publication: Publication): Promise<void> {
  const { importId, history } = publication;
  for (const log of ['order_lines', 'refunds'] as const) {
    const { firstVersion, ingestedAt } = await stampOf(facts, log, publication);
    const isOfLog = log === 'order_lines' ? factsSql`row_kind = 'line'` : factsSql`refund_amount > 0`;
    await facts.command(
      factsSql`insert into ${facts.target('order_mentions')} (log, customer_id, natural_key, content, import_id, ingested_at, is_history, version)
select ${p.string(log)}, customer_id, ${naturalKey[log]}, ${log === 'refunds' ? stagedRefund : content[log]}, toUUID(${p.string(importId)}),
  ${p.dateTime(ingestedAt)}, ${p.uint8(history ? 1 : 0)}, toUInt64(${p.uint64(firstVersion)} + row_number)
from ${knownFileRows(importId)} where ${isOfLog}`,
      { tag: 'import.save-mentions', role: 'ingest' },
    );
  }
}

/**
 * Writes to the log, as theirs, the rows of an import about to be undone that other imports said as well. `others` are
 * the committed ones. Repeatable: what is there is left out.
 */
export async function restoreMentioned(
  facts: Facts,
  importId: string,
  others: readonly string[],
): Promise<void> {
  if (others.length === 0) return;
  for (const log of ['order_lines', 'refunds'] as const) {
    const own = factsSql`${logTable[log]} where import_id = ${p.uuid(importId)} and is_deleted = 0`;
    const mentions = factsSql`select customer_id as m_customer, natural_key as m_key, content as m_content, import_id as m_import,
      max(ingested_at) as m_ingested, any(is_history) as m_history, max(version) as m_version
    from order_mentions where log = ${p.string(log)} and import_id in (${p.uuids(others)}) and customer_id in (select customer_id from ${own})
    group by m_customer, m_key, m_content, m_import`;
    const present = factsSql`select import_id, customer_id, ${naturalKey[log]} from ${logTable[log]} where import_id in (${p.uuids(others)})`;
    await facts.command(
      factsSql`insert into ${facts.target(log === 'order_lines' ? 'order_lines_log' : 'refunds_log')}
select * except (own_key, own_content, m_customer, m_key, m_content, m_import, m_ingested, m_history, m_version) replace (
  m_import as import_id, m_ingested as ingested_at, m_version as version,
  if(m_history = 1, least(${rowTime[log]}, m_ingested), m_ingested) as known_at)
from (select *, ${naturalKey[log]} as own_key, ${content[log]} as own_content from ${own}) as o
inner join (${mentions}) as m on o.customer_id = m.m_customer and o.own_key = m.m_key and o.own_content = m.m_content
where (m_import, m_customer, m_key) not in (${present})`,
      { tag: 'import.restore-mentioned', role: 'ingest' },
    );
  }
}
