/**
 * One append to a log: the version range it owns and the step that brings the current table up to it. Versions
 * count appends rather than clock ticks, so a clock that stands still or runs back cannot reorder the truth.
 */
import type { Facts } from './facts.ts';
import { type LogName, logOf, logTables } from './log-tables.ts';
import { type FactsSql, factsSql, p } from './sql.ts';

/** Rows one append may hold; the low 32 bits of a version are the row's number within its append. */
const appendSpan = 1n << 32n;

export interface LogSession {
  readonly log: LogName;
  /** Version of the append's first row. */
  readonly firstVersion: bigint;
  /** Never before an earlier row of the log, so that ingestion time and version order alike. */
  readonly ingestedAt: Date;
  readonly isFirstOfLog: boolean;
}

/** The first version of the range after the one this version is in. */
export const nextVersionRange = (version: bigint): bigint => (version / appendSpan + 1n) * appendSpan;

const tagOf = (step: string, log: LogName) => `log.${step}.${log.replace('_', '-')}`;

/**
 * Opens an append. Reads the highest version of the log and its current table (one narrow column each). Appends to
 * one log come one after another; two at once could tie on a row they share.
 */
export async function openLogSession(facts: Facts, log: LogName, at: Date): Promise<LogSession> {
  const [top] = await facts.query<{ version: string; ingestedAt: string; rows: string }>(
    // The current table by its own name: its public one hides tombstones, whose versions a later row must exceed.
    factsSql`SELECT greatest(max(version), (SELECT max(version) FROM ${facts.target(logTables[log].current)})) AS version,
  toUnixTimestamp64Milli(max(ingested_at)) AS ingestedAt, count() AS rows
FROM ${logOf(log)}`,
    { tag: tagOf('open', log), role: 'batch' },
  );
  return {
    log,
    firstVersion: nextVersionRange(BigInt(top?.version ?? 0)),
    ingestedAt: new Date(Math.max(at.getTime(), Number(top?.ingestedAt ?? 0))),
    isFirstOfLog: top?.rows === '0',
  };
}

/** The rows of this append. */
export const ofSession = ({ firstVersion }: LogSession): FactsSql =>
  factsSql`version >= ${p.uint64(firstVersion)} AND version < ${p.uint64(firstVersion + appendSpan)}`;

/**
 * Copies the append into the current table, from a version on when given. Repeatable: the table keeps the highest
 * version of a row.
 */
export async function deriveCurrent(
  facts: Facts,
  session: LogSession,
  fromVersion = session.firstVersion,
): Promise<void> {
  const { log } = session;
  await facts.command(
    factsSql`INSERT INTO ${facts.target(logTables[log].current)}
SELECT * FROM ${logOf(log)} WHERE ${ofSession(session)} AND version >= ${p.uint64(fromVersion)}`,
    { tag: tagOf('derive', log), role: 'ingest' },
  );
}
