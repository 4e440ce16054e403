/** The simulated shop's own files through the import: what it says it sold is what the product says it sold. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInMapping } from '../../src/collect/import/built-in-mappings.ts';
import { importPaths } from '../../src/collect/import/import-paths.ts';
import { runImport } from '../../src/collect/import/run-import.ts';
import { invariant } from '../../src/kernel/invariant.ts';
import type { ImportSummary } from '../../src/records/import.ts';
import type { ImportKind } from '../../src/records/mapping.ts';
import { referenceSalesDefinition } from '../../src/records/sales-definition.ts';
import { brokenRowNames } from '../../src/simulator/dirt.ts';
import { openShop } from '../../src/simulator/shop.ts';
import { writeCsvAsParquet } from '../../src/store/facts/parquet-file.ts';
import { saleLines } from '../../src/store/facts/sale-lines.ts';
import { factsSql } from '../../src/store/facts/sql.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';

const startsAt = new Date('2023-01-01T00:00:00+08:00');
const asOf = new Date('2025-03-01T00:00:00+08:00');

describe.each(['utf-8', 'gb18030', 'parquet'] as const)('the simulated shop in %s', form => {
  let stores: TestStores;
  let report: Awaited<ReturnType<ReturnType<typeof openShop>['writeHistory']>>;
  const summaries: Partial<Record<ImportKind, ImportSummary>> = {};

  beforeAll(async () => {
    stores = await testStores({ start: asOf });
    const shop = openShop({ seed: 11, customers: 500, startsAt, asOf });
    report = await shop.writeHistory(stores.ctx.stagingFolder, {
      encoding: form === 'gb18030' ? 'gb18030' : 'utf-8',
      dirt: true,
    });
    for (const kind of ['customers', 'orders'] as const) {
      const mapping = builtInMapping('simulated-shop', kind);
      invariant(mapping, 'the mapping comes with the product');
      const written = report.files[kind];
      invariant(written, 'the shop wrote both files');
      const fileName = `${kind}.${form === 'parquet' ? 'parquet' : 'csv'}`;
      const path = join(stores.ctx.stagingFolder, fileName);
      if (form === 'parquet')
        await writeCsvAsParquet(stores.ctx.ch, { from: written.path, to: path, columns: written.columns });
      const upload = { path, fileName, sha256: kind.padEnd(64, '0') };
      const importId = stores.ctx.newId();
      summaries[kind] = await runImport(stores.ctx, importPaths, {
        importId,
        kind,
        mapping,
        dryRun: false,
        createdBy: null,
        upload,
      });
    }
  }, 120_000);
  afterAll(() => stores?.close());

  it('reads every row: stored, duplicate or quarantined', () => {
    for (const kind of ['customers', 'orders'] as const) {
      const summary = summaries[kind];
      invariant(summary, 'both files were imported');
      expect(summary.rowsRead).toBe(report.files[kind]?.rows);
      expect(summary.rowsStored + summary.rowsDuplicate + summary.rowsQuarantined).toBe(summary.rowsRead);
    }
    const { rowsStored, rowsQuarantined, rowsDuplicate } = summaries.orders ?? {};
    expect(rowsStored).toBe(report.totals.orderLines + report.totals.refunds);
    expect({ rowsQuarantined, rowsDuplicate }).toEqual({
      rowsQuarantined: brokenRowNames.reduce((sum, name) => sum + (report.dirt.orders[name] ?? 0), 0),
      rowsDuplicate: report.dirt.orders['repeatedRow'],
    });
  });

  it('gives the shop’s own sales, margin and refunds to the cent', async () => {
    const definition = {
      ...referenceSalesDefinition(1),
      zone: 'Asia/Shanghai',
      currency: 'CNY',
      subtractReturns: true,
    };
    const sums = await stores.ctx.ch.query<Record<string, string>>(
      factsSql`select kind, toString(count()) as rows, toString(sum(net_amount)) as net, toString(sum(margin_amount)) as margin
        from (${saleLines({ definition, asOf, knownAs: 'current' })}) group by kind order by kind`,
      { tag: 'test.sums' },
    );
    const [refund, sale] = sums;
    const minor = (text: string | undefined) => Math.round(Number(text) * 100);
    expect(minor(sale?.net)).toBe(report.totals.netMinor);
    expect(Number(sale?.rows)).toBe(report.totals.saleLines);
    expect(-minor(refund?.net)).toBe(report.totals.refundMinor);
    expect(minor(sale?.margin)).toBe(report.totals.marginMinor);
  });
});
