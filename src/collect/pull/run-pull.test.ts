import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { conflict } from '../../kernel/errors.ts';
import { mapping } from '../../records/mapping.ts';
import { type PullSourceKind, pullRequest, pullSourceKinds } from '../../records/pull.ts';
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
import { addSource, openableSource } from './pull-sources.store.ts';
import { findPull, rewindPull } from './pulls.store.ts';
import { runPull } from './run-pull.ts';

const stores = await testStores();
const ctx: StoreContext = { ...stores.ctx, callable: loopback };
afterAll(() => stores.close());

const linesTable: Readonly<Record<PullSourceKind, string>> = {
  postgresql: `create table lines (id bigint primary key, order_no text, sku text, qty numeric(10,2), paid numeric(12,2),
    at timestamptz, buyer text, changed timestamptz not null)`,
  mysql: `create table \`lines\` (id bigint primary key, order_no varchar(40), sku varchar(40), qty decimal(10,2),
    paid decimal(12,2), at timestamp(3) null, buyer varchar(40), changed timestamp(6) not null)`,
};
/** Beyond what a double holds exactly. */
const firstId = 9_007_199_254_740_993n;

const table = (kind: PullSourceKind) => (kind === 'mysql' ? '`lines`' : 'lines');
const row = (n: number, changed: string, paid = '19.90') =>
  `(${firstId + BigInt(n)}, 'O${n}', 'A1', 1, ${paid}, '2026-02-0${(n % 8) + 1} 01:30:00', 'M${n}', '2026-03-01 ${changed}')`;

const lineMapping = (source: string) =>
  mapping.parse({
    kind: 'orders',
    name: 'till',
    title: 'Till',
    source,
    columns: {
      orderId: 'order_no',
      sku: 'sku',
      quantity: 'qty',
      netAmount: 'paid',
      orderedAt: 'at',
      customer: 'buyer',
    },
    dateField: 'orderedAt',
  });

