/**
 * Stages and P(alive) given to Online Retail II as of 2010-09-01, against who bought again in the 90 days after. Returns
 * are left out of the reading, as in the published RFM table; 273 days of history are too few for a seasonal clock.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceSalesDefinition } from '../../src/records/sales-definition.ts';
import { type StageBacktest, stageBacktest } from '../../src/records/stage-backtest.ts';
import { factsSql } from '../../src/store/facts/sql.ts';
import { referencePath } from '../../src/testing/reference-data.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { computeFeatures, featuresOnly } from '../../src/understand/compute-features.store.ts';
import { loadOutcomes } from '../../src/understand/stage-backtest.store.ts';
import { stageBacktestOf } from '../../src/understand/stage-backtest.ts';

const file = referencePath('online_retail/online_retail_ii_2009_2010.csv.gz');
const columns = [
  'Invoice',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'Price',
  'Customer ID',
  'Country',
];
const origin = new Date('2010-08-31T23:00:00Z');
const asOf = new Date('2010-12-10T00:00:00Z');
const definition = referenceSalesDefinition(1);
const lifeOf = (backtest: StageBacktest, stage: string) => backtest.all.find(row => row.stage === stage);

async function loadFile({ ctx, home }: TestStores, path: string): Promise<void> {
  const staged = join(home, 'staging', 'online-retail.csv.gz');
  copyFileSync(path, staged);
  const rows = ctx.ch.fileTable({ path: staged, format: 'CSVWithNames', columns });
  for (const table of ['order_lines_log', 'order_lines']) {
    await ctx.ch.command(
      factsSql`insert into ${ctx.ch.target(table)} (source, order_id, line_no, customer_id, sold_at, counts_as_sale,
  line_kind, sku, product_name, quantity, net_amount, currency, region, known_at, version)
select 'file', c1, row_number() over (partition by c1 order by c2),
  toUUID(if(c7 = '', '00000000-0000-0000-0000-000000000000',
    concat('00000000-0000-8000-8000-', leftPad(replace(c7, '.0', ''), 12, '0')))),
  toDateTime64(parseDateTimeBestEffort(c5, 'Europe/London'), 3, 'UTC') as at,
  toInt32(c4) > 0 and toFloat64(c6) > 0 and not startsWith(c1, 'C'), 'product', c2, c3, toDecimal64(c4, 4),
  toDecimal64(c4, 0) * toDecimal64(c6, 4), 'GBP', c8, at, 1
from ${rows}`,
      { tag: 'golden.load', role: 'batch' },
    );
  }
}

describe.skipIf(!file)('Online Retail II as of 2010-09-01', () => {
  let stores: TestStores;
  let backtest: StageBacktest;
  let family: string | undefined;

  beforeAll(async () => {
    stores = await testStores({ start: asOf });
    await loadFile(stores, file as string);
    const run = await computeFeatures(stores.ctx, { asOf: origin, definition }, featuresOnly);
    family = run.customerValue.families[0]?.fit.status;
    const found = await loadOutcomes(stores.ctx, { origins: [origin], days: 90, asOf, definition });
    backtest = stageBacktest.parse(stageBacktestOf(90, found));
  });
  afterAll(() => stores?.close());

  it('active customers bought again more often than declining ones, those more often than dormant ones', () => {
    const rate = (stage: string) => lifeOf(backtest, stage)?.rate ?? Number.NaN;
    expect(backtest.inOrder).toBe(true);
    expect(rate('growing')).toBeCloseTo(0.793, 3);
    expect(rate('mature')).toBeCloseTo(0.773, 3);
    expect(rate('declining')).toBeCloseTo(0.67, 3);
    expect(rate('dormant')).toBeCloseTo(0.445, 3);
    expect(rate('lost')).toBeCloseTo(0.399, 3);
  });

  it('the purchase model finds nobody gone, the law of waits tells a pause but not in nine months how long one lasts', () => {
    expect(family).toBe('prior');
    expect(lifeOf(backtest, 'lost')?.customers).toBe(263);
  });

  it('P(alive) and the order of the stages rank who came back', () => {
    expect(backtest.aucAlive).toBeCloseTo(0.714, 3);
    expect(backtest.aucStage).toBeCloseTo(0.669, 3);
  });

  it('the chance of an order in 90 days given then is near the share that came', () => {
    const sum = (of: (row: StageBacktest['all'][number]) => number) =>
      backtest.all.reduce((t, row) => t + of(row), 0);
    const expected = sum(row => row.customers * (row.expected ?? 0)) / sum(row => row.customers);
    const came = sum(row => row.bought) / sum(row => row.customers);
    expect(expected / came).toBeGreaterThan(0.6);
    expect(expected / came).toBeLessThan(1.4);
    expect(lifeOf(backtest, 'mature')?.customers).toBeGreaterThan(100);
  });
});
