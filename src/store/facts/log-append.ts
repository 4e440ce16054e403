/**
 * Appending to a log and deriving the current table from it. A correction is an append of the same keys; a
 * deletion is an append with `is_deleted: 1`.
 */
import type { Facts } from './facts.ts';
import { type BadRow, insertBisecting } from './insert-bisecting.ts';
import { retireMoved } from './log-moved.ts';
import { deriveCurrent, openLogSession } from './log-session.ts';
import { type LogName, logTables } from './log-tables.ts';

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
    const refused = await insertBisecting(facts, {
      table,
      rows,
      tag: `log.append.${append.log.replace('_', '-')}`,
      deduplicationToken: `${append.importId}:${session.firstVersion}:${seen}`,
    });
    for (const { index } of refused) bad.push({ index: seen + index, row: batch[index] ?? {} });
    seen += batch.length;
  }
  await deriveCurrent(facts, session);
  const moved = await retireMoved(facts, {
    session,
    rows: seen,
    importId: append.importId,
    history: append.history,
  });
  return { stored: seen - bad.length, bad, moved };
}
