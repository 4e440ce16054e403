/**
 * Taking an import back. Nothing is removed from a log: the undo is a row of `import_undos` that readings as of a
 * later moment respect, and the current rows the import touched are derived again from what the log holds besides.
 */
import type { Facts } from './facts.ts';
import { openLogSession } from './log-session.ts';
import { keyColumns, type LogName, logOf, logTables } from './log-tables.ts';
import { factsSql, p } from './sql.ts';

export interface Undo {
  readonly importId: string;
  /** The logs the import wrote to. */
  readonly logs: readonly LogName[];
  readonly at: Date;
  /** As the import was appended: history is withdrawn from the past as well, other rows were believed until `at`. */
  readonly history: boolean;
}

const beginning = new Date(0);

/**
 * Undoes an import in its logs' readings and current tables. Costs one pass over the customers it touched, in the
 * log's order; repeatable after a crash at any point, and a second undo changes nothing.
 */
export async function undoImport(facts: Facts, undo: Undo): Promise<void> {
  const known = await facts.query(
    factsSql`SELECT 1 AS found FROM import_undos WHERE import_id = ${p.uuid(undo.importId)}`,
    { tag: 'log.undo.known' },
  );
  if (known.length === 0) {
    const row = {
      import_id: undo.importId,
      effective_at: undo.history ? beginning : undo.at,
      undone_at: undo.at,
    };
    await facts.insert('import_undos', [row], { tag: 'log.undo.record' });
  }
  for (const log of undo.logs) await deriveAgain(facts, log, undo);
}

/** The latest row of every key of the touched customers that no undone import wrote, or a tombstone. */
async function deriveAgain(facts: Facts, log: LogName, { importId, at }: Undo): Promise<void> {
  const session = await openLogSession(facts, log, at);
  const touched = factsSql`FROM ${logOf(log)} WHERE import_id = ${p.uuid(importId)}`;
  const isUndone = factsSql`import_id GLOBAL IN (SELECT import_id FROM import_undos)`;
  await facts.command(
    factsSql`INSERT INTO ${facts.target(logTables[log].current)}
SELECT * EXCEPT (is_undone) REPLACE (
  ${p.uint64(session.firstVersion)} + rowNumberInAllBlocks() AS version,
  toUInt8(is_deleted = 1 OR is_undone) AS is_deleted)
FROM (
  SELECT *, ${isUndone} AS is_undone FROM ${logOf(log)}
  WHERE customer_id GLOBAL IN (SELECT customer_id ${touched}) AND source GLOBAL IN (SELECT source ${touched})
  ORDER BY ${keyColumns(log)}, is_undone, ingested_at DESC, version DESC LIMIT 1 BY ${keyColumns(log)}
)`,
    { tag: `log.undo.${log.replace('_', '-')}`, role: 'ingest' },
  );
}
