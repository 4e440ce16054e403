/** Rows of every kind a mapping declares that are gone at their source: taken out, kept while another row says them, undone. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { declaredKind } from '../../records/declared-kinds.ts';
import { type DeclaredMapping, type Mapping, mapping } from '../../records/mapping.ts';
import { pullRequest } from '../../records/pull.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, ident } from '../../store/facts/sql.ts';
import { saveUpload } from '../../store/staging.ts';
import {
  loopback,
  type PulledDatabase,
  pulledDatabase,
  pulledServers,
} from '../../testing/pulled-database.ts';
import { testStores } from '../../testing/stores.ts';
import { importPaths } from '../import/import-paths.ts';
import { runImport, undoImportById } from '../import/run-import.ts';
import { addCheckedPull } from './check-pull.store.ts';
import { addSource } from './pull-sources.store.ts';
import { findPulls } from './pulls.store.ts';
import { reconcilePull } from './reconcile.store.ts';
import { runPull } from './run-pull.ts';

const stores = await testStores();
const ctx: StoreContext = { ...stores.ctx, callable: loopback };
afterAll(() => stores.close());

type Kind = DeclaredMapping['kind'];
/** What each kind needs of a row, from the columns of one table. */
const kinds: Readonly<Partial<Record<Kind, Readonly<Record<string, string>>>>> = {
  products: { sku: 'code', productName: 'words' },
  stores: { store: 'code', title: 'words' },
  channels: { channel: 'code', title: 'words' },
  spend: { spentOn: 'day', channel: 'code', amount: 'amount' },
  competitors: { competitor: 'code', observedOn: 'day', priceAmount: 'amount' },
  touches: { customer: 'member', touchedAt: 'day', channel: 'code' },
  cases: { customer: 'member', openedAt: 'day', channel: 'code' },
};

const columnsOf = (kind: Kind | 'refunds') =>
  kind === 'refunds' ? { orderId: 'code', refundedAt: 'day', refundAmount: 'amount' } : kinds[kind];

