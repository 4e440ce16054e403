/**
 * Purchases and returns in random files, imported, corrected, repeated and undone in any order: whatever remains must read
 * as if only the standing files had ever come, today and as of every earlier time.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mapping as mappingSchema } from '../../records/mapping.ts';
import { loadKnownAs } from '../../store/facts/known-as.ts';
import { knownRefunds, knownRows } from '../../store/facts/known-rows.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { importPaths } from './import-paths.ts';
import { runImport, undoImportById } from './run-import.ts';

const hour = 3_600_000;
const day = 24 * hour;

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

/** A sale of `pieces`, or a return of them; order and goods name the row. */
interface Row {
  readonly order: string;
  readonly goods: string;
  readonly day: number;
  readonly pieces: number;
  readonly isReturn: boolean;
}

interface File {
  readonly rows: readonly Row[];
  readonly history: boolean;
}

interface Taken extends File {
  readonly importId: string;
  readonly at: number;
  undoneFrom: number;
}

const keyOf = ({ order, goods }: Row) => `${order} ${goods}`;

/** Everything a plain reading needs: the imports in order, and rows by the latest standing import that names them. */
class PlainBase {
  readonly start: number;
  readonly taken: Taken[] = [];
  constructor(start: number) {
    this.start = start;
  }

  timeOf(row: Row): number {
    return this.start - 60 * day + row.day * day;
  }

  visible(moment: number): Row[] {
    const rows = new Map<string, Row>();
    for (const { rows: said, history, at, undoneFrom } of this.taken) {
      if (undoneFrom <= moment) continue;
      for (const row of said) {
        const knownAt = history ? Math.min(this.timeOf(row), at) : at;
        if (knownAt <= moment) rows.set(keyOf(row), row);
      }
    }
    return [...rows.values()];
  }

  read(moment: number): string[] {
    const rows = this.visible(moment);
    const sales = rows.filter(row => !row.isReturn);
    const left = new Map(sales.map(row => [keyOf(row), row.pieces]));
    const returns = rows
      .filter(row => row.isReturn)
      .sort((a, b) => a.day - b.day || (a.order < b.order ? -1 : 1));
    const told = returns.map(back => {
      const fits = sales
        .filter(sale => sale.goods === back.goods && sale.day <= back.day && sale.order[0] === back.order[1])
        .filter(sale => (left.get(keyOf(sale)) ?? 0) >= back.pieces)
        .sort((a, b) => b.day - a.day || (a.order < b.order ? 1 : -1));
      const [found] = fits;
      if (found) left.set(keyOf(found), (left.get(keyOf(found)) ?? 0) - back.pieces);
      return `${back.order} ${back.goods} ${back.pieces} of ${found ? `${found.order} day ${found.day}` : 'nothing'}`;
    });
    return [...sales.map(row => `${keyOf(row)} ${row.pieces} on ${row.day}`), ...told].sort();
  }
}

const rowOf = fc
  .record({
    customer: fc.constantFrom('a', 'b'),
    number: fc.nat(2),
    goods: fc.constantFrom('x', 'y'),
    day: fc.nat(6),
    pieces: fc.integer({ min: 1, max: 3 }),
    isReturn: fc.boolean(),
  })
  .map(
    ({ customer, number, ...row }): Row => ({
      ...row,
      order: `${row.isReturn ? 'R' : ''}${customer}${number}`,
    }),
  );

const fileOf = fc.record({
  rows: fc.uniqueArray(rowOf, { minLength: 1, maxLength: 6, selector: keyOf }),
  history: fc.boolean(),
});

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('import' as const),
      file: fileOf,
      wait: fc.integer({ min: 1, max: 30 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('again' as const),
      pick: fc.nat(9),
      history: fc.boolean(),
      wait: fc.integer({ min: 1, max: 30 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('undo' as const),
      pick: fc.nat(9),
      wait: fc.integer({ min: 1, max: 30 }),
    }),
  },
);

const mappingOf = (source: string, history: boolean) =>
  mappingSchema.parse({
    kind: 'orders',
    name: 'returns',
    title: 'returns',
    source,
    history,
    columns: {
      orderId: 'order',
      customer: 'member',
      orderedAt: 'at',
      sku: 'goods',
      quantity: 'n',
      netAmount: 'net',
      costAmount: 'cost',
    },
    dateField: 'orderedAt',
  });

function contentOf(base: PlainBase, rows: readonly Row[]): string {
  const lines = rows.map(row => {
    const sign = row.isReturn ? -1 : 1;
    const member = row.isReturn ? row.order[1] : row.order[0];
    const at = new Date(base.timeOf(row)).toISOString();
    return `${row.order},${member},${at},${row.goods},${sign * row.pieces},${sign * row.pieces * 10},${row.isReturn ? '' : row.pieces * 7}`;
  });
  return `order,member,at,goods,n,net,cost\n${lines.join('\n')}\n`;
}

