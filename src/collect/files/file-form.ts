/**
 * What kind of file an upload is, told from its first bytes alone: names lie, and a shop's `.xls` is often a web page.
 * Only the forms below are read; everything else is refused by its name.
 */
import { badInput } from '../../kernel/errors.ts';

/** `ole` is the container of .xls files and of encrypted workbooks; `zip` that of archives and .xlsx files. */
export type FileForm = 'text' | 'gzip' | 'zip' | 'ole' | 'parquet' | 'utf-16le' | 'utf-16be' | 'json-lines';

const startsWith = (bytes: Uint8Array, magic: readonly number[]) =>
  magic.every((byte, index) => bytes[index] === byte);

const read: readonly { readonly magic: readonly number[]; readonly form: FileForm }[] = [
  { magic: [0x1f, 0x8b], form: 'gzip' },
  { magic: [0x50, 0x4b, 0x03, 0x04], form: 'zip' },
  { magic: [0x50, 0x4b, 0x05, 0x06], form: 'zip' },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], form: 'ole' },
  { magic: [0x50, 0x41, 0x52, 0x31], form: 'parquet' },
  { magic: [0xff, 0xfe], form: 'utf-16le' },
  { magic: [0xfe, 0xff], form: 'utf-16be' },
];

const foreign: readonly { readonly magic: readonly number[]; readonly name: string }[] = [
  { magic: [0x25, 0x50, 0x44, 0x46], name: 'pdf' },
  { magic: [0x89, 0x50, 0x4e, 0x47], name: 'png' },
  { magic: [0xff, 0xd8, 0xff], name: 'jpeg' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], name: 'zstd' },
  { magic: [0x42, 0x5a, 0x68], name: 'bzip2' },
  { magic: [0x52, 0x61, 0x72, 0x21], name: 'rar' },
  { magic: [0x37, 0x7a, 0xbc, 0xaf], name: '7z' },
];

/** More NUL bytes than this share of a beginning is no damaged text: a binary format, or UTF-16 without its mark. */
const mostNulShare = 0.05;

const formats = 'CSV, TSV, XLSX, XLS, JSON Lines, Parquet, gz, zip';

/** The refusal of a file that is none of those read. */
export const notReadable = (received: string, cause?: unknown) =>
  badInput('import-not-csv', { path: 'file', received, expected: formats, ...(cause ? { cause } : {}) });

/**
 * The form of a file by its beginning. `named` is the encoding a person stated, for UTF-16 without its mark. Throws
 * `import-file-empty`, `import-not-csv` (another binary format, a web page) and `import-json-array`.
 */
export function formOf(head: Uint8Array, named: 'utf-16le' | 'utf-16be' | null = null): FileForm {
  if (head.length === 0) throw badInput('import-file-empty', { path: 'file' });
  const found = read.find(({ magic }) => startsWith(head, magic));
  if (found) return found.form;
  const other = foreign.find(({ magic }) => startsWith(head, magic));
  if (other) throw notReadable(other.name);
  if (named) return named;
  const start = head.subarray(0, 4096);
  if (start.filter(byte => byte === 0).length > start.length * mostNulShare)
    throw notReadable('binary / utf-16');
  return textForm(start);
}

/** The form of text in an encoding that leaves ASCII alone. Throws `import-not-csv` for web pages, `import-json-array`. */
export function textForm(start: Uint8Array): 'text' | 'json-lines' {
  const text = Buffer.from(start).toString('latin1').replace(/^ï»¿/, '').trimStart();
  if (/^<(!doctype|html|\?xml|table|meta|head|body)/i.test(text)) throw notReadable('html / xml');
  if (/^\[\s*[{\]]/.test(text)) throw badInput('import-json-array', { path: 'file' });
  return /^\{\s*("|\})/.test(text) ? 'json-lines' : 'text';
}
