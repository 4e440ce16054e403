/** Files of every form, real ones, through the reading all imports share: the same rows come out of each. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CFB, utils, type WorkSheet, write } from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsSql, p } from '../../store/facts/sql.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { zipFile } from '../../testing/zip-file.ts';
import { type FileSettings, prepareFile } from '../import/prepared-file.store.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

const settings: FileSettings = { encoding: 'auto', delimiter: 'auto', part: null, headerRows: null };

async function read(content: string | Uint8Array, mapping: Partial<FileSettings> = {}, isPreview = false) {
  const path = join(mkdtempSync(join(stores.ctx.stagingFolder, 'up-')), 'upload');
  writeFileSync(path, content);
  const file = await prepareFile({
    path,
    stagingFolder: stores.ctx.stagingFolder,
    workId: stores.ctx.newId(),
    mapping: { ...settings, ...mapping },
    isPreview,
    facts: stores.ctx.ch,
  });
  try {
    return { ...file, text: readFileSync(file.path, 'utf8').replace(/^\ufeff/, '') };
  } finally {
    await file.dispose();
  }
}

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (cause: { code?: string }) => cause.code,
  );

const rows = [
  ['订单号', '金额'],
  ['A1', '10.5'],
  ['A2', '3'],
];
const text = rows.map(row => row.join(',')).join('\n');

type BookType = 'xlsx' | 'biff8' | 'xlsb';
function workbook(sheets: Readonly<Record<string, WorkSheet>>, bookType: BookType = 'xlsx'): Buffer {
  const book = utils.book_new();
  for (const [name, sheet] of Object.entries(sheets)) utils.book_append_sheet(book, sheet, name);
  return write(book, { type: 'buffer', bookType, compression: true }) as Buffer;
}
const sheetOf = (cells: readonly (readonly unknown[])[]) => utils.aoa_to_sheet(cells as unknown[][]);

describe('the same rows come out of', () => {
  it.each<[string, () => string | Uint8Array, object]>([
    ['tab-separated text', () => text.replaceAll(',', '\t'), { form: 'csv', delimiter: '\t' }],
    ['UTF-16 with its mark', () => Buffer.from(`\ufeff${text}`, 'utf16le'), { encoding: 'utf-16le' }],
    ['big-endian UTF-16', () => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), { encoding: 'utf-16be' }],
    ['packed UTF-16', () => gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le')), { compressed: true }],
    ['an .xlsx', () => workbook({ a: sheetOf(rows) }), { form: 'xlsx', part: 'a' }],
    ['an .xlsb', () => workbook({ a: sheetOf(rows) }, 'xlsb'), { form: 'xlsx' }],
    ['an .xls', () => workbook({ a: sheetOf(rows) }, 'biff8'), { form: 'xls' }],
    [
      'a zip of one file',
      () => zipFile([{ name: '订单.csv', content: text }]),
      { compressed: true, parts: ['订单.csv'] },
    ],
    [
      'a zip of a workbook and what a Mac adds',
      () =>
        zipFile([
          { name: '__MACOSX/._a.xlsx', content: 'x' },
          { name: 'a.xlsx', content: workbook({ a: sheetOf(rows) }) },
        ]),
      { form: 'xlsx' },
    ],
    ['JSON Lines', () => '{"订单号":"A1","金额":10.5}\n\n{"订单号":"A2","金额":3}\n', { form: 'jsonl' }],
    [
      'packed JSON Lines',
      () => gzipSync('{"订单号":"A1","金额":10.5}\n{"订单号":"A2","金额":3}'),
      { form: 'jsonl' },
    ],
  ])('%s', async (_, content, expected) => {
    const found = await read(content());
    expect(found).toMatchObject({ headers: ['订单号', '金额'], ...expected });
    expect(
      found.text
        .trim()
        .replaceAll('\r', '')
        .split('\n')
        .slice(1)
        .map(line => line.split(/[,\t]/)),
    ).toEqual(rows.slice(1));
  });

  it('a Parquet file, moments with their zone', async () => {
    const path = join(mkdtempSync(join(stores.ctx.stagingFolder, 'pq-')), 'rows.parquet');
    await stores.ctx.ch.command(
      factsSql`insert into function file(${p.string(path)}, 'Parquet') select concat('A', toString(number)) as "订单,号",
        toDecimal64(number, 2) / 4 as amount, toDateTime64('2024-01-02 10:00:00', 3, 'UTC') as at,
        if(number = 2, null, number) as n from numbers(3)`,
      { tag: 'test.parquet' },
    );
    const found = await read(readFileSync(path));
    expect(found).toMatchObject({ form: 'parquet', headers: ['订单,号', 'amount', 'at', 'n'] });
    expect(found.text.split('\n').slice(1, 4)).toEqual([
      '"A0","0","2024-01-02 10:00:00.000Z","0"',
      '"A1","0.25","2024-01-02 10:00:00.000Z","1"',
      '"A2","0.5","2024-01-02 10:00:00.000Z",""',
    ]);
  });
});

describe('a sheet', () => {
  const oneSheet = async (sheet: WorkSheet, mapping: Partial<FileSettings> = {}) =>
    (await read(workbook({ a: sheet }), mapping)).text.trim().split('\n');

  it('gives dates as dates, in either calendar, and times', async () => {
    const sheet = sheetOf([
      ['a', 'b', 'c'],
      [45293, 45293.75, 0.5],
    ]);
    for (const [cell, z] of [
      ['A2', 'yyyy/m/d'],
      ['B2', 'yyyy"年"m"月"d"日" h:mm'],
      ['C2', 'h:mm'],
    ] as const)
      (sheet[cell] as { z: string }).z = z;
    expect(await oneSheet(sheet)).toEqual(['a,b,c', '2024-01-02,2024-01-02 18:00:00,12:00:00']);
    const book = utils.book_new();
    utils.book_append_sheet(book, sheet, 'a');
    book.Workbook = { WBProps: { date1904: true } };
    const found = await read(write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer);
    expect(found.text).toContain('2028-01-03');
  });

  it('keeps fifteen digits, and shows where an identifier lost more', async () => {
    const sheet = sheetOf([
      ['a', 'b', 'c', 'd'],
      [13800138000, 123456789012345680, 0.1 + 0.2, 42],
    ]);
    (sheet.D2 as { z: string }).z = '000000';
    expect(await oneSheet(sheet)).toEqual(['a,b,c,d', '13800138000,1.2345678901234568e+17,0.3,000042']);
  });

  it('repeats the text of a merged cell and not its number', async () => {
    const sheet = sheetOf([
      ['订单号', '实付', '商品'],
      ['A1', 30, 'x'],
      ['', '', 'y'],
    ]);
    sheet['!merges'] = [utils.decode_range('A2:A3'), utils.decode_range('B2:B3')];
    expect(await oneSheet(sheet)).toEqual(['订单号,实付,商品', 'A1,30,x', 'A1,,y']);
  });

  it('leaves out titles, blank rows and totals, and counts the last', async () => {
    const sheet = sheetOf([
      ['报表'],
      [],
      ['订单号', '金额'],
      ['A1', 1],
      ['', ''],
      ['小计', 1],
      ['A2', 2],
      ['合计', 3],
    ]);
    const found = await read(workbook({ a: sheet }));
    expect([found.text, found.totalsRows]).toEqual(['订单号,金额\nA1,1\nA2,2\n', 2]);
  });

  it('has to be named where there are several, empty and hidden ones aside', async () => {
    const book = utils.book_new();
    for (const [name, cells] of [
      ['说明', rows],
      ['空', [[]]],
      ['订单', [['x'], ['1']]],
      ['藏', rows],
    ] as const)
      utils.book_append_sheet(book, sheetOf(cells), name);
    book.Workbook = { Sheets: [{}, {}, {}, { Hidden: 1 }] } as never;
    const content = write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer;
    await expect(read(content)).rejects.toMatchObject({
      code: 'import-part-needed',
      detail: { expected: '说明, 订单' },
    });
    expect(await read(content, { part: '订单' })).toMatchObject({ headers: ['x'], part: '订单' });
    expect(await read(content, {}, true)).toMatchObject({ headers: ['订单号', '金额'], part: '说明' });
    expect(await codeOf(read(content, { part: '别的' }))).toBe('import-part-unknown');
  });

  it('does not run formulas', async () => {
    const sheet = sheetOf([
      ['a', 'b'],
      [1, null],
    ]);
    sheet.B2 = { t: 'n', v: 7, f: 'WEBSERVICE("http://127.0.0.1/")' };
    expect(await oneSheet(sheet)).toEqual(['a,b', '1,7']);
  });
});

describe('several files of one archive', () => {
  it('are read one below the other where their headings agree', async () => {
    const other = '订单号,金额\nB1,"1,000"';
    const found = await read(
      zipFile([
        { name: '1.csv', content: text },
        { name: '2.csv', content: other },
      ]),
    );
    expect(found).toMatchObject({ parts: ['1.csv', '2.csv'], part: null });
    expect(found.text).toBe('订单号,金额\nA1,10.5\nA2,3\nB1,"1,000"\n');
  });
  it('are refused where they differ, and read by name', async () => {
    const content = zipFile([
      { name: '1.csv', content: text },
      { name: '2.csv', content: 'x,y\n1,2' },
    ]);
    expect(await codeOf(read(content))).toBe('import-zip-files-differ');
    expect(await read(content, { part: '2.csv' })).toMatchObject({ headers: ['x', 'y'] });
  });
  it('have the names their writer gave them, in the encoding of Windows too', async () => {
    const name = new Uint8Array([0xb6, 0xa9, 0xb5, 0xa5, 0x2e, 0x63, 0x73, 0x76]);
    expect(await read(zipFile([{ name, content: text }]))).toMatchObject({ parts: ['订单.csv'] });
  });
});

const locked = () => {
  const container = CFB.utils.cfb_new();
  CFB.utils.cfb_add(container, '/EncryptionInfo', Buffer.from([4, 0, 4, 0, 64, 0, 0, 0, 60, 62]));
  CFB.utils.cfb_add(container, '/EncryptedPackage', Buffer.alloc(5000, 7));
  return Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
};

/** The checksum the directory states of the first file is another one. */
function spoilt(zip: Buffer): Buffer {
  const at = zip.indexOf('PK\u0001\u0002', 0, 'latin1') + 16;
  zip[at] = (zip[at] ?? 0) ^ 1;
  return zip;
}

