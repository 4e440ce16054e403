/**
 * Reading a file through the engine. `file()` would open any path of the machine, so this is the only way to it:
 * below the staging folder, by real path, every column as text (types are the import's business, not the engine's).
 */
import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { badInput } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import { type FactsIdent, type FactsSql, factsSql, ident, joinSql, p } from './sql.ts';

export interface FileTable {
  readonly path: string;
  readonly format: 'CSVWithNames' | 'Parquet';
  /** The file's headers in file order; the fragment's columns are `c1`, `c2` … in this order. */
  readonly columns: readonly string[];
  /**
   * Adds the column `row_number`, 1 for the first data row. The engine then parses on one thread, because read in
   * parallel its own numbers were wrong for 535 K of 600 K rows; what follows the reading stays parallel.
   */
  readonly numbered?: boolean;
  /** Text encoding of a CSV; default utf-8 (a byte order mark is skipped). */
  readonly encoding?: 'utf-8' | 'gb18030';
}

/** The real path of a file below the staging folder. Throws `facts-file-missing`, `facts-file-outside`. */
export function insideStaging(path: string, stagingFolder: string): string {
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    throw badInput('facts-file-missing', { path: 'file' });
  }
  const inside = real.startsWith(realpathSync(stagingFolder) + sep);
  if (!inside) throw badInput('facts-file-outside', { path: 'file' });
  return real;
}

/**
 * A parenthesised subquery over the file with the String columns `c1…cN`. Both formats are read by position, so
 * repeated, empty or hostile headers are harmless; a short CSV row gives '', an absent Parquet value ''.
 */
export function fileTable(file: FileTable, stagingFolder: string): FactsSql {
  const { columns, encoding = 'utf-8' } = file;
  invariant(columns.length > 0 && columns.length <= 2000, 'a file has 1 to 2000 columns');
  const path = insideStaging(file.path, stagingFolder);
  const aliases = columns.map((_, index) => `c${index + 1}`);
  const names = aliases.map(alias => ident(alias, aliases));
  const as = (render: (name: FactsIdent) => FactsSql) => joinSql(names.map(render), ', ');
  if (file.format === 'Parquet') {
    const plain = as(name => factsSql`${name}`);
    const texts = as(name => factsSql`ifNull(toString(t.${name}), '') AS ${name}`);
    return factsSql`(WITH t(${plain}) AS (SELECT * FROM file(${p.string(path)}, 'Parquet')) SELECT ${texts} FROM t)`;
  }
  const structure = p.string(aliases.map(alias => `${alias} String`).join(', '));
  const texts = as(name =>
    encoding === 'utf-8'
      ? factsSql`${name}`
      : factsSql`convertCharset(t.${name}, 'gb18030', 'utf-8') AS ${name}`,
  );
  if (!file.numbered)
    return factsSql`(SELECT ${texts} FROM file(${p.string(path)}, 'CSVWithNames', ${structure}) AS t)`;
  return factsSql`(SELECT toUInt64(_row_number + 1) AS row_number, ${texts}
    FROM file(${p.string(path)}, 'CSVWithNames', ${structure}) AS t SETTINGS input_format_parallel_parsing = 0)`;
}
