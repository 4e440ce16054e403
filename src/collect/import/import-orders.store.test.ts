/** Small orders files through the whole import: what is stored, refused, corrected, refunded and taken back. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CodedError } from '../../kernel/errors.ts';
import { type MappingInput, mapping as mappingSchema } from '../../records/mapping.ts';
import { referenceSalesDefinition } from '../../records/sales-definition.ts';
import { saleLines } from '../../store/facts/sale-lines.ts';
import { type FactsSql, factsSql } from '../../store/facts/sql.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { findImportPage } from './import-list.store.ts';
import { importPaths } from './import-paths.ts';
import { findRefused } from './quarantine.store.ts';
import { recoverImports, runImport, undoImportById } from './run-import.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

const base = {
  kind: 'orders',
  name: 'shop',
  title: 'Shop',
  columns: {
    orderId: '订单号',
    customer: '会员编号',
    orderedAt: '下单时间',
    paidAt: '付款时间',
    status: '状态',
    sku: '商品编码',
    quantity: '数量',
    discountAmount: '优惠金额',
    netAmount: '实付金额',
  },
  countingStatuses: ['已完成'],
} as const satisfies MappingInput;

const header = '订单号,会员编号,下单时间,付款时间,状态,商品编码,数量,优惠金额,实付金额';

let sources = 0;
const freshSource = () => `s${++sources}`;

interface Given {
  readonly content: string | Uint8Array;
  readonly mapping?: Partial<MappingInput> & { columns?: Record<string, string> };
  readonly source: string;
  readonly dryRun?: boolean;
  readonly fileName?: string;
}

const run = ({ content, mapping = {}, source, dryRun = false, fileName = 'orders.csv' }: Given) => {
  const path = join(mkdtempSync(join(stores.ctx.stagingFolder, 'up-')), 'upload');
  writeFileSync(path, content);
  const whole = mappingSchema.parse({ ...base, source, ...mapping });
  const sha256 = Buffer.from(String(content)).toString('hex').slice(0, 64);
  const importId = stores.ctx.newId();
  const upload = { path, fileName, sha256 };
  return runImport(stores.ctx, importPaths, {
    importId,
    kind: 'orders',
    mapping: whole,
    dryRun,
    createdBy: null,
    upload,
  });
};

const rows = <T>(sql: FactsSql) => stores.ctx.ch.query<T>(sql, { tag: 'test.rows' });
const linesOf = (source: string) =>
  rows<Record<string, unknown>>(
    factsSql`select order_id, toString(net_amount) as net, counts_as_sale as counts, duplicate_no as repeat
      from order_lines where source = ${{ kind: 'param', type: 'String', value: source }} order by order_id, line_no, net`,
  );

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (cause: unknown) => (cause instanceof CodedError ? cause.code : String(cause)),
  );

/** Nothing of a failed import is left anywhere. */
const leftovers = async () => {
  const facts = await rows<{ n: string }>(
    factsSql`select toString((select count() from order_staging) + (select count() from order_repeats)
      + (select count() from order_lines_log_incoming) + (select count() from refunds_log_incoming)) as n`,
  );
  const running = await stores.ctx.pg
    .selectFrom('imports')
    .select('import_id')
    .where('state', 'in', ['staging', 'publishing'])
    .execute();
  const folders = readdirSync(stores.ctx.stagingFolder).filter(name => name.startsWith('import-'));
  return { staged: facts[0]?.n, running: running.length, folders };
};

afterEach(async () => {
  expect(await leftovers()).toEqual({ staged: '0', running: 0, folders: [] });
});

