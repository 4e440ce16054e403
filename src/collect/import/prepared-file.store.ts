/**
 * A file made ready to be read by the engine: plain UTF-8 text with commas below the staging folder, its header known.
 * Refuses what is not CSV before anything is stored. A file that already is so is read where it lies.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { badInput } from '../../kernel/errors.ts';
import type { DelimiterSetting, EncodingSetting } from '../../records/mapping.ts';
import { fileFailure } from '../../store/file-failure.ts';
import { trimmed } from '../cells/cell.ts';
import {
  assertText,
  chooseEncoding,
  type Delimiter,
  isGzip,
  lineWatch,
  quoteWatch,
  sniffDelimiter,
  type TextEncoding,
  utf8Watch,
} from './file-sniff.ts';
import { numberedHeader } from './mapping-check.ts';

export interface PreparedFile {
  /** Where the engine reads: UTF-8, commas, one header row. */
  readonly path: string;
  /** Names of the columns in file order; an empty header is called by its position. */
  readonly headers: readonly string[];
  readonly bytes: number;
  /** About one a row, the header's included: what progress is told in before the rows have been read. */
  readonly lineFeeds: number;
  readonly encoding: TextEncoding;
  readonly delimiter: Delimiter;
  readonly compressed: boolean;
  /** Removes what was made for this reading; never the upload itself. */
  dispose(): Promise<void>;
}

export interface PrepareOptions {
  readonly path: string;
  readonly stagingFolder: string;
  /** Names the folder of the copy; unique per reading. */
  readonly workId: string;
  readonly encoding: EncodingSetting;
  readonly delimiter: DelimiterSetting;
}

const headBytes = 1 << 20;
/** Text larger than this many times its packed form is a bomb, not an export. */
const mostUnpacked = 100;
const unpackedFloor = 50 * 1024 * 1024;

async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The text's bytes: unpacked where the file is packed. */
async function* contentOf(path: string, compressed: boolean): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(path, { highWaterMark: headBytes });
  if (!compressed) {
    yield* raw;
    return;
  }
  const { size } = await stat(path);
  let unpacked = 0;
  const gunzip = createGunzip({ chunkSize: headBytes });
  raw.on('error', cause => gunzip.destroy(cause)).pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      unpacked += chunk.length;
      if (unpacked > Math.max(unpackedFloor, size * mostUnpacked))
        throw badInput('import-bomb', { path: 'file', expected: `≤ ${mostUnpacked}×` });
      yield chunk;
    }
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code.startsWith('Z_'))
      throw badInput('import-not-csv', { path: 'file', received: 'gzip', expected: 'CSV', cause });
    throw cause;
  }
}

