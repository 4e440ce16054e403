/**
 * A file made ready to be read by the engine: plain UTF-8 text with commas below the staging folder, its header known.
 * Refuses what cannot be read before anything is stored. A file that already is so is read where it lies.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { badInput } from '../../kernel/errors.ts';
import type { DelimiterSetting, EncodingSetting } from '../../records/mapping.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { fileFailure } from '../../store/file-failure.ts';
import { trimmed } from '../cells/cell.ts';
import { chosenPart } from '../files/chosen-part.ts';
import { csvRow } from '../files/csv-row.ts';
import { contentOf, headBytes, headOf } from '../files/packed-text.store.ts';
import { type PlainSource, plainSource, type SourceForm } from '../files/plain-source.store.ts';
import { openZip } from '../files/zip.store.ts';
import {
  chooseEncoding,
  type Delimiter,
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
  readonly encoding: TextEncoding | 'utf-16le' | 'utf-16be';
  readonly delimiter: Delimiter;
  readonly compressed: boolean;
  readonly form: SourceForm;
  /** Sheets of a workbook or files of an archive, and the one that was read; null: there is nothing to choose, or all. */
  readonly parts: readonly string[];
  readonly part: string | null;
  /** Rows of totals a sheet had, which are no rows. */
  readonly totalsRows: number;
  /** Removes what was made for this reading; never the upload itself. */
  dispose(): Promise<void>;
}

export interface PrepareOptions {
  readonly path: string;
  readonly stagingFolder: string;
  /** Names the folder of the copy; unique per reading. */
  readonly workId: string;
  readonly mapping: FileSettings;
  /** A preview shows what it took where a person must choose; an import asks. */
  readonly isPreview?: boolean;
  /** Reads Parquet. */
  readonly facts: Facts;
}

/** What a mapping says about the file itself. */
export interface FileSettings {
  readonly encoding: EncodingSetting;
  readonly delimiter: DelimiterSetting;
  readonly part: string | null;
  readonly headerRows: number | null;
}