let files = 0;
async function take(base: PlainBase, file: File, source: string): Promise<void> {
  files += 1;
  const path = join(stores.ctx.stagingFolder, `returns-${files}.csv`);
  writeFileSync(path, contentOf(base, file.rows));
  const importId = stores.ctx.newId();
  const mapping = mappingOf(source, file.history);
  const upload = { path, fileName: 'returns.csv', sha256: String(files).padStart(64, '0') };
  await runImport(stores.ctx, importPaths, {
    importId,
    kind: 'orders',
    mapping,
    dryRun: false,
    createdBy: null,
    upload,
  });
  base.taken.push({
    ...file,
    importId,
    at: stores.ctx.now().getTime(),
    undoneFrom: Number.POSITIVE_INFINITY,
  });
}

async function read(
  source: string,
  base: PlainBase,
  time: Parameters<typeof knownRefunds>[0],
): Promise<string[]> {
  const dayOf = (at: string) =>
    (Date.parse(`${at.replace(' ', 'T')}Z`) - base.timeOf({ day: 0 } as Row)) / day;
  const sales = await stores.ctx.ch.query<{ name: string; n: number; at: string }>(
    factsSql`select concat(order_id, ' ', sku) as name, toInt32(quantity) as n, sold_at as at
      from ${knownRows('order_lines', time)} as l where source = ${p.string(source)} and is_deleted = 0`,
    { tag: 'test.lines' },
  );
  const returns = await stores.ctx.ch.query<{
    name: string;
    n: number;
    of: string;
    at: string | null;
    cost: string | null;
  }>(
    factsSql`select concat(substring(refund_id, 1, position(refund_id, '/') - 1), ' ', sku) as name, toInt32(quantity) as n,
        if(matched = 1, order_id, '') as of, purchase_sold_at as at, toString(cost_amount) as cost
      from ${knownRefunds(time)} as r where source = ${p.string(source)} and is_deleted = 0`,
    { tag: 'test.returns' },
  );
  for (const row of returns)
    expect(row.cost === null ? null : Number(row.cost)).toBe(row.of ? row.n * 7 : null);
  return [
    ...sales.map(row => `${row.name} ${row.n} on ${dayOf(row.at)}`),
    ...returns.map(
      row => `${row.name} ${row.n} of ${row.of ? `${row.of} day ${dayOf(row.at ?? '')}` : 'nothing'}`,
    ),
  ].sort();
}

let runs = 0;
it('returns have the purchase a plain reading of the standing files gives them, today and at every earlier time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 6 }),
      fc.array(fc.integer({ min: -60 * 24, max: 200 }), { minLength: 3, maxLength: 3 }),
      async (steps, moments) => {
        runs += 1;
        const source = `returns-${runs}`;
        stores.clock.advance({ days: 30 });
        const base = new PlainBase(stores.ctx.now().getTime());
        for (const each of steps) {
          stores.clock.advance({ hours: each.wait });
          const now = stores.ctx.now().getTime();
          const picked =
            each.kind === 'import' ? undefined : base.taken[each.pick % Math.max(1, base.taken.length)];
          if (each.kind === 'import') await take(base, each.file, source);
          else if (each.kind === 'again' && picked)
            await take(base, { rows: picked.rows, history: each.history }, source);
          else if (each.kind === 'undo' && picked && picked.undoneFrom === Number.POSITIVE_INFINITY) {
            const before = await unmatched(source, picked.importId);
            const { returnsUnmatched } = await undoImportById(stores.ctx, importPaths, picked.importId);
            picked.undoneFrom = picked.history ? 0 : now;
            expect(returnsUnmatched).toBe(Math.max(0, (await unmatched(source, picked.importId)) - before));
          }
          const asOf = stores.ctx.now();
          expect(await read(source, base, { asOf, knownAs: 'current' })).toEqual(base.read(now));
        }
        for (const hours of [...moments, 1000]) {
          const asOf = new Date(base.start + hours * hour);
          expect(await read(source, base, { asOf, knownAs: 'as-of' })).toEqual(base.read(asOf.getTime()));
          const knownAs = await loadKnownAs(stores.ctx.ch, asOf);
          expect(await read(source, base, { asOf, knownAs })).toEqual(base.read(asOf.getTime()));
        }
      },
    ),
    { numRuns: Number(process.env.REKINDLE_RETURN_RUNS ?? 4), seed: 20260301, endOnFailure: true },
  );
}, 600_000);

const unmatched = async (source: string, importId: string): Promise<number> => {
  const [row] = await stores.ctx.ch.query<{ n: number }>(
    factsSql`select toInt32(countIf(matched = 0 and refund_id not in (select refund_id from refunds_log where import_id = ${p.uuid(importId)} and source = ${p.string(source)}))) as n from refunds where source = ${p.string(source)}`,
    { tag: 'test.unmatched' },
  );
  return row?.n ?? 0;
};
