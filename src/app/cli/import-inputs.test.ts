/**
 * Files and mappings people get wrong, given to the real command line: each is answered in both languages with what is
 * wrong and what to do, exits 2, and leaves nothing behind.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFolder } from '../product-version.ts';

const program = join(projectFolder, 'bin', 'rekindle');
let folder: string;
let data: string;
let server: ChildProcess;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const start = (args: readonly string[], locale = 'en') =>
  spawn(process.execPath, [program, ...args], {
    env: { ...process.env, REKINDLE_LOCALE: locale, REKINDLE_LOG: 'error' },
  });

function run(args: readonly string[], locale = 'en'): Promise<Ran> {
  const child = start(args, locale);
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (part: Buffer) => {
      out[name] += part;
    });
  return new Promise(resolve => child.on('close', status => resolve({ status, ...out })));
}

const headers = '订单号,会员编号,下单时间,商品编码,数量,金额';
const row = 'A1,m1,2026-01-02 10:00:00,x,1,10';
const mapping = {
  kind: 'orders',
  name: 'wrong',
  title: 'wrong',
  source: 'wrong',
  columns: {
    orderId: '订单号',
    customer: '会员编号',
    orderedAt: '下单时间',
    sku: '商品编码',
    quantity: '数量',
    netAmount: '金额',
  },
  dateField: 'orderedAt',
};
const saved = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rk-inputs-'));
  data = join(folder, 'data');
  await saved('mapping.json', JSON.stringify(mapping));
  // A server answers the commands, so that each does not open two databases.
  server = start(['serve', '--port', '0', '--data', data]);
  await new Promise<void>((resolve, reject) => {
    server.stdout?.on('data', (part: Buffer) => String(part).includes('ready') && resolve());
    server.on('close', status => reject(new RangeError(`serve ended with ${status}`)));
  });
}, 120_000);
afterAll(async () => {
  server.kill('SIGTERM');
  await new Promise(resolve => server.on('close', resolve));
  await rm(folder, { recursive: true, force: true });
});

/** Nothing of an import or its working files is left; uploads wait to be tried again. */
async function expectNothingLeft(): Promise<void> {
  const listed = await run(['import', 'list', '--json', '--data', data]);
  expect(JSON.parse(listed.stdout).imports).toEqual([]);
  const staged = await readdir(join(data, 'staging'));
  expect(staged.filter(name => name.startsWith('import-') || name.endsWith('.part'))).toEqual([]);
}

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
const zip = new Uint8Array([0x50, 0x4b, 0x03, 0x04, 20, 0, 0, 0, 8, 0]);
const nulLate = `${headers}\n${`${row}\n`.repeat(40_000)}A2,m\u00001,2026-01-02,x,1,10\n`;

const files: readonly [name: string, content: string | Uint8Array, code: string, says?: RegExp][] = [
  ['a picture', png, 'import-not-csv', /png/],
  ['a workbook or archive cut short', zip, 'import-zip-broken'],
  ['a web page', '<!DOCTYPE html><html></html>', 'import-not-csv', /html/],
  ['nothing', '', 'import-file-empty'],
  ['blank lines only', '  \n\n  ,, \n', 'import-file-empty'],
  ['a header only', `${headers}\n`, 'import-no-rows'],
  [
    'bytes of two encodings',
    Buffer.concat([Buffer.from(`${headers}\n`), Buffer.from([0xff, 0xfe, 0x80, 0x0a])]),
    'import-encoding-unknown',
  ],
  ['UTF-16 without it', Buffer.from(`${headers}\n${row}\n`, 'utf16le'), 'import-not-csv', /utf-16/],
  ['a NUL byte far down', nulLate, 'import-nul-byte', /40002/],
  ['one column', '订单号\nA1\n', 'mapping-column-absent', /会员编号|下单时间|商品编码/],
  ['two columns of the mapped name', `${headers},金额\n${row},11\n`, 'mapping-column-repeated', /金额 \(2\)/],
  [
    'thousands of columns',
    `${headers},${Array.from({ length: 2500 }, (_, i) => `c${i}`).join(',')}\n${row}\n`,
    'import-too-many-columns',
    /2506/,
  ],
  ['a quote that never closes', `${headers}\n${row}\nA2,m1,2026-01-02,"x,1,10\n`, 'import-csv-broken', /3/],
  [
    'the same with semicolons',
    `${headers}\n${row}\nA2,m1,2026-01-02,"x,1,10\n`.replaceAll(',', ';'),
    'import-csv-broken',
    /3/,
  ],
  [
    'a packed file cut short',
    gzipSync(`${headers}\n${row}\n`.repeat(99)).subarray(0, 60),
    'import-not-csv',
    /gzip/,
  ],
];

