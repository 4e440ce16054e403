/**
 * Rows that changed hands. The customer is part of a log's key, so when a correction gives an order line to another
 * customer its old place must get a tombstone, or the line counts twice.
 */
import type { Facts } from './facts.ts';
import { deriveCurrent, type LogSession, ofSession } from './log-session.ts';
import { currentOf, keyColumns, logOf, logTables, naturalColumns } from './log-tables.ts';
import { factsSql, p } from './sql.ts';

export interface Moved {
  readonly session: LogSession;
  /** Rows the session has appended: their versions end here, the tombstones' begin. */
  readonly rows: number;
  readonly importId: string;
  readonly history: boolean;
}

/** Natural keys looked up at once: keeps the sets of one pass near 200 MB. */
const keysPerPass = 1_000_000;

/**
 * Writes the tombstones, to the log and the current table, once the session's rows are in both; returns how many.
 * They belong to the session's import, so undoing it brings the old place back. Costs nothing for a log's first
 * append, else one pass over the current table's keys per million rows appended.
 */
export async function retireMoved(facts: Facts, moved: Moved): Promise<number> {
  const { session, rows, importId } = moved;
  const { log } = session;
  if (session.isFirstOfLog || logTables[log].naturalKey.length === 0 || rows === 0) return 0;
  const tag = `log.retire-moved.${log.replace('_', '-')}`;
  const natural = naturalColumns(log);
  const key = keyColumns(log);
  const firstTombstone = session.firstVersion + BigInt(rows);
  const known = moved.history ? factsSql`known_at` : factsSql`${p.dateTime(session.ingestedAt)}`;
  const passes = Math.ceil(rows / keysPerPass);
  for (let pass = 0; pass < passes; pass += 1) {
    const inPass = factsSql`cityHash64(${natural}) % ${p.uint32(passes)} = ${p.uint32(pass)}`;
    const appended = factsSql`FROM ${logOf(log)} WHERE ${ofSession(session)} AND ${inPass}`;
    await facts.command(
      factsSql`INSERT INTO ${facts.target(logTables[log].log)}
SELECT * REPLACE (${p.uuid(importId)} AS import_id, ${p.dateTime(session.ingestedAt)} AS ingested_at,
  ${known} AS known_at, ${p.uint64(firstTombstone)} + rowNumberInAllBlocks() AS version, 1 AS is_deleted)
FROM ${currentOf(log)}
WHERE ${inPass} AND (${natural}) GLOBAL IN (SELECT ${natural} ${appended})
  AND (${key}) GLOBAL NOT IN (SELECT ${key} ${appended})`,
      { tag, role: 'ingest' },
    );
  }
  const [counted] = await facts.query<{ rows: string }>(
    factsSql`SELECT count() AS rows FROM ${logOf(log)}
WHERE ${ofSession(session)} AND version >= ${p.uint64(firstTombstone)}`,
    { tag, role: 'batch' },
  );
  const tombstones = Number(counted?.rows ?? 0);
  if (tombstones > 0) await deriveCurrent(facts, session, firstTombstone);
  return tombstones;
}
