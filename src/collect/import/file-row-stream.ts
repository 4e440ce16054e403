/** A prepared file as numbered rows of cells, streamed: memory does not grow with the file. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { badInput } from '../../kernel/errors.ts';
import type { PreparedFile } from './prepared-file.store.ts';

export type RowFile = Pick<PreparedFile, 'path' | 'headers'>;

export interface FileRow {
  /** 1 is the first row below the headers. */
  readonly rowNumber: number;
  readonly cells: readonly string[];
}

const rowsPerBatch = 5000;
/** A longer one is a quote that closes far below; cells too long for people are refused row by row. */
const longestRow = 16_000_000;

/** Batches of at most 5,000 rows; empty lines are no rows. Throws `import-csv-broken` for quotes that never close. */
export async function* numberedRows({ path }: RowFile): AsyncGenerator<readonly FileRow[]> {
  const parser = parse({
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    from: 2,
    max_record_size: longestRow,
  });
  // A failing source ends the parser with its error, and a reader that stops early closes the source.
  pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), parser, () => {});
  let rows: FileRow[] = [];
  let rowNumber = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      rowNumber += 1;
      rows.push({ rowNumber, cells });
      if (rows.length < rowsPerBatch) continue;
      yield rows;
      rows = [];
    }
  } catch (cause) {
    const { code = '' } = cause as { code?: string };
    if (!code.startsWith('CSV_')) throw cause;
    throw badInput('import-csv-broken', { path: 'file', params: { row: rowNumber + 2 }, cause });
  }
  if (rows.length > 0) yield rows;
}
