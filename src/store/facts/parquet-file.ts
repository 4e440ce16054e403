/**
 * A Parquet file as CSV, by the engine: the only reader of that format in the house. Text as the import reads it, and
 * moments in UTC say so, since a time without a zone is taken as local.
 */
import { writeFileSync } from 'node:fs';
import { badInput, unavailable } from '../../kernel/errors.ts';
import { InvariantError } from '../../kernel/invariant.ts';
import type { Facts } from './facts.ts';
import { insideStaging } from './file-table.ts';
import { type FactsSql, factsSql, ident, joinSql, p } from './sql.ts';

const mostColumns = 2000;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Text of one column by its type; null is ''. */
function textOf(name: FactsSql, type: string): FactsSql {
  const isMoment = type.includes('DateTime64');
  const zone = type.includes("'UTC'") ? factsSql`'Z'` : factsSql`''`;
  const text = isMoment ? factsSql`concat(toString(${name}, 'UTC'), ${zone})` : factsSql`toString(${name})`;
  return factsSql`ifNull(${text}, '')`;
}

async function readable<T>(work: Promise<T>): Promise<T> {
  return work.catch(cause => {
    throw cause instanceof InvariantError
      ? badInput('import-parquet-broken', { path: 'file', cause })
      : cause;
  });
}

/**
 * Writes the rows of `from` below a header to `to`, both below the staging folder, in the file's order. Throws
 * `import-parquet-broken`, `import-too-many-columns`, and `facts-file-needs-embedded` where the engine is elsewhere.
 */
export async function writeParquetAsCsv(facts: Facts, from: string, to: string): Promise<void> {
  if (facts.mode !== 'embedded') throw unavailable('facts-file-needs-embedded');
  const source = factsSql`file(${p.string(insideStaging(from, facts.stagingFolder))}, 'Parquet')`;
  const settings = factsSql`settings input_format_parquet_local_time_as_utc = 0`;
  const columns = await readable(
    facts.query<{ name: string; type: string }>(factsSql`describe table ${source} ${settings}`, {
      tag: 'import.parquet-columns',
      role: 'batch',
    }),
  );
  if (columns.length > mostColumns)
    throw badInput('import-too-many-columns', {
      path: 'file',
      received: String(columns.length),
      expected: `≤ ${mostColumns}`,
    });
  const aliases = columns.map((_, index) => `c${index + 1}`);
  const names = joinSql(
    aliases.map(alias => factsSql`${ident(alias, aliases)}`),
    ', ',
  );
  const texts = joinSql(
    columns.map(({ type }, index) => textOf(factsSql`t.${ident(aliases[index] ?? '', aliases)}`, type)),
    ', ',
  );
  writeFileSync(to, `${columns.map(({ name }) => quoted(name)).join(',')}\n`, { mode: 0o600 });
  const structure = p.string(aliases.map(alias => `${alias} String`).join(', '));
  // The engine adds to a CSV file that is there: below its header.
  const target = factsSql`file(${p.string(insideStaging(to, facts.stagingFolder))}, 'CSV', ${structure})`;
  await readable(
    facts.command(
      factsSql`insert into function ${target} select * from (
        with t(${names}) as (select * from ${source}) select ${texts} from t
        ${settings}, input_format_parquet_preserve_order = 1, max_threads = 1)`,
      { tag: 'import.parquet-rows', role: 'batch' },
    ),
  );
}

/**
 * Writes a CSV file (UTF-8, header first, exactly these columns) as Parquet beside it, every column a text, in the file's
 * order; both lie below the staging folder and `to` must not exist. Bounded memory: row groups of 100,000 rows, one thread.
 * Throws `facts-file-needs-embedded` where the engine is elsewhere.
 */
export async function writeCsvAsParquet(
  facts: Facts,
  { from, to, columns }: { readonly from: string; readonly to: string; readonly columns: readonly string[] },
): Promise<void> {
  if (facts.mode !== 'embedded') throw unavailable('facts-file-needs-embedded');
  const named = (name: string) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\` String`;
  const structure = p.string(columns.map(named).join(', '));
  const source = factsSql`file(${p.string(insideStaging(from, facts.stagingFolder))}, 'CSVWithNames', ${structure})`;
  writeFileSync(to, '', { mode: 0o600, flag: 'wx' });
  const target = factsSql`file(${p.string(insideStaging(to, facts.stagingFolder))}, 'Parquet', ${structure})`;
  await facts.command(
    factsSql`insert into function ${target}
      settings engine_file_truncate_on_insert = 1, output_format_parquet_row_group_size = 100000, max_threads = 1,
        max_insert_threads = 1, input_format_parallel_parsing = 0, storage_file_read_method = 'pread'
      select * from ${source}`,
    { tag: 'simulate.parquet', role: 'batch', timeoutSeconds: 3600 },
  );
}