/** First pass: every byte is seen once, and a packed file is unpacked to `copy`. */
async function survey(options: PrepareOptions, compressed: boolean, copy: string) {
  const watch = utf8Watch();
  const lines = lineWatch();
  let isFirst = true;
  let bytes = 0;
  const seen = async function* () {
    for await (const chunk of contentOf(options.path, compressed)) {
      if (isFirst) assertText(chunk);
      isFirst = false;
      lines.push(chunk);
      watch.push(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  if (compressed) await pipeline(seen, createWriteStream(copy, { mode: 0o600 }));
  else for await (const _ of seen());
  if (bytes === 0) throw badInput('import-file-empty', { path: 'file' });
  return { bytes, isUtf8: watch.valid(), lineFeeds: lines.lineFeeds() };
}

/** Writes `from` as UTF-8 to `to`; false when it is not valid GB18030. */
async function recode(from: string, to: string): Promise<boolean> {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  const decode = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      try {
        done(null, Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8'));
      } catch (cause) {
        done(cause as Error);
      }
    },
    flush(done) {
      try {
        done(null, Buffer.from(decoder.decode(), 'utf8'));
      } catch (cause) {
        done(cause as Error);
      }
    },
  });
  try {
    await pipeline(createReadStream(from), decode, createWriteStream(to, { mode: 0o600 }));
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw cause;
  }
}

const csvOptions = (delimiter: Delimiter) =>
  ({ delimiter, bom: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: true }) as const;

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const isBlank = (row: readonly string[]): boolean => row.every(cell => trimmed(cell) === '');

/** Rewrites a file as the engine reads it: commas, line feeds, and the header in the first row. */
async function recomma(from: string, to: string, delimiter: Delimiter): Promise<void> {
  let hasHeader = false;
  const lines = async function* (rows: AsyncIterable<string[]>) {
    for await (const row of rows) {
      hasHeader ||= !isBlank(row);
      if (hasHeader) yield `${row.map(quoted).join(',')}\n`;
    }
  };
  try {
    const parser = parse(csvOptions(delimiter));
    await pipeline(createReadStream(from), parser, lines, createWriteStream(to, { mode: 0o600 }));
  } catch (cause) {
    const { code = '', lines: row = 1 } = cause as { code?: string; lines?: number };
    throw code.startsWith('CSV_')
      ? badInput('import-csv-broken', { path: 'file', params: { row }, cause })
      : cause;
  }
}

/** Whether the engine would take something else for the header, or the file for one line: lines end in CR alone. */
function needsRewriting(text: string): boolean {
  const end = text.search(/[\r\n]/);
  if (end < 0) return false;
  return text.slice(0, end).trim() === '' || (text[end] === '\r' && !text.includes('\n'));
}

/**
 * The engine takes an open quote for the beginning of one cell that ends with the file: every row after it would be
 * lost without a word. Throws `import-csv-broken` with the line of the quote.
 */
async function assertQuotesClose(path: string): Promise<void> {
  const watch = quoteWatch();
  for await (const chunk of createReadStream(path, { highWaterMark: headBytes }))
    watch.push(chunk as Uint8Array);
  const open = watch.openedAt();
  if (open === null) return;
  let row = 1;
  for await (const chunk of createReadStream(path, { end: open }))
    for (const byte of chunk as Uint8Array) if (byte === 0x0a) row += 1;
  throw badInput('import-csv-broken', { path: 'file', params: { row } });
}

function headersOf(head: Uint8Array): { text: string; headers: (delimiter: Delimiter) => string[] } {
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(head);
  const headers = (delimiter: Delimiter) => {
    const line = firstRecord(text, delimiter);
    if (line.length > mostColumns)
      throw badInput('import-too-many-columns', {
        path: 'file',
        received: String(line.length),
        expected: `≤ ${mostColumns}`,
      });
    return distinct(line.map((name, index) => trimmed(name).slice(0, longestName) || `column ${index + 1}`));
  };
  return { text, headers };
}

/** Repeated names are numbered, all of them: which of them is meant must be said. */
function distinct(names: readonly string[]): string[] {
  const total = Map.groupBy(names, name => name);
  const seen = new Map<string, number>();
  return names.map(name => {
    if (total.get(name)?.length === 1) return name;
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return numberedHeader(name, nth);
  });
}

function firstRecord(text: string, delimiter: Delimiter): string[] {
  try {
    // The text is the beginning of a file: its last record may be cut, so only as many are read as are needed.
    for (let to = 1; to <= mostBlankRecords; to *= 10) {
      const records = parseNow(text, { ...csvOptions(delimiter), to }) as string[][];
      const first = records.find(record => !isBlank(record));
      if (first) return first;
      if (records.length < to) break;
    }
  } catch (cause) {
    throw badInput('import-csv-broken', { path: 'file', params: { row: 1 }, cause });
  }
  throw badInput('import-file-empty', { path: 'file' });
}

const mostColumns = 2000;
/** No mapping can name a longer one. */
const longestName = 200;
const mostBlankRecords = 1000;

const folderOf = (stagingFolder: string, workId: string) => join(stagingFolder, `import-${workId}`);

/** Removes what a reading made, also one whose process is gone. */
export const disposePrepared = (stagingFolder: string, workId: string): Promise<void> =>
  rm(folderOf(stagingFolder, workId), { recursive: true, force: true });

/**
 * Reads the file once (twice where it must be recoded) and leaves it ready. Throws `import-not-csv`, `import-nul-byte`,
 * `import-file-empty`, `import-too-many-columns`, `import-encoding-unknown`, `import-encoding-wrong`, `import-csv-broken`, `import-bomb` and coded
 * file errors such as `disk-full`; whatever it made is removed then.
 */
export async function prepareFile(options: PrepareOptions): Promise<PreparedFile> {
  const folder = folderOf(options.stagingFolder, options.workId);
  const dispose = () => disposePrepared(options.stagingFolder, options.workId);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return { ...(await prepared(options, folder)), dispose };
  } catch (cause) {
    await dispose();
    throw fileFailure(cause, options.stagingFolder);
  }
}

async function prepared(options: PrepareOptions, folder: string): Promise<Omit<PreparedFile, 'dispose'>> {
  const head = await headOf(options.path);
  const compressed = isGzip(head);
  if (!compressed) assertText(head);
  const unpacked = join(folder, 'unpacked.csv');
  const recoded = join(folder, 'recoded.csv');
  const commas = join(folder, 'commas.csv');
  const { bytes, isUtf8, lineFeeds } = await survey(options, compressed, unpacked);
  const plain = compressed ? unpacked : options.path;
  const encoding = await chooseEncoding(options.encoding, {
    isUtf8,
    isGb18030: () => recode(plain, recoded),
  });
  const text = encoding === 'gb18030' ? recoded : plain;
  const reading = headersOf(await headOf(text));
  const delimiter = options.delimiter === 'auto' ? sniffDelimiter(reading.text) : options.delimiter;
  const headers = reading.headers(delimiter);
  const rewrites = delimiter !== ',' || needsRewriting(reading.text);
  if (rewrites) await recomma(text, commas, delimiter);
  else await assertQuotesClose(text);
  return { path: rewrites ? commas : text, headers, bytes, lineFeeds, encoding, delimiter, compressed };
}

/** The first rows as the file has them, for a preview. */
export async function firstRows(file: Pick<PreparedFile, 'path'>, count: number): Promise<string[][]> {
  const rows: string[][] = [];
  const source = createReadStream(file.path);
  const parser = source.pipe(parse({ ...csvOptions(','), from: 2, to: count + 1 }));
  try {
    for await (const row of Readable.from(parser) as AsyncIterable<string[]>) rows.push(row);
  } catch (cause) {
    throw badInput('import-csv-broken', { path: 'file', params: { row: rows.length + 2 }, cause });
  } finally {
    source.destroy();
  }
  return rows;
}
