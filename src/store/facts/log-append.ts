/**
 * Appending to a log and deriving the current table from it. A correction is an append of the same keys; a
 * deletion is an append with `is_deleted: 1`.
 */
import type { Facts } from './facts.ts';
import { type BadRow, insertBisecting } from './insert-bisecting.ts';
import { deriveCurrent, type LogSession, ofSession, openLogSession } from './log-session.ts';
import { currentOf, keyColumns, type LogName, logOf, logTables, naturalColumns } from './log-tables.ts';
import { factsSql, p } from './sql.ts';

/** Columns the append itself fills in. */
export const stampedColumns = ['import_id', 'ingested_at', 'known_at', 'version'] as const;

/** A row of the log's table without the stamped columns; `is_deleted` may be left out. */
export type LogRow = Readonly<Record<string, unknown>>;

export interface Append {
  readonly log: LogName;
  readonly importId: string;
  /** When the organisation took the rows in. */
  readonly at: Date;
  /** A file of the past: each row counts as known from its business time on. */
  readonly history: boolean;
  /** Batches, each held in memory once; 10,000 to 50,000 rows serve well. */
  readonly batches: AsyncIterable<readonly LogRow[]> | Iterable<readonly LogRow[]>;
}

export interface Appended {
  readonly stored: number;
  /** Rows the engine could not read, `index` counted over all batches. */
  readonly bad: readonly BadRow[];
  /** Rows of another customer that this append took over (their old place is now a tombstone). */
  readonly moved: number;
}

const timeOf = (value: unknown): number => {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string') return Number.NaN;
  return Date.parse(/[zZ]$/.test(value) ? value : `${value.replace(' ', 'T')}Z`);
};

/** When a row of history could have been known: its latest business time, never after its ingestion. */
function knownAt(row: LogRow, append: Append, ingestedAt: Date): Date {
  const times = append.history ? logTables[append.log].businessTimes.map(column => timeOf(row[column])) : [];
  const known = times.filter(time => !Number.isNaN(time));
  if (known.length === 0) return ingestedAt;
  return new Date(Math.min(Math.max(...known), ingestedAt.getTime()));
}

/**
 * Appends rows to a log, then to its current table. Set-based and repeatable after a crash: a repeat with the same
 * import writes the same rows again under a newer version, which changes nothing a reader sees.
 */
export async function appendVersions(facts: Facts, append: Append): Promise<Appended> {
  const session = await openLogSession(facts, append.log, append.at);
  const table = logTables[append.log].log;
  const bad: BadRow[] = [];
  let seen = 0;
  for await (const batch of append.batches) {
    const rows = batch.map((row, index) => ({
      ...row,
      import_id: append.importId,
      ingested_at: session.ingestedAt,
      known_at: knownAt(row, append, session.ingestedAt),
      version: (session.firstVersion + BigInt(seen + index)).toString(),
    }));
    const refused = await insertBisecting(facts, table, rows, {
      tag: `log.append.${append.log.replace('_', '-')}`,
      deduplicationToken: `${append.importId}:${session.firstVersion}:${seen}`,
    });
    for (const { index } of refused) bad.push({ index: seen + index, row: batch[index] ?? {} });
    seen += batch.length;
  }
  const moved = await retireMoved(facts, session, append, seen);
  await deriveCurrent(facts, session);
  return { stored: seen - bad.length, bad, moved };
}

/** Natural keys looked up at once: keeps the sets of one pass near 200 MB. */
const keysPerPass = 1_000_000;

/**
 * Where a row now belongs to another customer, its old place gets a tombstone of this append: the customer is part
 * of the key, so the line would otherwise count twice.
 */
async function retireMoved(facts: Facts, session: LogSession, append: Append, rows: number): Promise<number> {
  const { log } = append;
  if (session.isFirstOfLog || logTables[log].naturalKey.length === 0 || rows === 0) return 0;
  const tag = `log.retire-moved.${log.replace('_', '-')}`;
  const natural = naturalColumns(log);
  const passes = Math.ceil(rows / keysPerPass);
  const counted = async () => {
    const found = await facts.query<{ rows: string }>(
      factsSql`SELECT count() AS rows FROM ${logOf(log)} WHERE ${ofSession(session)}`,
      { tag, role: 'batch' },
    );
    return Number(found[0]?.rows ?? 0);
  };
  const before = await counted();
  for (let pass = 0; pass < passes; pass += 1) {
    const inPass = factsSql`cityHash64(${natural}) % ${p.uint32(passes)} = ${p.uint32(pass)}`;
    const appended = factsSql`FROM ${logOf(log)} WHERE ${ofSession(session)} AND ${inPass}`;
    const known = append.history ? factsSql`known_at` : factsSql`${p.dateTime(session.ingestedAt)}`;
    await facts.command(
      factsSql`INSERT INTO ${facts.target(logTables[log].log)}
SELECT * REPLACE (toUUID(${p.string(append.importId)}) AS import_id, ${p.dateTime(session.ingestedAt)} AS ingested_at,
  ${known} AS known_at, ${p.uint64(session.firstVersion + BigInt(rows))} + rowNumberInAllBlocks() AS version,
  1 AS is_deleted)
FROM ${currentOf(log)}
WHERE ${inPass} AND (${natural}) IN (SELECT ${natural} ${appended})
  AND (${keyColumns(log)}) NOT IN (SELECT ${keyColumns(log)} ${appended})`,
      { tag, role: 'ingest' },
    );
  }
  return (await counted()) - before;
}