describe('an orders file', () => {
  it('keeps good rows, refuses bad ones with code, row and column, and hides contacts in them', async () => {
    const source = freshSource();
    const content = [
      header,
      'A1,m1,2026-01-02 10:00:00,2026-01-02 10:01:00,已完成,x,1,0,"¥1,200.50"',
      'A2,m1,2026/1/3 8:00,2026/1/3 8:01,已取消,x,2,0,20',
      'A3,,2026-01-04 10:00:00,,待付款,y,1,0,30',
      'A4,m2,昨天,2026-01-02,已完成,x,1,0,10',
      'A5,m2,2026-01-02,2026-01-02,已完成,x,1,0,十元',
      ',m2,2026-01-02,2026-01-02,已完成,x,1,0,10',
      'A7,m2,2026-01-02,2026-01-02,已完成,x,1,0,10,多余 19987315678',
      '合计,,,,,,,,1230',
      'A8,1.38E+10,2026-01-02,2026-01-02,已完成,x,1,0,10',
      '',
    ].join('\n');
    const summary = await run({ content, source });
    expect(summary).toMatchObject({ rowsRead: 9, rowsStored: 3, rowsDuplicate: 0, rowsQuarantined: 6 });
    expect(summary.reasons).toEqual(
      expect.arrayContaining([
        { code: 'date-unreadable', count: 1, example: '昨天' },
        { code: 'number-unreadable', count: 1, example: '十元' },
        { code: 'required-missing', count: 1, example: '' },
        { code: 'row-too-long', count: 1, example: null },
        { code: 'total-row', count: 1, example: '合计' },
        { code: 'identifier-scientific', count: 1, example: '1.38E+10' },
      ]),
    );
    expect(await linesOf(source)).toEqual([
      { order_id: 'A1', net: '1200.5', counts: 1, repeat: 0 },
      { order_id: 'A2', net: '20', counts: 0, repeat: 0 },
      { order_id: 'A3', net: '30', counts: 0, repeat: 0 },
    ]);
    const mapping = mappingSchema.parse({ ...base, source });
    const refused = await findRefused(stores.ctx, {
      importId: summary.importId,
      mapping,
      after: 0,
      limit: 10,
      locale: 'en',
    });
    expect(refused.map(row => [row.rowNumber, row.code, row.column])).toEqual([
      [4, 'date-unreadable', '下单时间'],
      [5, 'number-unreadable', '实付金额'],
      [6, 'required-missing', '订单号'],
      [7, 'row-too-long', null],
      [8, 'total-row', '订单号'],
      [9, 'identifier-scientific', '会员编号'],
    ]);
    expect(refused[3]?.values['+1']).toBe('多* 1***');
    expect(refused[0]).toMatchObject({ message: '下单时间 is not a date that can be read.' });
  });

  it.each([
    ['GB18030', (text: string) => gb18030(text)],
    ['UTF-8 with a mark', (text: string) => `\ufeff${text}`],
    ['gzip', (text: string) => gzipSync(text)],
    ['gzip of GB18030', (text: string) => gzipSync(gb18030(text))],
    ['semicolons', (text: string) => text.replaceAll(',', ';')],
    ['full-width commas', (text: string) => text.replaceAll(',', '，')],
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('is read the same in %s', async (_, encode) => {
    const source = freshSource();
    const content = `${header}\n编号１,会员甲,2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,衬衫,1,0,10.5\n`;
    expect(await run({ content: encode(content), source })).toMatchObject({ rowsRead: 1, rowsStored: 1 });
    expect(await linesOf(source)).toEqual([{ order_id: '编号1', net: '10.5', counts: 1, repeat: 0 }]);
  });

  it('flags exact repeats where lines have no number, and drops them where they have one', async () => {
    const line = 'B1,m1,2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,x,1,0,10';
    const source = freshSource();
    expect(await run({ content: `${header}\n${line}\n${line}\n${line}\n`, source })).toMatchObject({
      rowsStored: 3,
    });
    expect((await linesOf(source)).map(row => row.repeat).sort()).toEqual([0, 1, 2]);
    const numbered = freshSource();
    const mapping = { columns: { ...base.columns, lineNo: '行号' } };
    const content = `${header},行号\n${line},1\n${line},2\n${line},1\n${line.replace(',10', ',11')},2\n`;
    expect(
      await run({
        content: content.replace(
          'B1,m1,2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,x,1,0,11',
          'B1,m1,2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,x,1,0,11',
        ),
        source: numbered,
        mapping,
      }),
    ).toMatchObject({
      rowsRead: 4,
      rowsStored: 2,
      rowsDuplicate: 1,
      rowsQuarantined: 1,
      reasons: [{ code: 'line-contradicts', count: 1 }],
    });
  });

  it('changes nothing when it comes again, and corrects what another file says differently', async () => {
    const source = freshSource();
    const line = (net: string, member = 'm1') =>
      `${header}\nC1,${member},2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,x,1,0,${net}\n`;
    await run({ content: line('10'), source });
    expect(await run({ content: line('10'), source })).toMatchObject({ rowsStored: 0, rowsDuplicate: 1 });
    const corrected = await run({ content: line('12'), source });
    expect(corrected).toMatchObject({ rowsStored: 1, rowsDuplicate: 0 });
    expect(await linesOf(source)).toMatchObject([{ net: '12' }]);
    const moved = await run({ content: line('12', 'm2'), source });
    expect(await linesOf(source)).toMatchObject([{ net: '12' }]);
    await undoImportById(stores.ctx, importPaths, moved.importId);
    await undoImportById(stores.ctx, importPaths, corrected.importId);
    expect(await linesOf(source)).toMatchObject([{ net: '10' }]);
  });

  it('undoes only once, and only what was committed', async () => {
    const source = freshSource();
    const { importId } = await run({
      content: `${header}\nD1,m1,2026-01-02,2026-01-02,已完成,x,1,0,10\n`,
      source,
    });
    expect(await undoImportById(stores.ctx, importPaths, importId)).toMatchObject({
      rowsTakenBack: 1,
      rowsRestored: 0,
    });
    expect(await codeOf(undoImportById(stores.ctx, importPaths, importId))).toBe('import-not-committed');
    expect(await codeOf(undoImportById(stores.ctx, importPaths, stores.ctx.newId()))).toBe('import-unknown');
  });

  it('weighs every open answer', async () => {
    const source = freshSource();
    const content = [
      header,
      'E1,m1,2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,x,1,5,100',
      'E2,m1,2026-01-02 10:00:00,,已完成,x,1,0,30',
      'E3,,2026-01-02 10:00:00,2026-01-02 10:00:00,已取消,x,1,0,7',
    ].join('\n');
    const { effects } = await run({ content, source, dryRun: true });
    const answers = (question: string) =>
      effects
        .find(effect => effect.question === question)
        ?.answers.map(({ answer, chosen, difference }) => [answer, chosen, difference]);
    expect(answers('statuses')).toEqual([
      ['已取消', false, '7.00'],
      ['已完成', true, '-100.00'],
    ]);
    expect(answers('date')).toEqual([
      ['paidAt', true, '0.00'],
      ['orderedAt', false, '30.00'],
    ]);
    expect(answers('net')).toEqual([
      ['as-mapped', true, '0.00'],
      ['discount-off', false, '-5.00'],
    ]);
    expect(await linesOf(source)).toEqual([]);
  });

  it('takes refunds from rows of their own, from columns and from negative quantities', async () => {
    const refunds = (source: string) =>
      rows<Record<string, unknown>>(
        factsSql`select order_id, toString(amount) as amount, matched, toString(purchase_sold_at) as bought
          from refunds where source = ${{ kind: 'param', type: 'String', value: source }} order by amount`,
      );
    const own = freshSource();
    await run({
      source: own,
      mapping: {
        columns: {
          ...base.columns,
          lineNo: '行号',
          documentType: '单据',
          refundId: '退款号',
          refundedAt: '退款时间',
          refundAmount: '退款金额',
        },
        refundDocumentTypes: ['退款'],
      },
      content: `${header},行号,单据,退款号,退款时间,退款金额
F1,m1,2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,x,2,0,100,1,销售,,,
F1,m1,2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,x,1,,,1,退款,R1,2026-01-05 10:00:00,50
F9,m1,2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,x,1,,,1,退款,R2,2026-01-05 10:00:00,60
`,
    });
    expect(await refunds(own)).toEqual([
      { order_id: 'F1', amount: '50', matched: 1, bought: '2026-01-02 02:00:00.000' },
      { order_id: 'F9', amount: '60', matched: 0, bought: null },
    ]);
    const columns = freshSource();
    await run({
      source: columns,
      mapping: { columns: { ...base.columns, refundedAt: '退款时间', refundAmount: '退款金额' } },
      content: `${header},退款时间,退款金额\nG1,m1,2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,x,2,0,100,2026-01-06,40\n`,
    });
    expect(await refunds(columns)).toMatchObject([{ order_id: 'G1', amount: '40', matched: 1 }]);
    const negative = freshSource();
    const bought = (order: string, day: number, quantity: number) =>
      `${order},m1,2026-01-0${day} 10:00:00,2026-01-0${day} 10:00:00,已完成,x,${quantity},0,${quantity * 10}`;
    await run({
      source: negative,
      content: [
        header,
        bought('H1', 1, 5),
        bought('H2', 2, 2),
        bought('H3', 3, -2),
        bought('H4', 4, -1),
        bought('H5', 5, -9),
      ].join('\n'),
    });
    expect(await refunds(negative)).toMatchObject([
      { order_id: 'H1', amount: '10', matched: 1 },
      { order_id: 'H2', amount: '20', matched: 1 },
      { order_id: '', amount: '90', matched: 0 },
    ]);
  });

  it('names buyers by phone without letting the number into the facts', async () => {
    const source = freshSource();
    const mapping = { identifierType: 'phone' };
    const content = `${header}\nI1,199 8731 5678,2026-01-02,2026-01-02,已完成,x,1,0,10\nI2,12345,2026-01-02,2026-01-02,已完成,x,1,0,10\n`;
    const summary = await run({ content, source, mapping });
    expect(summary.reasons).toEqual([{ code: 'phone-invalid', count: 1, example: '****45' }]);
    const id = stores.ctx.keys.customerId('phone', '+8619987315678');
    const contacts = await stores.ctx.pg
      .selectFrom('contact_points')
      .selectAll()
      .where('customer_id', '=', id)
      .execute();
    expect(contacts).toMatchObject([{ kind: 'phone', status: 'active' }]);
    const [line] = await rows<{ customer_id: string }>(
      factsSql`select customer_id from order_lines where order_id = 'I1'`,
    );
    expect(line?.customer_id).toBe(id);
  });

  it('sees only what was known: a correction as of before it changes nothing then', async () => {
    const source = freshSource();
    const content = (net: number) =>
      `${header}\nJ1,j1,2026-01-02 10:00:00,2026-01-02 10:00:00,已完成,x,1,0,${net}\n`;
    await run({ content: content(10), source, mapping: { history: false } });
    stores.clock.advance({ days: 10 });
    await run({ content: content(15), source, mapping: { history: false } });
    const definition = { ...referenceSalesDefinition(1), currency: 'CNY' };
    const soldAsOf = async (asOf: Date, knownAs: 'as-of' | 'current') => {
      const [row] = await rows<{ s: string }>(
        factsSql`select toString(sum(net_amount)) as s from (${saleLines({ definition, asOf, knownAs })}) where order_id = 'J1'`,
      );
      return Number(row?.s);
    };
    const now = new Date(stores.ctx.now().getTime() + 1000);
    expect(await soldAsOf(new Date(now.getTime() - 5 * 86_400_000), 'as-of')).toBe(10);
    expect(await soldAsOf(now, 'as-of')).toBe(15);
    expect(await soldAsOf(now, 'current')).toBe(15);
  });
});

describe('what cannot be imported is refused with a code and leaves nothing', () => {
  const good = 'K1,m1,2026-01-02,2026-01-02,已完成,x,1,0,10';
  it.each<[string, Omit<Given, 'source'>, string]>([
    ['an empty file', { content: '' }, 'import-file-empty'],
    ['a header alone', { content: `${header}\n` }, 'import-no-rows'],
    ['a spreadsheet', { content: new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]) }, 'import-zip-broken'],
    ['binary data', { content: new Uint8Array([1, 2, 0, 3, 4]) }, 'import-not-csv'],
    ['a broken gzip', { content: gzipSync(`${header}\n${good}`).subarray(0, 30) }, 'import-not-csv'],
    [
      'bytes of no known encoding',
      { content: Uint8Array.from([...Buffer.from('a,b\n'), 0xff, 0xff, 0x20, 0x80]) },
      'import-encoding-unknown',
    ],
    [
      'another encoding than stated',
      { content: gb18030(`${header}\n${good}`), mapping: { encoding: 'utf-8' } },
      'import-encoding-wrong',
    ],
    ['a column that is not there', { content: `订单号,金额\n1,2\n` }, 'mapping-column-absent'],
    [
      'no order number',
      {
        content: `${header}\n${good}`,
        mapping: { columns: { sku: '商品编码', orderedAt: '下单时间', netAmount: '实付金额' } },
      },
      'mapping-field-missing',
    ],
    ['quotes that never close', { content: `${header}\n"${good}\n` }, 'import-csv-broken'],
  ])('%s', async (_, given, code) => {
    const before = (await findImportPage(stores.ctx, { limit: 200 })).imports.length;
    expect(await codeOf(run({ ...given, source: freshSource() }))).toBe(code);
    expect((await findImportPage(stores.ctx, { limit: 200 })).imports).toHaveLength(before);
  });
});

