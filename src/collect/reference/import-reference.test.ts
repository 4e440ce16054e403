/** Reference files of every kind through the whole import: stored, refused, corrected, read as of a time and taken back. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MappingInput, mapping as mappingSchema } from '../../records/mapping.ts';
import type { ReferenceKindName } from '../../records/reference-kinds.ts';
import { referenceAsOf, referenceTable } from '../../store/facts/reference-log.ts';
import { type FactsSql, factsSql } from '../../store/facts/sql.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { suggestMapping } from '../import/header-suggestion.ts';
import { importPaths } from '../import/import-paths.ts';
import { findRefused } from '../import/quarantine.store.ts';
import { recoverImports, runImport, undoImportById } from '../import/run-import.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

const columns = {
  products: { sku: '商品编码', productName: '名称', category: '类目', costAmount: '成本', currency: '币种' },
  spend: { spentOn: '日期', channel: '渠道', campaign: '计划', amount: '花费' },
} as const;

interface Given {
  readonly kind: ReferenceKindName;
  readonly content: string;
  readonly mapping?: object;
  readonly dryRun?: boolean;
}

function run({ kind, content, mapping = {}, dryRun = false }: Given, ctx = stores.ctx) {
  const path = join(mkdtempSync(join(stores.ctx.stagingFolder, 'up-')), 'upload');
  writeFileSync(path, content);
  const own = (columns as Record<string, object>)[kind];
  const whole = { kind, name: 'x', title: 'x', source: 'erp', columns: own, ...mapping } as MappingInput;
  const upload = { path, fileName: 'x.csv', sha256: Buffer.from(content).toString('hex').slice(0, 64) };
  return runImport(ctx, importPaths, {
    importId: stores.ctx.newId(),
    kind,
    mapping: mappingSchema.parse(whole),
    dryRun,
    createdBy: null,
    upload,
  });
}

const rows = <T>(sql: FactsSql) => stores.ctx.ch.query<T>(sql, { tag: 'test.rows' });
const costs = async (table: FactsSql = referenceTable('products')) =>
  (
    await rows<{ sku: string; cost: string }>(
      factsSql`select sku, ifNull(toString(cost_amount), '-') as cost from ${table} as t order by sku`,
    )
  ).map(({ sku, cost }) => `${sku} ${cost}`);

const head = '商品编码,名称,类目,成本,币种\n';

describe('a products file', () => {
  it('is tried, stored, repeated, corrected and taken back', async () => {
    const content = `${head}A1,茶,饮品,"1,234.5元",\nA2,杯,器皿,¥12.30,cny\nA3,壶,器皿,,CNY\n`;
    const given = { kind: 'products', content } as const;
    expect(await run({ ...given, dryRun: true })).toMatchObject({ rowsStored: 3, dryRun: true });
    expect(await costs()).toEqual([]);
    const first = await run(given);
    expect(first).toMatchObject({ rowsRead: 3, rowsStored: 3, rowsDuplicate: 0, rowsQuarantined: 0 });
    expect(await costs()).toEqual(['A1 1234.5', 'A2 12.3', 'A3 -']);
    const again = await run(given);
    expect(again).toMatchObject({ rowsRead: 3, rowsStored: 0, rowsDuplicate: 3 });
    stores.clock.advance({ days: 1 });
    const before = stores.ctx.now();
    stores.clock.advance({ days: 1 });
    const corrected = {
      kind: 'products',
      content: `${head}A1,茶,饮品,1300,\n`,
      mapping: { history: false },
    } as const;
    const third = await run(corrected);
    expect(third).toMatchObject({ rowsStored: 1 });
    expect(await costs()).toEqual(['A1 1300', 'A2 12.3', 'A3 -']);
    expect(await costs(referenceAsOf('products', { knownAt: before }))).toEqual([
      'A1 1234.5',
      'A2 12.3',
      'A3 -',
    ]);
    expect(await undoImportById(stores.ctx, importPaths, third.importId)).toMatchObject({
      rowsTakenBack: 1,
      rowsRestored: 1,
    });
    expect(await costs()).toEqual(['A1 1234.5', 'A2 12.3', 'A3 -']);
    // The repeat says the same: what it repeats stands when the first is undone, and goes with the last.
    await undoImportById(stores.ctx, importPaths, first.importId);
    expect(await costs()).toEqual(['A1 1234.5', 'A2 12.3', 'A3 -']);
    await undoImportById(stores.ctx, importPaths, again.importId);
    expect(await costs()).toEqual([]);
    expect(await costs(referenceAsOf('products', { knownAt: stores.ctx.now() }))).toEqual([]);
    expect(await run(given)).toMatchObject({ rowsStored: 3 });
    expect(await costs()).toEqual(['A1 1234.5', 'A2 12.3', 'A3 -']);
  });

  it('keeps what it refuses, with the reason and the column', async () => {
    const content = `${head}B1,茶,x,三块,CNY\nB2,茶,x,-3,CNY\n1.38E+10,茶,x,1,CNY\n,茶,x,1,CNY\nB3,茶,x,1,￥\nB4,茶,x,1,CNY\nB4,茶,x,2,CNY\nB4,茶,x,1,CNY\n合计,,,9,\nB5,茶,x,1,CNY,9\nB6,茶,x,1000000000000000,CNY\n`;
    const done = await run({ kind: 'products', content, mapping: { source: 'bad' } });
    expect(done).toMatchObject({ rowsRead: 11, rowsStored: 1, rowsDuplicate: 1, rowsQuarantined: 9 });
    const mapping = mappingSchema.parse({
      kind: 'products',
      name: 'x',
      title: 'x',
      columns: columns.products,
    });
    const refused = await findRefused(stores.ctx, {
      importId: done.importId,
      mapping,
      after: 0,
      limit: 50,
      locale: 'en',
    });
    expect(refused.map(({ rowNumber, code, column }) => [rowNumber, code, column])).toEqual([
      [1, 'number-unreadable', '成本'],
      [2, 'amount-negative', '成本'],
      [3, 'identifier-scientific', '商品编码'],
      [4, 'required-missing', '商品编码'],
      [5, 'currency-unknown', '币种'],
      [7, 'row-contradicts', '商品编码'],
      [9, 'total-row', '商品编码'],
      [10, 'row-too-long', null],
      [11, 'number-too-large', '成本'],
    ]);
    expect(refused[0]?.values).toMatchObject({ 成本: '三块' });
  });

  it('leaves nothing when a column it needs is absent', async () => {
    const given = {
      kind: 'products',
      content: 'a,b\n1,2\n',
      mapping: { columns: { costAmount: 'b' } },
    } as const;
    await expect(run(given)).rejects.toMatchObject({
      code: 'mapping-field-missing',
      detail: { params: { fields: 'sku' } },
    });
    await expect(run({ kind: 'products', content: head })).rejects.toMatchObject({ code: 'import-no-rows' });
    expect(readdirSync(stores.ctx.stagingFolder).filter(name => name.startsWith('import-'))).toEqual([]);
  });

  it('is carried to the end by the next process when its own dies while publishing', async () => {
    const { ctx } = stores;
    const command: typeof ctx.ch.command = (sql, options) =>
      options.tag === 'reference.derive'
        ? Promise.reject(new RangeError('the process is gone'))
        : ctx.ch.command(sql, options);
    const ch = new Proxy(ctx.ch, {
      get: (facts, name) => {
        const value: unknown = name === 'command' ? command : Reflect.get(facts, name);
        return typeof value === 'function' ? value.bind(facts) : value;
      },
    });
    const dying = { ...ctx, ch };
    const content = `${head}Z1,茶,x,5,CNY\nZ2,茶,x,6,CNY\n`;
    await expect(run({ kind: 'products', content, mapping: { source: 'crash' } }, dying)).rejects.toThrow(
      'gone',
    );
    expect((await costs()).filter(row => row.startsWith('Z'))).toEqual([]);
    expect(await recoverImports(ctx, importPaths)).toBe(1);
    expect((await costs()).filter(row => row.startsWith('Z'))).toEqual(['Z1 5', 'Z2 6']);
    expect(await rows(factsSql`select * from reference_staging`)).toEqual([]);
  });
});

describe('a spend file', () => {
  it('names its rows by what they say, and reads dates where they say which', async () => {
    const content =
      '日期,渠道,计划,花费\n2026/1/2,抖音,a,1.2万\n2026年1月3日,抖音,a,(50)\n2026-01-03,微信,b,10\n';
    expect(await run({ kind: 'spend', content })).toMatchObject({ rowsStored: 3 });
    expect(await run({ kind: 'spend', content })).toMatchObject({ rowsStored: 0, rowsDuplicate: 3 });
    expect(
      await rows(
        factsSql`select toString(spent_on) as day, channel, toString(amount) as amount, currency from spend order by day, amount`,
      ),
    ).toEqual([
      { day: '2026-01-02', channel: '抖音', amount: '12000', currency: 'CNY' },
      { day: '2026-01-03', channel: '抖音', amount: '-50', currency: 'CNY' },
      { day: '2026-01-03', channel: '微信', amount: '10', currency: 'CNY' },
    ]);
    const unclear = '日期,渠道,计划,花费\n03/04/2026,抖音,c,1\n';
    expect((await run({ kind: 'spend', content: unclear })).reasons[0]).toMatchObject({
      code: 'date-ambiguous',
    });
    expect(await run({ kind: 'spend', content: unclear, mapping: { dateFormat: 'dmy' } })).toMatchObject({
      rowsStored: 1,
    });
  });
});

describe('what headers suggest', () => {
  it.each<[ReferenceKindName, string[], object]>([
    [
      'products',
      ['款号', '商品名称', '品牌', '采购价', '吊牌价'],
      { sku: '款号', costAmount: '采购价', listAmount: '吊牌价' },
    ],
    [
      'stores',
      ['门店编号', '门店名称', '城市', '开业日期'],
      { store: '门店编号', title: '门店名称', openedOn: '开业日期' },
    ],
    [
      'channels',
      ['渠道', '渠道名称', '渠道类型'],
      { channel: '渠道', title: '渠道名称', channelKind: '渠道类型' },
    ],
    [
      'spend',
      ['Date', 'Channel', 'Campaign', 'Cost'],
      { spentOn: 'Date', channel: 'Channel', amount: 'Cost' },
    ],
    [
      'competitors',
      ['竞品', '日期', '商品', '到手价'],
      { competitor: '竞品', observedOn: '日期', priceAmount: '到手价' },
    ],
  ])('for %s', async (kind, headers, expected) => {
    const suggested = suggestMapping(headers, kind);
    expect(suggested?.columns).toMatchObject(expected);
    const cells = headers.map(name => (/日期|date/i.test(name) ? '2026-01-05' : '7'));
    const content = `${headers.join(',')}\n${cells.join(',')}\n`;
    expect(await run({ kind, content, mapping: { ...suggested, source: 'suggested' } })).toMatchObject({
      rowsStored: 1,
    });
  });
  it('nothing where the columns such a file needs are not there', () => {
    expect(suggestMapping(['日期', '备注'], 'spend')).toBeNull();
  });
});
