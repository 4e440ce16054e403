/** The published RFM table of Online Retail II, year 1, against the product's own features on the same file. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceSalesDefinition } from '../../src/records/sales-definition.ts';
import { factsSql } from '../../src/store/facts/sql.ts';
import { referencePath, referenceText } from '../../src/testing/reference-data.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { computeFeatures, featuresOnly } from '../../src/understand/compute-features.store.ts';

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

/** The file's rows as order lines, read by the engine alone: customer 12346 becomes …-000000012346. */
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

interface ReferenceRow {
  readonly customer: string;
  readonly recency: string;
  readonly frequency: string;
  readonly monetary: number;
}

const reference = (): ReferenceRow[] =>
  (referenceText('online_retail/rfm_reference.csv.gz') ?? '')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => {
      const [id = '', recency = '', frequency = '', monetary = ''] = line.split(',');
      return { customer: id.replace('.0', ''), recency, frequency, monetary: Number(monetary) };
    });

describe.skipIf(!file)('RFM of Online Retail II', () => {
  let stores: TestStores;
  const asOf = new Date('2010-12-10T00:00:00Z');

  beforeAll(async () => {
    stores = await testStores({ settings: { currency: 'GBP', zone: 'Europe/London' }, start: asOf });
    await loadFile(stores, file as string);
  });
  afterAll(() => stores?.close());

  it('gives every one of the 4,312 customers the published recency, frequency and money', async () => {
    const definition = referenceSalesDefinition(1);
    const basis = { window: 'all', frequency: 'orders' } as const;
    await computeFeatures(stores.ctx, { asOf, definition, basis }, featuresOnly);
    const rows = await stores.ctx.ch.query<Record<string, string>>(
      factsSql`select toString(toUInt32(substring(toString(customer_id), 25))) as customer, toString(recency_days) as recency,
  toString(frequency) as frequency, toString(monetary) as monetary
from customer_features where occasions > 0 order by toUInt32(customer)`,
      { tag: 'golden.read' },
    );
    const cents = (money: string | number) => Math.round(Number(money) * 100);
    expect(rows).toHaveLength(4312);
    expect(
      rows.map(({ customer, recency, frequency, monetary }) => [
        customer,
        recency,
        frequency,
        cents(monetary ?? ''),
      ]),
    ).toEqual(
      reference().map(({ customer, recency, frequency, monetary }) => [
        customer,
        recency,
        frequency,
        cents(monetary),
      ]),
    );
    const total = rows.reduce((sum, row) => sum + Math.round(Number(row.monetary) * 10_000), 0);
    expect(Math.round(total / 100) / 100).toBe(8_832_003.27);
  });
});
