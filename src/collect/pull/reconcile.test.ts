import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { mapping } from '../../records/mapping.ts';
import { pullRequest, pullSourceKinds } from '../../records/pull.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import {
  loopback,
  type PulledDatabase,
  pulledDatabase,
  pulledServers,
} from '../../testing/pulled-database.ts';
import { testStores } from '../../testing/stores.ts';
import { importPaths } from '../import/import-paths.ts';
import { undoImportById } from '../import/run-import.ts';
import { addCheckedPull } from './check-pull.store.ts';
import { addSource } from './pull-sources.store.ts';
import { findPull } from './pulls.store.ts';
import { reconcilePull } from './reconcile.store.ts';
import { runPull } from './run-pull.ts';

const stores = await testStores();
const ctx: StoreContext = { ...stores.ctx, callable: loopback };
afterAll(() => stores.close());

describe.each(pullSourceKinds)('rows that are gone from %s', kind => {
  describe.skipIf(!pulledServers[kind])('of a real server', () => {
    let database: PulledDatabase;
    let pullId: string;
    let source: string;
    let n = 0;
    beforeEach(async () => {
      n += 1;
      source = `gone-${kind}-${n}`;
      database = await pulledDatabase(kind);
      await database.run(`create table items (id int primary key, order_no varchar(20), line_no int, sku varchar(20),
        paid decimal(12,2), at timestamp null, buyer varchar(20), changed timestamp null)`);
      const { id: sourceId } = await addSource(ctx, database.request);
      const wish = {
        name: source,
        sourceId,
        table: 'items',
        keyColumn: 'id',
        updatedColumn: 'changed',
        mapping: mapping.parse({
          kind: 'orders',
          name: 'till',
          title: 'Till',
          source,
          columns: {
            orderId: 'order_no',
            lineNo: 'line_no',
            sku: 'sku',
            netAmount: 'paid',
            orderedAt: 'at',
            customer: 'buyer',
          },
          dateField: 'orderedAt',
        }),
      };
      ({ id: pullId } = await addCheckedPull(ctx, pullRequest.parse(wish)));
      return () => database.close();
    });
    const add = (ids: readonly number[], base = 0) =>
      database.run(
        `insert into items values ${ids
          .map(
            id =>
              `(${id + base}, 'O${Math.ceil(id / 2)}', ${(id % 2) + 1}, 'A1', 10, '2026-02-01 08:00:00', 'M${id}', '2026-03-01 10:00:0${base ? 5 : 1}')`,
          )
          .join(', ')}`,
      );
    const run = () => runPull(ctx, { pullId, createdBy: null });
    const look = (evenIfMany = false) => reconcilePull(ctx, { pullId, evenIfMany, createdBy: null });
    const held = async () =>
      (
        await ctx.ch.query<{ line: string }>(
          factsSql`select concat(order_id, '/', toString(line_no)) as line from order_lines
            where source = ${p.string(source)} order by line`,
          { tag: 'test' },
        )
      ).map(row => row.line);

    test('are taken out by an import that can be undone, and nothing else is', async () => {
      await add([1, 2, 3, 4]);
      await run();
      expect(await held()).toEqual(['O1/1', 'O1/2', 'O2/1', 'O2/2']);
      expect(await look()).toMatchObject({ keysRead: 4, rowsGone: 0, rowsRemoved: 0, imports: [] });
      await database.run('delete from items where id in (2, 3)');
      const looked = await look();
      expect(looked).toMatchObject({ keysRead: 2, rowsGone: 2, rowsRemoved: 2, rowsNew: 0 });
      expect(await held()).toEqual(['O1/2', 'O2/1']);
      expect(await look()).toMatchObject({ rowsGone: 0, imports: [] });
      expect((await findPull(ctx.pg, pullId)).rowsKnown).toBe(2);
      await undoImportById(ctx, importPaths, looked.imports[0] ?? '');
      expect(await held()).toEqual(['O1/1', 'O1/2', 'O2/1', 'O2/2']);
    });

    test('a row written anew under another key stays', async () => {
      await add([1, 2]);
      await run();
      await database.run('delete from items where id = 1');
      await add([1], 100);
      await run();
      expect(await look()).toMatchObject({ rowsGone: 1, rowsRemoved: 0 });
      expect(await held()).toEqual(['O1/1', 'O1/2']);
    });

    test('a table that is suddenly empty takes nothing with it unless somebody says so', async () => {
      await add(Array.from({ length: 130 }, (_, index) => index + 1));
      await run();
      await database.run('delete from items');
      await expect(look()).rejects.toMatchObject({ code: 'pull-gone-too-many' });
      expect(await held()).toHaveLength(130);
      expect(await look(true)).toMatchObject({ rowsGone: 130, rowsRemoved: 130 });
      expect(await held()).toEqual([]);
    });
  });
});
