/**
 * Files of orders broken in the ways files break, drawn from a seed: each says which orders of it are good and whether the
 * whole file has to be refused, its good rows stored, or either.
 */
import { gzipSync } from 'node:zlib';
import { utils, write } from '@e965/xlsx';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { zipFile } from '../../../src/testing/zip-file.ts';

export interface BrokenFile {
  readonly kind: string;
  readonly fileName: string;
  readonly content: Uint8Array;
  /**
   * `stored`: the damage is one row's, all good rows must be there. `refused`: nothing of it can be trusted. `either`: the
   * damage may fall where it hurts nothing. `altered`: one value may be another one.
   */
  readonly fate: 'stored' | 'refused' | 'either' | 'altered';
  /** Ids of the orders that are as they should be. */
  readonly good: readonly string[];
}

export const headers = ['order', 'member', 'at', 'sku', 'n', 'net', 'note'] as const;

interface Draft {
  readonly no: number;
  readonly rng: RandomGenerator;
  /** Good rows with their cells, ten to sixty. */
  readonly rows: readonly (readonly string[])[];
  readonly below: (most: number) => number;
}

interface Made extends Pick<BrokenFile, 'content' | 'fate'> {
  readonly ext?: string;
}

const csvCell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (rows: readonly (readonly string[])[], end = '\n') =>
  [headers, ...rows].map(row => row.map(csvCell).join(',') + end).join('');
const bytes = (text: string) => Buffer.from(text, 'utf8');
const csvOf = (draft: Draft) => bytes(csv(draft.rows));

/** The rows with one more at a random place; `cells` change its fields by name. */
function withRow({ no, rows, below }: Draft, cells: Partial<Record<(typeof headers)[number], string>>) {
  const spoilt = {
    order: `f${no}-bad`,
    member: 'm1',
    at: '2026-01-05',
    sku: 's1',
    n: '1',
    net: '10',
    note: '',
  };
  const at = below(rows.length + 1);
  const row = Object.values({ ...spoilt, ...cells });
  return [...rows.slice(0, at), row, ...rows.slice(at)];
}

const cut = ({ below }: Draft, whole: Uint8Array, least = 1) =>
  whole.subarray(0, Math.max(least, below(whole.length)));

function flipped({ below }: Draft, whole: Uint8Array, from = 0): Uint8Array {
  const copy = Uint8Array.from(whole);
  const at = from + below(copy.length - from);
  copy[at] = (copy[at] ?? 0) ^ (1 << below(8));
  return copy;
}

const workbookOf = ({ rows }: Draft, bookType: 'xlsx' | 'biff8') => {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([[...headers], ...rows.map(row => [...row])]), 'a');
  return write(book, { type: 'buffer', bookType, compression: true }) as Buffer;
};

const jsonLine = (row: readonly string[]) =>
  JSON.stringify(Object.fromEntries(headers.map((header, at) => [header, row[at]])));
const jsonl = (rows: readonly (readonly string[])[]) => rows.map(row => `${jsonLine(row)}\n`).join('');

const formulas = [
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("http://evil.example","x")',
  '@SUM(1+1)*cmd|x',
  '+1+1',
  '-2+3',
  '\t=1',
  '＝1＋1',
];

/** 60 MB that pack into less than a thousandth. */
let bomb: Buffer | null = null;
const bombText = () => (bomb ??= Buffer.alloc(60_000_000, 'order,member\n'));