it('forgets an import whose process is gone, and finishes one that was being published', async () => {
  const mapping = JSON.stringify(mappingSchema.parse({ ...base, source: 'gone' }));
  const row = (importId: string, state: 'staging' | 'publishing') => ({
    import_id: importId,
    kind: 'orders' as const,
    source: 'gone',
    file_name: 'x',
    file_sha256: 'x',
    mapping,
    state,
    created_by: null,
    created_at: stores.ctx.now(),
    finished_at: null,
    undone_at: null,
  });
  const [lost, begun] = [stores.ctx.newId(), stores.ctx.newId()];
  await stores.ctx.pg.insertInto('imports').values(row(lost, 'staging')).execute();
  expect(await recoverImports(stores.ctx, importPaths)).toBe(1);
  await stores.ctx.pg.insertInto('imports').values(row(begun, 'publishing')).execute();
  expect(await recoverImports(stores.ctx, importPaths)).toBe(1);
  const { imports } = await findImportPage(stores.ctx, { limit: 200 });
  expect(imports.find(each => each.importId === lost)).toBeUndefined();
  expect(imports.find(each => each.importId === begun)?.state).toBe('committed');
});

/** Node decodes GB18030 but does not encode it: the inverse of its decoder for the characters used here. */
function gb18030(text: string): Uint8Array {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, number[]>();
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1)
      if (low !== 0x7f) table.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  return Uint8Array.from(
    [...text].flatMap(character =>
      character < '\x80' ? [character.charCodeAt(0)] : (table.get(character) ?? []),
    ),
  );
}
