/** Reads an analyst's file for `model`: a CSV with named columns, or baskets a line, plain or gzip, as a stream of rows. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CsvError, type Options, parse } from 'csv-parse';
import { badInput } from '../../kernel/errors.ts';

/** Pipes the file's text through a parser into `sink`; its faults become coded errors. Returns the SHA-256 of its bytes. */
async function streamed(
  path: string,
  options: Options,
  sink: (rows: AsyncIterable<unknown>) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256');
  const file = createReadStream(path);
  file.on('data', chunk => hash.update(chunk));
  const parser = parse({ bom: true, ...options });
  try {
    if (path.endsWith('.gz')) await pipeline(file, createGunzip(), parser, sink);
    else await pipeline(file, parser, sink);
  } catch (error) {
    throw fileFault(error, path);
  }
  return hash.digest('hex');
}

function fileFault(error: unknown, path: string): unknown {
  const code = (error as { code?: string }).code ?? '';
  if (error instanceof CsvError)
    return badInput('model-not-csv', { path, received: error.message.slice(0, 120), cause: error });
  if (['ENOENT', 'EACCES', 'EISDIR'].includes(code))
    return badInput('model-file-unreadable', { path, received: code, cause: error });
  if (code.startsWith('Z_')) return badInput('model-not-gzip', { path, received: code, cause: error });
  return error;
}

function checkedHeader(header: readonly string[], wanted: readonly string[]): string[] {
  const names = header.map(name => name.trim());
  const absent = wanted.find(name => !names.includes(name));
  if (absent !== undefined) {
    throw badInput('model-column-absent', {
      path: 'header',
      received: names.join(', ').slice(0, 200),
      expected: wanted.join(', '),
      params: { column: absent },
    });
  }
  return names;
}

/**
 * Rows of a CSV that must have the `wanted` columns; others may be there. `onRow` gets the line's number in the file.
 *
 * @throws `model-column-absent`, `model-not-csv`, `model-not-gzip`, `model-file-unreadable`, `model-no-rows`
 */
export async function readTable(
  path: string,
  wanted: readonly string[],
  onRow: (row: Readonly<Record<string, string>>, line: number) => void,
): Promise<string> {
  let line = 1;
  const columns = (header: string[]) => checkedHeader(header, wanted);
  const hash = await streamed(path, { columns, skip_empty_lines: true }, async rows => {
    for await (const row of rows) onRow(row as Record<string, string>, ++line);
  });
  if (line === 1) throw badInput('model-no-rows', { path });
  return hash;
}

/** Baskets one a line, items separated by tabs where the file has any, else by commas; quotes as in CSV. */
export async function readBasketLines(path: string): Promise<{ baskets: string[][]; hash: string }> {
  const lines: string[] = [];
  const raw: Options = { delimiter: '\u0000', quote: null, relax_column_count: true, skip_empty_lines: true };
  const hash = await streamed(path, raw, async rows => {
    for await (const row of rows) lines.push((row as string[])[0] ?? '');
  });
  if (lines.length === 0) throw badInput('model-no-rows', { path });
  const tab = lines.some(line => line.includes('\t'));
  const items = (line: string) => (tab ? line.split('\t') : commaItems(line));
  const baskets = lines.map(line =>
    items(line)
      .map(item => item.trim())
      .filter(item => item !== ''),
  );
  return { baskets, hash };
}

/** Items between commas; one in double quotes may hold commas, and a doubled quote is one. */
function commaItems(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}

const cell = (value: string | number) =>
  typeof value === 'string' && /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);

/** Writes a table as CSV that only the owner can read. Throws `model-file-unwritable`. */
export async function writeTable(
  path: string,
  table: readonly (readonly (string | number)[])[],
): Promise<void> {
  const text = table.map(row => `${row.map(cell).join(',')}\n`).join('');
  await writeFile(path, text, { mode: 0o600 }).catch((cause: { code?: string }) => {
    throw badInput('model-file-unwritable', { path, received: cause.code ?? '', cause });
  });
}
