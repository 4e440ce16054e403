/** The import of a real file against the figures published with it: Online Retail II, 525,461 lines of a wholesaler. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInMapping } from '../../src/collect/import/built-in-mappings.ts';
import { importPaths } from '../../src/collect/import/import-paths.ts';
import { runImport, undoImportById } from '../../src/collect/import/run-import.ts';
import { invariant } from '../../src/kernel/invariant.ts';
import type { ImportSummary } from '../../src/records/import.ts';
import { referenceSalesDefinition } from '../../src/records/sales-definition.ts';
import { saleLines } from '../../src/store/facts/sale-lines.ts';
import { factsSql } from '../../src/store/facts/sql.ts';
import { referencePath, referenceText } from '../../src/testing/reference-data.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';

const file = referencePath('online_retail/online_retail_ii_2009_2010.csv.gz');
const published = JSON.parse(referenceText('online_retail/reference.json') ?? 'null')?.year1_2009_2010;

// The customers path is not needed: the published file has orders only.
describe.skipIf(!file)('Online Retail II through the built-in mapping', () => {
  let stores: TestStores;
  let first: ImportSummary;

  const importFile = (dryRun = false): Promise<ImportSummary> => {
    const mapping = builtInMapping('online-retail', 'orders');
    invariant(mapping && file, 'the mapping comes with the product');
    const path = join(stores.ctx.stagingFolder, 'online-retail.csv.gz');
    copyFileSync(file, path);
    const upload = { path, fileName: 'online-retail.csv.gz', sha256: 'f'.repeat(64) };
    const importId = stores.ctx.newId();
    return runImport(stores.ctx, importPaths, {
      importId,
      kind: 'orders',
      mapping,
      dryRun,
      createdBy: null,
      upload,
    });
  };

  const totals = async () => {
    const definition = referenceSalesDefinition(1);
    const [row] = await stores.ctx.ch.query<Record<'lines' | 'customers' | 'revenue', string>>(
      factsSql`select count() as lines, uniqExact(customer_id) as customers, toString(round(sum(net_amount), 2)) as revenue
        from (${saleLines({ definition, asOf: new Date('2011-01-01'), knownAs: 'current' })})
        where customer_id != toUUID('00000000-0000-0000-0000-000000000000')`,
      { tag: 'test.totals' },
    );
    return { lines: Number(row?.lines), customers: Number(row?.customers), revenue: Number(row?.revenue) };
  };

  const count = async (table: 'order_lines' | 'refunds', where: ReturnType<typeof factsSql>) => {
    const from = table === 'order_lines' ? factsSql`order_lines` : factsSql`refunds`;
    const [row] = await stores.ctx.ch.query<{ n: string }>(
      factsSql`select count() as n from ${from} where ${where}`,
      {
        tag: 'test.count',
      },
    );
    return Number(row?.n);
  };

  beforeAll(async () => {
    stores = await testStores({ start: '2011-01-01T00:00:00Z' });
    first = await importFile();
  }, 120_000);
  afterAll(() => stores?.close());

  it('reads every row and stores every row', () => {
    expect(first.rowsRead).toBe(published.rows);
    expect(first).toMatchObject({ rowsStored: 525_461, rowsDuplicate: 0, rowsQuarantined: 0, reasons: [] });
    expect(first.orders).toBe(published.invoices);
    expect(first.customers).toBe(published.customers);
  });

  it('gives the published sales to the penny under the published definition', async () => {
    expect(await totals()).toEqual({
      lines: published.valid_sales.rows,
      customers: published.valid_sales.customers,
      revenue: published.valid_sales.revenue,
    });
  });

  it('knows what is no sale: cancellations, adjustments, zero prices, lines of nobody, exact repeats', async () => {
    const nobody = factsSql`customer_id = toUUID('00000000-0000-0000-0000-000000000000')`;
    const lost = (await count('order_lines', nobody)) + (await count('refunds', nobody));
    expect(lost).toBe(published.missing_customer);
    const cancelled = await count('order_lines', factsSql`startsWith(order_id, 'C')`);
    expect((await count('refunds', factsSql`1`)) + cancelled).toBe(published.cancel_rows_C);
    expect(await count('order_lines', factsSql`startsWith(order_id, 'A') and line_kind = 'adjustment'`)).toBe(
      published.adjust_rows_A,
    );
    expect(first.notes.find(note => note.code === 'repeated-lines')?.count).toBe(published.duplicates);
  });

  it('lets returns reduce the purchases they match and counts the others', () => {
    const matched = first.notes.find(note => note.code === 'returns-matched');
    const unmatched = first.notes.find(note => note.code === 'returns-unmatched');
    expect((matched?.count ?? 0) + (unmatched?.count ?? 0)).toBe(10_205);
    expect(matched?.count).toBeGreaterThan(7_000);
  });

  it('shows what each open answer is worth', async () => {
    const returns = first.effects.find(effect => effect.question === 'returns')?.answers;
    expect(returns?.map(({ answer, chosen }) => [answer, chosen])).toEqual([
      ['subtract', true],
      ['ignore', false],
    ]);
    const [refunds] = await stores.ctx.ch.query<{ amount: string }>(
      factsSql`select toString(sum(amount)) as amount from refunds where line_kind = 'product'`,
      { tag: 'test.refunds' },
    );
    expect(Number(returns?.[1]?.difference)).toBe(Number(refunds?.amount));
    const nobody = first.effects.find(effect => effect.question === 'unknown-customers')?.answers;
    expect(Number(nobody?.[1]?.difference)).toBeLessThan(-1_000_000);
  });

  let again: typeof first;
  it('changes nothing when the same file comes again', async () => {
    const before = await totals();
    again = await importFile();
    expect(again).toMatchObject({
      rowsRead: 525_461,
      rowsStored: 0,
      rowsDuplicate: 525_461,
      rowsQuarantined: 0,
    });
    expect(await totals()).toEqual(before);
  }, 120_000);

  it('keeps the buyers by their number, encrypted', async () => {
    const { total } = await stores.ctx.pg
      .selectFrom('customers')
      .select(eb => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    expect(total).toBe(published.customers);
  });

  it('keeps what the second file said when the first is undone, to the last row', async () => {
    const before = await totals();
    const undone = await undoImportById(stores.ctx, importPaths, first.importId);
    expect(undone).toMatchObject({ rowsTakenBack: 525_461, rowsRestored: 525_461, returnsUnmatched: 0 });
    expect(await totals()).toEqual(before);
  }, 120_000);

  it('takes the import back to the last row', async () => {
    const undone = await undoImportById(stores.ctx, importPaths, again.importId);
    expect(undone).toMatchObject({ rowsTakenBack: 525_461, rowsRestored: 0 });
    expect(await totals()).toEqual({ lines: 0, customers: 0, revenue: 0 });
    expect(await stores.ctx.pg.selectFrom('customers').select('customer_id').execute()).toEqual([]);
  }, 120_000);

  it('stores nothing in a dry run and says the same', async () => {
    const { importId: _, seconds: __, dryRun, notes: ___, ...dry } = await importFile(true);
    const { importId: ____, seconds: _____, dryRun: ______, notes: _______, ...real } = first;
    expect(dryRun).toBe(true);
    expect(dry).toEqual(real);
    expect(await totals()).toEqual({ lines: 0, customers: 0, revenue: 0 });
  }, 120_000);
});