const breakings: Readonly<Record<string, (draft: Draft) => Made>> = {
  'gzip cut short': draft => ({
    content: cut(draft, gzipSync(csvOf(draft)), 12),
    fate: 'refused',
    ext: 'csv.gz',
  }),
  'gzip with a flipped bit': draft => ({
    content: flipped(draft, gzipSync(csvOf(draft)), 10),
    fate: 'refused',
    ext: 'csv.gz',
  }),
  'gzip with rubbish behind it': draft => ({
    content: Buffer.concat([gzipSync(csvOf(draft)), Buffer.alloc(1 + draft.below(40), 7)]),
    fate: 'either',
    ext: 'csv.gz',
  }),
  'gzip in two members': draft => {
    const text = csvOf(draft);
    const at = draft.below(text.length);
    return {
      content: Buffer.concat([gzipSync(text.subarray(0, at)), gzipSync(text.subarray(at))]),
      fate: 'stored',
      ext: 'csv.gz',
    };
  },
  'gzip bomb': () => ({ content: gzipSync(bombText()), fate: 'refused', ext: 'csv.gz' }),
  'a byte that is no text': draft => {
    const text = csvOf(draft);
    text[headers.join().length + 2 + draft.below(text.length - 60)] = 0xff;
    return { content: text, fate: 'either' };
  },
  'half of UTF-16': draft => ({
    content: Buffer.concat([Buffer.from(`\ufeff${csv(draft.rows)}`, 'utf16le'), Buffer.from([0x41])]),
    fate: 'refused',
  }),
  'UTF-16 without its mark': draft => ({ content: Buffer.from(csv(draft.rows), 'utf16le'), fate: 'either' }),
  'GB18030 with half a character': draft => ({
    content: Buffer.concat([
      csvOf(draft),
      bytes(`f${draft.no}-bad,m1,2026-01-05,s1,1,10,`),
      Buffer.from([0xb2, 0xe8, 0xb2, 0x0a]),
    ]),
    fate: 'either',
  }),
  'Latin-1': draft => ({
    content: Buffer.from(csv(withRow(draft, { note: 'Caf\u00e9 \u00fcber' })), 'latin1'),
    fate: 'either',
  }),
  'a quote that never closes': draft => {
    const lines = csv(draft.rows).split('\n');
    lines[1 + draft.below(draft.rows.length)] += '"open';
    return { content: bytes(lines.join('\n').replace('"open', ',"open')), fate: 'either' };
  },
  'quotes within a cell': draft => {
    const text = csv(draft.rows) + `f${draft.no}-bad,m1,2026-01-05,s1,1,10,5" screen\n`;
    return { content: bytes(text), fate: 'either' };
  },
  'lines and commas within quotes': draft => ({
    content: bytes(csv(withRow(draft, { note: 'two\nlines, and "quotes"\r\n' }))),
    fate: 'stored',
  }),
  'NUL in a cell': draft => ({ content: bytes(csv(withRow(draft, { note: 'a\u0000b' }))), fate: 'refused' }),
  'a hole of NULs': draft => {
    const text = csvOf(draft);
    const at = draft.below(text.length);
    return {
      content: Buffer.concat([text.subarray(0, at), Buffer.alloc(4096), text.subarray(at)]),
      fate: 'refused',
    };
  },
  formulas: draft => {
    const formula = formulas[draft.below(formulas.length)] ?? '';
    return { content: bytes(csv(withRow(draft, { note: formula, sku: formula }))), fate: 'stored' };
  },
  'a formula as an amount': draft => ({
    content: bytes(csv(withRow(draft, { net: formulas[draft.below(formulas.length)] ?? '' }))),
    fate: 'stored',
  }),
  'a bad date': draft => ({
    content: bytes(
      csv(withRow(draft, { at: ['never', '2026-02-30', '0000-00-00', '1e9'][draft.below(4)] ?? '' })),
    ),
    fate: 'stored',
  }),
  'a bad amount': draft => ({
    content: bytes(csv(withRow(draft, { net: ['NaN', '1e999', '--5', '1,2,3', '∞'][draft.below(5)] ?? '' }))),
    fate: 'stored',
  }),
  'a bad quantity': draft => ({
    content: bytes(
      csv(withRow(draft, { n: ['many', '99999999999999999999', '1.5.2'][draft.below(3)] ?? '' })),
    ),
    fate: 'stored',
  }),
  'a cell of ten megabytes': draft => ({
    content: bytes(csv(withRow(draft, { note: 'x'.repeat(10_000_000) }))),
    fate: 'either',
  }),
  'an id of ten megabytes': draft => ({
    content: bytes(csv(withRow(draft, { order: 'x'.repeat(10_000_000) }))),
    fate: 'either',
  }),
  'twenty thousand columns': () => ({
    content: bytes(`${headers.join()},${Array.from({ length: 20_000 }, (_, at) => `c${at}`).join()}\n`),
    fate: 'refused',
  }),
  'a row of twenty thousand cells': draft => ({
    content: bytes(`${csv(draft.rows)}f${draft.no}-bad${',x'.repeat(20_000)}\n`),
    fate: 'either',
  }),
  'a row too short': draft => ({ content: bytes(`${csv(draft.rows)}f${draft.no}-bad,m1\n`), fate: 'stored' }),
  'blank rows': draft => ({
    content: bytes(csv(draft.rows).replaceAll('\n', () => (draft.below(3) ? '\n' : '\n\n\r\n'))),
    fate: 'stored',
  }),
  'ends of lines of three kinds': draft => ({
    content: bytes(csv(draft.rows).replaceAll('\n', () => (draft.below(2) ? '\n' : '\r\n'))),
    fate: 'stored',
  }),
  'carriage returns alone': draft => ({ content: bytes(csv(draft.rows, '\r')), fate: 'either' }),
  'no end of the last line': draft => ({ content: csvOf(draft).subarray(0, -1), fate: 'stored' }),
  'a heading twice': draft => ({
    content: bytes(csv(draft.rows).replace('note', 'net')),
    fate: 'refused',
  }),
  'a heading missing': draft => ({ content: bytes(csv(draft.rows).replace('net', 'nett')), fate: 'refused' }),
  nothing: () => ({ content: new Uint8Array(), fate: 'refused' }),
  'only the mark of UTF-8': () => ({ content: bytes('\ufeff'), fate: 'refused' }),
  'only headings': () => ({ content: bytes(`${headers.join()}\n`), fate: 'either' }),
  'only blanks': () => ({ content: bytes(' \n\n \t\n'), fate: 'refused' }),
  'bytes at random': draft => ({
    content: Uint8Array.from({ length: 2_000 + draft.below(8_000) }, () => draft.below(256)),
    fate: 'refused',
    ext: ['csv', 'xlsx', 'zip', 'gz', 'parquet', 'jsonl'][draft.below(6)] ?? 'csv',
  }),
  'a zip cut short': draft => ({
    content: cut(draft, zipFile([{ name: 'a.csv', content: csvOf(draft) }]), 30),
    fate: 'refused',
    ext: 'zip',
  }),
  'a zip with a flipped bit': draft => ({
    content: flipped(draft, zipFile([{ name: 'a.csv', content: csvOf(draft) }])),
    fate: 'either',
    ext: 'zip',
  }),
  'a zip bomb': () => ({
    content: zipFile([{ name: 'a.csv', content: bombText() }]),
    fate: 'refused',
    ext: 'zip',
  }),
  'a zip bomb that lies': () => ({
    content: zipFile([{ name: 'a.csv', content: bombText(), statedSize: 1_000 }]),
    fate: 'refused',
    ext: 'zip',
  }),
  'a zip within a zip': draft => ({
    content: zipFile([{ name: 'a.zip', content: zipFile([{ name: 'a.csv', content: csvOf(draft) }]) }]),
    fate: 'refused',
    ext: 'zip',
  }),
  'a name that climbs': draft => ({
    content: zipFile([{ name: '../../a.csv', content: csvOf(draft) }]),
    fate: 'refused',
    ext: 'zip',
  }),
  'a workbook cut short': draft => ({
    content: cut(draft, workbookOf(draft, 'xlsx'), 60),
    fate: 'refused',
    ext: 'xlsx',
  }),
  'a workbook with a flipped bit': draft => ({
    content: flipped(draft, workbookOf(draft, 'xlsx')),
    fate: 'either',
    ext: 'xlsx',
  }),
  'an old workbook cut short': draft => ({
    content: cut(draft, workbookOf(draft, 'biff8'), 60),
    fate: 'either',
    ext: 'xls',
  }),
  'an old workbook with a flipped bit': draft => ({
    content: flipped(draft, workbookOf(draft, 'biff8')),
    fate: 'altered',
    ext: 'xls',
  }),
  'a workbook of entities': () => ({
    content: zipFile([
      { name: '[Content_Types].xml', content: '<Types/>' },
      {
        name: 'xl/workbook.xml',
        content: `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(1_000)}"><!ENTITY c "${'&b;'.repeat(1_000)}">]><workbook>&c;</workbook>`,
      },
    ]),
    fate: 'refused',
    ext: 'xlsx',
  }),
  'JSON Lines cut short': draft => ({
    content: cut(draft, bytes(jsonl(draft.rows)), 2),
    fate: 'either',
    ext: 'jsonl',
  }),
  'JSON nested deep': draft => ({
    content: bytes(`${jsonl(draft.rows)}{"order":${'['.repeat(5_000)}${']'.repeat(5_000)}}\n`),
    fate: 'either',
    ext: 'jsonl',
  }),
  'JSON that is no object': draft => ({
    content: bytes(`${jsonl(draft.rows)}[1]\n`),
    fate: 'refused',
    ext: 'jsonl',
  }),
  'JSON with NUL': draft => ({
    content: bytes(`${jsonl(draft.rows)}{"order":"f${draft.no}-bad","note":"a\\u0000b"}\n`),
    fate: 'either',
    ext: 'jsonl',
  }),
  'Parquet of rubbish': draft => ({
    content: Buffer.concat([
      bytes('PAR1'),
      Buffer.alloc(50 + draft.below(500), draft.below(256)),
      bytes('PAR1'),
    ]),
    fate: 'refused',
    ext: 'parquet',
  }),
};

/** So many files, each way of breaking in turn. */
export function* brokenFiles(count: number, rng: RandomGenerator): Generator<BrokenFile> {
  const kinds = Object.entries(breakings);
  const below = (most: number) => uniformInt(rng, 0, Math.max(0, most - 1));
  for (let no = 0; no < count; no += 1) {
    const [kind, make] = kinds[no % kinds.length] as (typeof kinds)[number];
    const rows = Array.from({ length: 10 + below(50) }, (_, row) => [
      `f${no}-${row}`,
      `m${below(40)}`,
      `2026-01-${String(1 + below(28)).padStart(2, '0')}`,
      `s${below(20)}`,
      String(1 + below(5)),
      `${1 + below(500)}.50`,
      '茶 tea',
    ]);
    const { content, fate, ext = 'csv' } = make({ no, rng, rows, below });
    yield { kind, fileName: `f${no}.${ext}`, content, fate, good: rows.map(([id = '']) => id) };
  }
}
