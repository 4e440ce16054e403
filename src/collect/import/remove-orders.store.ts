/**
 * Order lines and refunds that are gone at their source, taken out by tombstones under an import of its own: it appears
 * at once, survives a crash and is undone like any other.
 */
import type { StoreContext } from '../../store/context.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { type FactsSql, factsSql, ident, p } from '../../store/facts/sql.ts';
import { type GoneIn, goneKeys } from './gone-rows.store.ts';
import { type Publication, stamped, stampOf } from './publish-stamp.store.ts';
import { settleIncoming } from './refund-publish.store.ts';

const lineKey = factsSql`cityHash64(customer_id, cityHash64(order_id, line_no))`;
const refundKey = factsSql`cityHash64(customer_id, cityHash64(refund_id))`;
const mentionKey = factsSql`cityHash64(customer_id, natural_key)`;

const logs = {
  order_lines: { key: lineKey, time: factsSql`greatest(ordered_at, paid_at)` },
  refunds: { key: refundKey, time: factsSql`refunded_at` },
} as const;
type Log = keyof typeof logs;

const goneIn = (log: Log, source: string): GoneIn => ({
  source,
  table: log,
  naturalKey: logs[log].key,
  mentions: { log, naturalKey: mentionKey },
});

async function bury(facts: Facts, publication: Publication, { log, keys }: { log: Log; keys: string[] }) {
  const stamp = await stampOf(facts, log, publication);
  const { key, time } = logs[log];
  await facts.command(
    factsSql`insert into ${facts.target(`${log}_log_incoming`)} select * replace (
  ${stamped(stamp, time, factsSql`(rowNumberInAllBlocks() + 1)`)}, toUInt8(1) as is_deleted)
from ${ident(log, [log])} where source = ${p.string(publication.source)} and toString(${key}) in (${inList(keys)})`,
    { tag: 'pull.bury', role: 'ingest' },
  );
}

const inList = (keys: readonly string[]): FactsSql => factsSql`select arrayJoin(${p.strings(keys)})`;

async function countWaiting(facts: Facts, log: Log): Promise<number> {
  const name = `${log}_log_incoming`;
  const [row] = await facts.query<{ n: string }>(
    factsSql`select toString(count()) as n from ${ident(name, [name])}`,
    { tag: 'pull.count-buried', role: 'batch' },
  );
  return Number(row?.n ?? 0);
}

/** Writes the tombstones where they wait; returns how many rows they take out. Expects the waiting tables empty. */
export async function prepareRemoval(
  ctx: StoreContext,
  publication: Publication,
  gone: FactsSql,
): Promise<number> {
  const { ch } = ctx;
  for (const log of ['order_lines', 'refunds'] as const) {
    const keys = await goneKeys(ctx, goneIn(log, publication.source), gone);
    if (keys.length > 0) await bury(ch, publication, { log, keys });
  }
  const [lines, refunds] = [await countWaiting(ch, 'order_lines'), await countWaiting(ch, 'refunds')];
  if (lines + refunds === 0) return 0;
  await ch.command(
    factsSql`insert into ${ch.target('order_lines_incoming')} select * from order_lines_log_incoming`,
    { tag: 'pull.copy-buried', role: 'ingest' },
  );
  await settleIncoming(ch, publication);
  return lines + refunds;
}
