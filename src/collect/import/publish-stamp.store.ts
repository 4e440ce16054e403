/** What every row an import publishes carries about its arrival, and the tombstones of rows that changed hands. */
import type { Facts } from '../../store/facts/facts.ts';
import { nextVersionRange, openLogSession } from '../../store/facts/log-session.ts';
import { type FactsSql, factsSql, ident, p } from '../../store/facts/sql.ts';

export interface Publication {
  readonly importId: string;
  readonly source: string;
  /** When the organisation took the rows in. */
  readonly at: Date;
  /** A file of the past: each row counts as known from its business time on. */
  readonly history: boolean;
}

export interface Stamp extends Publication {
  readonly firstVersion: bigint;
  readonly ingestedAt: Date;
}

/**
 * Reads the log's highest version; see `openLogSession`. Above those of mentions too, which may enter the log later with
 * the version of their time.
 */
export async function stampOf(
  facts: Facts,
  log: 'order_lines' | 'refunds',
  publication: Publication,
): Promise<Stamp> {
  const session = await openLogSession(facts, log, publication.at);
  const [mentioned] = await facts.query<{ version: string; ingestedAt: string }>(
    factsSql`select toString(max(version)) as version, toString(toUnixTimestamp64Milli(max(ingested_at))) as ingestedAt
from order_mentions where log = ${p.string(log)} and import_id != ${p.uuid(publication.importId)}`,
    { tag: 'import.mentioned-version', role: 'batch' },
  );
  const after = nextVersionRange(BigInt(mentioned?.version ?? 0));
  return {
    ...publication,
    firstVersion: after > session.firstVersion ? after : session.firstVersion,
    ingestedAt: new Date(Math.max(session.ingestedAt.getTime(), Number(mentioned?.ingestedAt ?? 0))),
  };
}

/** The columns every log row carries about its arrival. `number` is the row's own within the append. */
export const stamped = (
  { importId, ingestedAt, history, firstVersion }: Stamp,
  known: FactsSql,
  number: FactsSql,
): FactsSql =>
  factsSql`toUUID(${p.string(importId)}) as import_id, ${p.dateTime(ingestedAt)} as ingested_at,
  ${history ? factsSql`least(${known}, ${p.dateTime(ingestedAt)})` : p.dateTime(ingestedAt)} as known_at,
  toUInt64(${p.uint64(firstVersion)} + ${number}) as version`;

/** Tombstones above every row number of one file. */
const tombstoneOffset = 2n ** 31n;

/** Old places of rows that now belong to another customer: the customer is part of the key. */
export async function retireMoved(facts: Facts, stamp: Stamp, log: 'order_lines' | 'refunds'): Promise<void> {
  const natural = log === 'order_lines' ? factsSql`order_id, line_no` : factsSql`refund_id`;
  const time = log === 'order_lines' ? factsSql`greatest(ordered_at, paid_at)` : factsSql`refunded_at`;
  const name = `${log}_log_incoming`;
  const incoming = factsSql`${ident(name, [name])}`;
  const current = factsSql`${ident(log, [log])}`;
  await facts.command(
    factsSql`insert into ${facts.target(name)} select * replace (
  ${stamped(stamp, time, factsSql`${p.uint64(tombstoneOffset)} + rowNumberInAllBlocks()`)}, toUInt8(1) as is_deleted)
from ${current} where source = ${p.string(stamp.source)}
  and cityHash64(${natural}) in (select cityHash64(${natural}) from ${incoming})
  and cityHash64(${natural}, customer_id) not in (select cityHash64(${natural}, customer_id) from ${incoming})`,
    { tag: 'import.retire-moved', role: 'ingest' },
  );
}