describe('a file with', () => {
  test.each(files)(
    '%s is refused in both languages and leaves nothing',
    async (_, content, code, says) => {
      await saved('file.csv', content);
      const args = [
        'import',
        join(folder, 'file.csv'),
        '--as',
        'orders',
        '--mapping',
        join(folder, 'mapping.json'),
        '--json',
        '--data',
        data,
      ];
      const [english, chinese] = [await run(args), await run(args, 'zh-CN')];
      expect([english.status, chinese.status]).toEqual([2, 2]);
      const [en, zh] = [JSON.parse(english.stdout).error, JSON.parse(chinese.stdout).error];
      expect([en.code, zh.code]).toEqual([code, code]);
      expect(zh.message).toMatch(/[\u4e00-\u9fff]/);
      expect(en.message).not.toBe(zh.message);
      expect([en.remedy, zh.remedy].every(Boolean)).toBe(true);
      if (says) expect(english.stderr).toMatch(says);
      expect(english.stderr).not.toMatch(/\n\s+at /);
      await expectNothingLeft();
    },
    120_000,
  );
});

const mappings: readonly [name: string, content: string, code: string, path: string][] = [
  ['is no JSON', '{"kind":', 'file-not-json', 'FILE'],
  [
    'names a column the file lacks',
    JSON.stringify({ ...mapping, columns: { ...mapping.columns, netAmount: '实付' } }),
    'mapping-column-absent',
    'mapping.columns.netAmount',
  ],
  ['is none', JSON.stringify({ title: 'x', columns: {} }), 'field-invalid', 'mapping.kind'],
  [
    'has no columns',
    JSON.stringify({ kind: 'orders', name: 'x', title: 'x' }),
    'field-invalid',
    'mapping.columns',
  ],
  ['misspells a field', JSON.stringify({ ...mapping, dateFeild: 'paidAt' }), 'field-invalid', 'mapping'],
  [
    'names a zone that is none',
    JSON.stringify({ ...mapping, zone: 'Mars/Olympus' }),
    'field-invalid',
    'mapping.zone',
  ],
  [
    'states another encoding',
    JSON.stringify({ ...mapping, encoding: 'gb18030' }),
    'import-encoding-wrong',
    'mapping.encoding',
  ],
];

describe('a mapping that', () => {
  test.each(mappings)(
    '%s is refused with the place',
    async (_, content, code, path) => {
      await saved('good.csv', `${headers}\n${row}\n`);
      await saved('other.json', content);
      const ran = await run([
        'import',
        join(folder, 'good.csv'),
        '--as',
        'orders',
        '--mapping',
        join(folder, 'other.json'),
        '--json',
        '--data',
        data,
      ]);
      const { error } = JSON.parse(ran.stdout);
      expect([ran.status, error.code, error.path]).toEqual([2, code, path]);
      await expectNothingLeft();
    },
    120_000,
  );

  test('is not among the built-in ones is refused with their names', async () => {
    await saved('good.csv', `${headers}\n${row}\n`);
    const ran = await run([
      'import',
      join(folder, 'good.csv'),
      '--as',
      'orders',
      '--mapping',
      'nosuch',
      '--json',
      '--data',
      data,
    ]);
    const { error } = JSON.parse(ran.stdout);
    expect([ran.status, error.code, error.expected]).toEqual([
      2,
      'mapping-unknown',
      'online-retail, simulated-shop, taobao, taobao-items, jd, douyin, pinduoduo',
    ]);
  }, 120_000);
});

describe('a path that', () => {
  test('is a folder is called one', async () => {
    await mkdir(join(folder, 'orders.csv'));
    const ran = await run(['import', join(folder, 'orders.csv'), '--as', 'orders', '--json', '--data', data]);
    expect([ran.status, JSON.parse(ran.stdout).error.code]).toEqual([2, 'file-is-folder']);
  }, 120_000);
});

describe('what a file may look like', () => {
  const whole = ['import', '--as', 'orders', '--dry-run', '--json'];
  test.each([
    [
      'line ends of old Macs',
      `${headers}\r${row}\rA2,m1,2026-01-02,y,1,10\r`,
      { rowsRead: 2, rowsQuarantined: 0 },
    ],
    ['blank lines before its header', `\n  \n${headers}\n${row}\n`, { rowsRead: 1, rowsQuarantined: 0 }],
    [
      'a cell of five megabytes',
      `${headers}\n${row}\nA2,m1,2026-01-02,${'x'.repeat(5_000_000)},1,10\n`,
      { rowsRead: 2, rowsQuarantined: 1 },
    ],
    [
      'UTF-16 with its mark',
      Buffer.from(`\ufeff${headers}\n${row}\n`, 'utf16le'),
      { rowsRead: 1, rowsStored: 1 },
    ],
    ['a name as Excel would ask for it', `${headers}\n${row}\n`, { rowsRead: 1, rowsQuarantined: 0 }],
  ])(
    '%s is read',
    async (_, content, expected) => {
      const name = "订单 'a' (1).csv";
      await saved(name, content);
      const ran = await run([
        ...whole,
        join(folder, name),
        '--mapping',
        join(folder, 'mapping.json'),
        '--data',
        data,
      ]);
      expect(ran.stderr).not.toMatch(/\n\s+at /);
      expect([ran.status, JSON.parse(ran.stdout)]).toMatchObject([0, expected]);
      await expectNothingLeft();
    },
    120_000,
  );
});
