/**
 * Every form a file may come in, brought to the one the import reads: text with a header row. A file that already is
 * text is left where it lies; what must be rewritten goes to the work folder.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { badInput } from '../../kernel/errors.ts';
import type { EncodingSetting } from '../../records/mapping.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { writeParquetAsCsv } from '../../store/facts/parquet-file.ts';
import { type FileForm, formOf, notReadable, textForm } from './file-form.ts';
import { writeJsonLinesAsCsv } from './json-lines.store.ts';
import { contentOf, headOf, packedHead } from './packed-text.store.ts';
import { writeSheetAsCsv } from './workbook.store.ts';
import { openZip } from './zip.store.ts';

export interface SourceRequest {
  readonly path: string;
  /** Where copies go; exists. */
  readonly folder: string;
  readonly encoding: EncodingSetting;
  readonly part: string | null;
  readonly headerRows: number | null;
  readonly isPreview: boolean;
  readonly facts: Facts;
}

/** What the file is called by the person who sent it. */
export type SourceForm = 'csv' | 'xlsx' | 'xls' | 'jsonl' | 'parquet';

export interface PlainSource {
  readonly path: string;
  readonly form: SourceForm;
  /** The text is still packed by gzip; whoever reads it unpacks it. */
  readonly isPacked: boolean;
  readonly compressed: boolean;
  /** Set where the text was another encoding's before it was rewritten as UTF-8. */
  readonly encoding: 'utf-16le' | 'utf-16be' | null;
  /** Sheets or files to choose from, and the one that was taken. */
  readonly parts: readonly string[];
  readonly part: string | null;
  /** Rows of totals that were left out. */
  readonly totalsRows: number;
}

const plain = { isPacked: false, compressed: false, encoding: null, parts: [], part: null, totalsRows: 0 };

/** Writes UTF-16 as UTF-8. Throws `import-encoding-wrong` where it is none. */
async function recodeUtf16(from: string, to: string, encoding: 'utf-16le' | 'utf-16be'): Promise<void> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decoded = async function* () {
    try {
      for await (const chunk of createReadStream(from, { highWaterMark: 1 << 20 }))
        yield decoder.decode(chunk as Uint8Array, { stream: true });
      yield decoder.decode();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw cause;
      throw badInput('import-encoding-wrong', { path: 'mapping.encoding', expected: encoding, cause });
    }
  };
  await pipeline(decoded, createWriteStream(to, { mode: 0o600 }));
}

async function utf16Source(request: SourceRequest, encoding: 'utf-16le' | 'utf-16be'): Promise<PlainSource> {
  const path = join(request.folder, 'utf8.txt');
  await recodeUtf16(request.path, path, encoding);
  const isJson = textForm((await headOf(path)).subarray(0, 4096)) === 'json-lines';
  const source: PlainSource = isJson
    ? await jsonSource({ ...request, path })
    : { ...plain, path, form: 'csv' };
  return { ...source, encoding };
}

async function jsonSource({ path, folder }: SourceRequest): Promise<PlainSource> {
  const to = join(folder, 'json.csv');
  await writeJsonLinesAsCsv(path, to);
  return { ...plain, path: to, form: 'jsonl' };
}

async function parquetSource({ path, folder, facts }: SourceRequest): Promise<PlainSource> {
  const to = join(folder, 'parquet.csv');
  await writeParquetAsCsv(facts, path, to);
  return { ...plain, path: to, form: 'parquet' };
}

async function workbookSource(request: SourceRequest, form: 'xlsx' | 'xls'): Promise<PlainSource> {
  const to = join(request.folder, 'sheet.csv');
  const written = await writeSheetAsCsv({ ...request, to });
  return { ...plain, ...written, path: to, form };
}

/** A gzip file of text is unpacked by whoever reads it, in the same pass; of anything else, here. */
async function packedSource(request: SourceRequest): Promise<PlainSource> {
  const inner = formOf(await packedHead(request.path), utf16Of(request.encoding));
  if (inner === 'text')
    return { ...plain, path: request.path, form: 'csv', isPacked: true, compressed: true };
  if (inner === 'gzip' || inner === 'zip' || inner === 'ole') throw notReadable(`gzip / ${inner}`);
  const path = join(request.folder, 'unpacked');
  await pipeline(contentOf(request.path, true), createWriteStream(path, { mode: 0o600 }));
  return { ...(await sourceOf({ ...request, path }, inner)), compressed: true };
}

const utf16Of = (encoding: EncodingSetting) =>
  encoding === 'utf-16le' || encoding === 'utf-16be' ? encoding : null;

function sourceOf(request: SourceRequest, form: Exclude<FileForm, 'zip'>): Promise<PlainSource> {
  switch (form) {
    case 'gzip':
      return packedSource(request);
    case 'ole':
      return workbookSource(request, 'xls');
    case 'parquet':
      return parquetSource(request);
    case 'json-lines':
      return jsonSource(request);
    case 'utf-16le':
    case 'utf-16be':
      return utf16Source(request, form);
    case 'text':
      return Promise.resolve({ ...plain, path: request.path, form: 'csv' });
  }
}

/**
 * The file as text with a header row, or null for an archive, whose files are sources of their own. Throws the coded
 * refusals of each form; see `formOf`, `openZip`, `writeSheetAsCsv`, `writeJsonLinesAsCsv`, `writeParquetAsCsv`.
 */
export async function plainSource(request: SourceRequest): Promise<PlainSource | null> {
  const form = formOf(await headOf(request.path), utf16Of(request.encoding));
  if (form !== 'zip') return sourceOf(request, form);
  const zip = await openZip(request.path);
  try {
    if (!zip.isWorkbook) return null;
    // Whoever reads sheets does not look at checksums.
    await zip.verify();
  } finally {
    zip.close();
  }
  return workbookSource(request, 'xlsx');
}