describe('what is refused, leaving nothing behind', () => {
  const book = () => workbook({ a: sheetOf(rows) });
  it.each<[string, () => string | Uint8Array, string]>([
    ['an encrypted workbook', locked, 'import-workbook-locked'],
    ['a workbook cut short', () => book().subarray(0, 3000), 'import-zip-broken'],
    [
      'an .xls cut short',
      () => workbook({ a: sheetOf(rows) }, 'biff8').subarray(0, 600),
      'import-workbook-broken',
    ],
    ['a workbook of empty sheets', () => workbook({ a: sheetOf([[]]) }), 'import-file-empty'],
    [
      'a zip cut short',
      () => zipFile([{ name: 'a.csv', content: text }]).subarray(0, 40),
      'import-zip-broken',
    ],
    ['an empty zip', () => zipFile([]), 'import-file-empty'],
    ['a zip of other bytes', () => spoilt(zipFile([{ name: 'a.csv', content: text }])), 'import-zip-broken'],
    ['a workbook of other bytes', () => spoilt(book()), 'import-zip-broken'],
    [
      'a zip with a password',
      () => zipFile([{ name: 'a.csv', content: text, isEncrypted: true }]),
      'import-zip-locked',
    ],
    ['a name that climbs', () => zipFile([{ name: '../../etc/a.csv', content: text }]), 'import-zip-path'],
    ['a name on another drive', () => zipFile([{ name: 'C:\\a.csv', content: text }]), 'import-zip-path'],
    [
      'a zip within a zip',
      () => zipFile([{ name: 'a.zip', content: zipFile([{ name: 'a.csv', content: text }]) }]),
      'import-zip-nested',
    ],
    [
      'a bomb that says so',
      () => zipFile([{ name: 'a.csv', content: 'a,b\n'.repeat(15_000_000) }]),
      'import-bomb',
    ],
    [
      'a bomb that says it is none',
      () => zipFile([{ name: 'a.csv', content: 'a,b\n'.repeat(15_000_000), statedSize: 1000 }]),
      'import-zip-broken',
    ],
    ['a line that is no object', () => '{"a":1}\n[1]\n', 'import-json-broken'],
    ['a line cut short', () => '{"a":1}\n{"a":', 'import-json-broken'],
    [
      'a list in lists',
      () => `{"a":1}\n{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}\n`,
      'import-json-deep',
    ],
    ['an array', () => '[{"a":1}]', 'import-json-array'],
    [
      'thousands of keys',
      () => JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]))),
      'import-too-many-columns',
    ],
    [
      'thousands of columns',
      () => workbook({ a: sheetOf([Array.from({ length: 16_000 }, (_, i) => `c${i}`)]) }),
      'import-too-many-columns',
    ],
    [
      'a broken Parquet file',
      () => Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(200, 9)]),
      'import-parquet-broken',
    ],
    [
      'a web page called a workbook',
      () => '<html><body><table><tr><td>1</td></tr></table></body></html>',
      'import-not-csv',
    ],
    ['half a character of UTF-16', () => Buffer.from([0xff, 0xfe, 0x41, 0, 0x42]), 'import-encoding-wrong'],
    ['a packed archive', () => gzipSync(zipFile([{ name: 'a.csv', content: text }])), 'import-not-csv'],
  ])('%s', async (_, content, code) => {
    expect(await codeOf(read(content()))).toBe(code);
    expect(readdirSync(stores.ctx.stagingFolder).filter(name => name.startsWith('import-'))).toEqual([]);
  });
});

it('keeps every digit of a JSON number, and flattens what is within', async () => {
  const found = await read('{"id":12345678901234567890,"a":{"b":1.10,"c":[1,2]},"__proto__":"x","e":null}\n');
  expect(found.text).toBe('id,a.b,a.c,__proto__,e\n12345678901234567890,1.10,"[1,2]",x,\n');
});