/** First pass: every byte is seen once, and a packed file is unpacked to `copy`. */
async function survey({ path, isPacked }: PlainSource, copy: string) {
  const watch = utf8Watch();
  const lines = lineWatch();
  let bytes = 0;
  const seen = async function* () {
    for await (const chunk of contentOf(path, isPacked)) {
      lines.push(chunk);
      watch.push(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  if (isPacked) await pipeline(seen, createWriteStream(copy, { mode: 0o600 }));
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

const isBlank = (row: readonly string[]): boolean => row.every(cell => trimmed(cell) === '');

/** Rewrites a file as the engine reads it: commas, line feeds, and the header in the first row. */
async function recomma(from: string, to: string, delimiter: Delimiter): Promise<void> {
  let hasHeader = false;
  const lines = async function* (rows: AsyncIterable<string[]>) {
    for await (const row of rows) {
      hasHeader ||= !isBlank(row);
      if (hasHeader) yield csvRow(row);
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
 * `import-file-empty`, `import-too-many-columns`, `import-encoding-unknown`, `import-encoding-wrong`,
 * `import-csv-broken`, `import-bomb`, those of each form (`plainSource`) and of archives (`import-zip-…`), and coded file
 * errors such as `disk-full`; whatever it made is removed then.
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

type Prepared = Omit<PreparedFile, 'dispose'>;

const requestOf = ({ path, mapping, isPreview = false, facts }: PrepareOptions, folder: string) => ({
  ...{ path, folder, isPreview, facts },
  ...{ encoding: mapping.encoding, part: mapping.part, headerRows: mapping.headerRows },
});

async function prepared(options: PrepareOptions, folder: string): Promise<Prepared> {
  const source = await plainSource(requestOf(options, folder));
  return source ? preparedText(source, options.mapping, folder) : preparedArchive(options, folder);
}

/** What was rewritten here is UTF-8 with commas, whatever the mapping says of the file. */
async function preparedText(source: PlainSource, mapping: FileSettings, folder: string): Promise<Prepared> {
  const isOurs = source.form !== 'csv';
  const unpacked = join(folder, 'unpacked.csv');
  const recoded = join(folder, 'recoded.csv');
  const commas = join(folder, 'commas.csv');
  const { bytes, isUtf8, lineFeeds } = await survey(source, unpacked);
  const plain = source.isPacked ? unpacked : source.path;
  const setting = isOurs || source.encoding ? 'utf-8' : textSetting(mapping.encoding);
  const encoding = await chooseEncoding(setting, { isUtf8, isGb18030: () => recode(plain, recoded) });
  const text = encoding === 'gb18030' ? recoded : plain;
  const reading = headersOf(await headOf(text));
  const asked = isOurs ? ',' : mapping.delimiter;
  const delimiter = asked === 'auto' ? sniffDelimiter(reading.text) : asked;
  const headers = reading.headers(delimiter);
  const rewrites = delimiter !== ',' || needsRewriting(reading.text);
  if (rewrites) await recomma(text, commas, delimiter);
  else await assertQuotesClose(text);
  const { form, compressed, parts, part, totalsRows } = source;
  const read = { path: rewrites ? commas : text, headers, bytes, lineFeeds, delimiter };
  return { ...read, encoding: source.encoding ?? encoding, form, compressed, parts, part, totalsRows };
}

/** UTF-16 has been told by its own bytes before; text that is none is what it is not. */
function textSetting(encoding: EncodingSetting): 'auto' | TextEncoding {
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return encoding;
  throw badInput('import-encoding-wrong', { path: 'mapping.encoding', expected: encoding });
}

/**
 * The file a person named, the only one there is, or all of them one below the other where they have the same headings.
 * Throws `import-zip-nested` for an archive within the archive.
 */
async function preparedArchive(options: PrepareOptions, folder: string): Promise<Prepared> {
  const zip = await openZip(options.path);
  try {
    const { part } = options.mapping;
    const names = zip.members.map(({ name }) => name);
    const chosen = part === null && names.length > 1 ? null : chosenPart(names, { part, isPreview: true });
    const files: Prepared[] = [];
    for (const [index, member] of zip.members.entries()) {
      if (chosen !== null && member.name !== chosen) continue;
      const own = join(folder, `member-${index}`);
      await mkdir(own, { mode: 0o700 });
      const path = join(own, 'packed');
      await zip.unpack(member, path);
      const inner = { ...options, path, mapping: { ...options.mapping, part: null } };
      const source = await plainSource(requestOf(inner, own));
      if (source === null) throw badInput('import-zip-nested', { path: 'file' });
      files.push(await preparedText(source, inner.mapping, own));
      assertSameHeadings(files, member.name);
    }
    const whole = await oneBelowTheOther(files, join(folder, 'all.csv'));
    return { ...whole, compressed: true, parts: names, part: chosen };
  } finally {
    zip.close();
  }
}

function assertSameHeadings(files: readonly Prepared[], name: string): void {
  const [first, last] = [files[0], files.at(-1)];
  if (JSON.stringify(first?.headers) !== JSON.stringify(last?.headers))
    throw badInput('import-zip-files-differ', { path: 'mapping.part', params: { part: name } });
}

async function oneBelowTheOther(files: readonly Prepared[], to: string): Promise<Prepared> {
  const [first] = files;
  if (!first) throw badInput('import-file-empty', { path: 'file' });
  if (files.length === 1) return first;
  const rows = async function* () {
    yield csvRow(first.headers);
    for (const { path } of files) {
      const parser = createReadStream(path).pipe(parse({ ...csvOptions(','), from: 2 }));
      for await (const row of Readable.from(parser) as AsyncIterable<string[]>) yield csvRow(row);
    }
  };
  await pipeline(rows, createWriteStream(to, { mode: 0o600 }));
  const sum = (of: (file: Prepared) => number) => files.reduce((all, file) => all + of(file), 0);
  return {
    ...first,
    path: to,
    bytes: sum(file => file.bytes),
    lineFeeds: sum(file => file.lineFeeds - 1) + 1,
    totalsRows: sum(file => file.totalsRows),
  };
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