describe.each(pullSourceKinds)('a pull from %s', kind => {
  describe.skipIf(!pulledServers[kind])('of a real server', () => {
    let database: PulledDatabase;
    let pullId: string;
    let source: string;
    let n = 0;
    beforeEach(async () => {
      n += 1;
      source = `till-${kind}-${n}`;
      database = await pulledDatabase(kind);
      await database.run(linesTable[kind]);
      const { id: sourceId } = await addSource(ctx, database.request);
      const wish = {
        name: source,
        sourceId,
        table: 'lines',
        keyColumn: 'id',
        updatedColumn: 'changed',
        mapping: lineMapping(source),
      };
      ({ id: pullId } = await addCheckedPull(ctx, pullRequest.parse(wish)));
      return () => database.close();
    });
    const pull = () => runPull(ctx, { pullId, createdBy: null });
    const held = async () =>
      await ctx.ch.query<{ order_id: string; net: string; at: string }>(
        factsSql`select order_id, toString(net_amount) as net, toString(ordered_at) as at from order_lines
          where source = ${p.string(source)} order by order_id`,
        { tag: 'test' },
      );

    test('brings rows exactly, then only what is new or changed, once', async () => {
      await database.run(
        `insert into ${table(kind)} values ${[1, 2, 3].map(i => row(i, '10:00:00')).join(', ')}`,
      );
      expect(await pull()).toMatchObject({ rowsRead: 3, rowsTaken: 3, rowsStored: 3, rowsQuarantined: 0 });
      expect(await held()).toEqual([
        { order_id: 'O1', net: '19.9', at: '2026-02-02 01:30:00.000' },
        { order_id: 'O2', net: '19.9', at: '2026-02-03 01:30:00.000' },
        { order_id: 'O3', net: '19.9', at: '2026-02-04 01:30:00.000' },
      ]);
      // The overlap is read again and is nothing new; no import is made of it.
      expect(await pull()).toMatchObject({ rowsRead: 3, rowsTaken: 0, rowsUnchanged: 3, imports: [] });
      await database.run(
        `update ${table(kind)} set paid = 25.5, changed = '2026-03-01 10:05:00' where order_no = 'O2'`,
      );
      // Committed late: its time lies before the cursor's, within the overlap.
      await database.run(`insert into ${table(kind)} values ${row(4, '09:58:00')}`);
      expect(await pull()).toMatchObject({ rowsTaken: 2, rowsStored: 2 });
      expect((await held()).map(line => line.net)).toEqual(['19.9', '25.5', '19.9', '19.9']);
      const status = await findPull(ctx.pg, pullId);
      expect(status).toMatchObject({ caughtUp: true, rowsTaken: 5, rowsKnown: 4, lastCode: null });
      expect(status.lastRowAt?.toISOString()).toBe('2026-03-01T10:05:00.000Z');
    });

    test('walks rows of one time by their key, page after page, at the rate that is allowed', async () => {
      const many = Array.from({ length: 25 }, (_, index) => row(index + 1, '10:00:00')).join(', ');
      await database.run(`insert into ${table(kind)} values ${many}`);
      await sql`update pulls set rows_per_second = 10 where pull_id = ${pullId}`.execute(ctx.pg);
      const asked: string[] = [];
      const waited: number[] = [];
      const watched = {
        ...ctx,
        progress: async ({ label, done }: { label: string; done: number }) => {
          asked.push(label);
          if (label === 'waiting') waited.push(done);
        },
      };
      const machineNow = (() => {
        let ms = 0;
        // Each look at the clock is a fifth of a second later: the pauses are taken, no time is waited for.
        return () => new Date((ms += 900));
      })();
      const summary = await runPull({ ...watched, machineNow }, { pullId, createdBy: null });
      expect(summary).toMatchObject({ rowsRead: 25, rowsTaken: 25, rowsStored: 25 });
      expect(summary.imports).toHaveLength(1);
      expect(asked.filter(label => label === 'pulling')).toHaveLength(3);
      // What is read stays in sight while it waits.
      expect(waited).toEqual(expect.arrayContaining([10, 20]));
      expect(waited).not.toContain(0);
    });

    test('a run that somebody stopped is no failure', async () => {
      await database.run(`insert into ${table(kind)} values ${row(1, '10:00:00')}`);
      const stopped = { ...ctx, progress: async () => Promise.reject(conflict('work-canceled')) };
      await expect(runPull(stopped, { pullId, createdBy: null })).rejects.toThrow();
      expect(await findPull(ctx.pg, pullId)).toMatchObject({ lastCode: null, rowsRead: 0 });
    });

    test('a bad row is quarantined once and comes in when it is mended at the source', async () => {
      await database.run(`insert into ${table(kind)} values ${row(1, '10:00:00')}, ${row(2, '10:00:01')}`);
      await database.run(`update ${table(kind)} set order_no = null where order_no = 'O2'`);
      expect(await pull()).toMatchObject({ rowsStored: 1, rowsQuarantined: 1 });
      expect(await pull()).toMatchObject({ rowsTaken: 0 });
      await database.run(
        `update ${table(kind)} set order_no = 'O2', changed = '2026-03-01 10:01:00' where order_no is null`,
      );
      expect(await pull()).toMatchObject({ rowsTaken: 1, rowsStored: 1 });
    });

    test('an import that was undone comes again when the pull reads everything again', async () => {
      await database.run(`insert into ${table(kind)} values ${row(1, '10:00:00')}`);
      const { imports } = await pull();
      await undoImportById(ctx, importPaths, imports[0] ?? '');
      expect(await held()).toEqual([]);
      await rewindPull(ctx, pullId);
      expect(await pull()).toMatchObject({ rowsTaken: 1, rowsStored: 1 });
      expect(await held()).toHaveLength(1);
    });

    test('a failure before the import is published moves neither cursor nor memory', async () => {
      await database.run(`insert into ${table(kind)} values ${row(1, '10:00:00')}`);
      const broken = {
        ...ctx,
        progress: async ({ label }: { label: string }) => {
          if (label === 'preparing') throw new Error('cut off');
        },
      };
      await expect(runPull(broken, { pullId, createdBy: null })).rejects.toThrow('cut off');
      expect(await findPull(ctx.pg, pullId)).toMatchObject({ rowsRead: 0, rowsKnown: 0, caughtUp: false });
      expect(await pull()).toMatchObject({ rowsTaken: 1, rowsStored: 1 });
    });

    test('the password and the cursor stand encrypted', async () => {
      await database.run(`insert into ${table(kind)} values ${row(1, '10:00:00')}`);
      await pull();
      const { rows } = await sql<{ text: string }>`
        select s::text || p::text as text from pull_sources s join pulls p using (source_id)
        where pull_id = ${pullId}`.execute(ctx.pg);
      expect(rows[0]?.text).not.toContain(String(firstId + 1n));
      if (database.request.password) expect(rows[0]?.text).not.toContain(database.request.password);
      const { sourceId } = await findPull(ctx.pg, pullId);
      expect((await openableSource(ctx, sourceId)).password).toBe(database.request.password);
    });
  });
});