describe.skipIf(!pulledServers.postgresql)('gone rows', () => {
  let database: PulledDatabase;
  let sourceId: string;
  beforeAll(async () => {
    database = await pulledDatabase('postgresql');
    await database.run(
      'create table items (kind text, id int, code text, words text, day date, amount numeric, member text)',
    );
    ({ id: sourceId } = await addSource(ctx, database.request));
    return () => database.close();
  });
  type Pulled = Kind | 'refunds';
  const mappingOf = (kind: Pulled, source: string) =>
    mapping.parse({ kind, name: 'x', title: 'x', source, columns: columnsOf(kind) });
  const put = (kind: Pulled, id: number, code: string, words = 'w') =>
    database.run(`insert into items values ('${kind}', ${id}, '${code}', '${words}', '2026-01-05', 5, 'M1')`);
  const drop = (kind: Pulled, id: number) =>
    database.run(`delete from items where kind = '${kind}' and id = ${id}`);
  const add = async (kind: Pulled) => {
    const statement = `select * from items where kind = '${kind}'`;
    const wish = { name: kind, sourceId, statement, keyColumn: 'id', mapping: mappingOf(kind, 'shop') };
    return (await addCheckedPull(ctx, pullRequest.parse(wish))).id;
  };
  const file = async (mapped: Mapping, content: string) => {
    const importId = ctx.newId();
    const { sha256 } = await saveUpload(ctx.stagingFolder, {
      uploadId: importId,
      fileName: 'x.csv',
      content: (async function* () {
        yield Buffer.from(content);
      })(),
    });
    const upload = { path: join(ctx.stagingFolder, importId, 'upload'), fileName: 'x.csv', sha256 };
    const order = { importId, kind: mapped.kind, dryRun: false, createdBy: null, upload } as const;
    return runImport(ctx, importPaths, { ...order, mapping: mapped });
  };
  const held = async (kind: Kind, column: string) => {
    const { table } = declaredKind(kind);
    const name = ident(column, [column]);
    const rows = await ctx.ch.query<{ said: string }>(
      factsSql`select toString(${name}) as said from ${ident(table, [table])} order by said`,
      { tag: 'test' },
    );
    return rows.map(({ said }) => said);
  };
  const run = (pullId: string) => runPull(ctx, { pullId, createdBy: null });
  const look = (pullId: string) => reconcilePull(ctx, { pullId, evenIfMany: false, createdBy: null });

  test.each(Object.keys(kinds) as Kind[])('of %s', async kind => {
    const code = Object.entries(kinds[kind] ?? {}).find(([, column]) => column === 'code')?.[0] ?? '';
    const column = declaredKind(kind).columns.find(({ field }) => field === code)?.column ?? '';
    await put(kind, 1, 'one');
    await put(kind, 2, 'one');
    await put(kind, 3, 'two');
    const pullId = await add(kind);
    expect(await run(pullId)).toMatchObject({ rowsStored: 2, rowsDuplicate: 1, rowsQuarantined: 0 });
    expect(await held(kind, column)).toEqual(['one', 'two']);
    await drop(kind, 1);
    expect(await look(pullId), 'another row says the same').toMatchObject({ rowsGone: 1, rowsRemoved: 0 });
    expect(await held(kind, column)).toEqual(['one', 'two']);
    await drop(kind, 2);
    const looked = await look(pullId);
    expect(looked).toMatchObject({ rowsGone: 1, rowsRemoved: 1, rowsMissing: 0 });
    expect(await held(kind, column)).toEqual(['two']);
    await undoImportById(ctx, importPaths, looked.imports[0] ?? '');
    expect(await held(kind, column)).toEqual(['one', 'two']);
  });

  test('of refunds by themselves', async () => {
    const orders = mapping.parse({
      kind: 'orders',
      name: 'x',
      title: 'x',
      source: 'shop',
      columns: { orderId: 'order', sku: 'sku', customer: 'who', paidAt: 'day', netAmount: 'net' },
    });
    await file(orders, 'order,sku,who,day,net\nD1,A,M1,2026-01-02,50\nD2,A,M2,2026-01-02,50\n');
    await put('refunds', 1, 'D1');
    await put('refunds', 2, 'D2');
    const pullId = await add('refunds');
    expect(await run(pullId)).toMatchObject({ rowsStored: 2 });
    const refunded = async () =>
      (
        await ctx.ch.query<{ said: string }>(factsSql`select order_id as said from refunds order by said`, {
          tag: 'test',
        })
      ).map(({ said }) => said);
    expect(await refunded()).toEqual(['D1', 'D2']);
    await drop('refunds', 1);
    const looked = await look(pullId);
    expect(looked).toMatchObject({ rowsGone: 1, rowsRemoved: 1 });
    expect(await refunded()).toEqual(['D2']);
    await undoImportById(ctx, importPaths, looked.imports[0] ?? '');
    expect(await refunded()).toEqual(['D1', 'D2']);
  });

  test('of a product another source has as well: its own words stand again, until it is gone there too', async () => {
    const names = async () => (await held('products', 'product_name')).filter(name => name !== 'w');
    const { importId } = await file(mappingOf('products', 'erp'), 'code,words\nshared,of the file\n');
    const made = (await findPulls(ctx.pg)).find(({ name }) => name === 'products');
    const pullId = made?.id ?? expect.fail('the pull of the test before');
    await put('products', 4, 'shared', 'of the shop');
    await run(pullId);
    expect(await names()).toEqual(['of the shop']);
    await drop('products', 4);
    expect(await look(pullId)).toMatchObject({ rowsGone: 1, rowsRemoved: 1 });
    expect(await names()).toEqual(['of the file']);
    await put('products', 5, 'shared', 'of the shop');
    await run(pullId);
    await undoImportById(ctx, importPaths, importId);
    await drop('products', 5);
    await look(pullId);
    // The file's row was undone; what stood again of it under the first look does not speak for the file.
    expect(await names()).toEqual([]);
  });
});
