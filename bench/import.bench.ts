/**
 * The import of N order lines from a CSV of eleven columns against two floors of the same file: the engine's own `file()` insert of the
 * same columns, typed, into a plain table, and the same into a table with the columns, order and fsync of `order_lines`.
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { importPaths } from '../src/collect/import/import-paths.ts';
import { runImport } from '../src/collect/import/run-import.ts';
import { mapping as mappingSchema } from '../src/records/mapping.ts';
import type { Facts } from '../src/store/facts/facts.ts';
import { factsSql, sqlFromFile } from '../src/store/facts/sql.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 500_000;

const headers = [
  'order',
  'line',
  'member',
  'ordered',
  'paid',
  'status',
  'sku',
  'name',
  'category',
  'quantity',
  'net',
];
const mapping = mappingSchema.parse({
  kind: 'orders',
  name: 'bench',
  title: 'bench',
  source: 'bench',
  columns: {
    orderId: 'order',
    lineNo: 'line',
    customer: 'member',
    orderedAt: 'ordered',
    paidAt: 'paid',
    status: 'status',
    sku: 'sku',
    productName: 'name',
    category: 'category',
    quantity: 'quantity',
    netAmount: 'net',
  },
  countingStatuses: ['paid', 'shipped'],
});
const two = (value: number) => String(value).padStart(2, '0');

/** Orders of three lines, twenty lines a customer, all readable. */
function* lines(size: number): Generator<string> {
  yield `${headers.join(',')}\n`;
  for (let from = 0; from < size; from += 10_000) {
    let block = '';
    for (let i = from; i < Math.min(size, from + 10_000); i += 1) {
      const order = Math.floor(i / 3);
      const product = (i * 7919) % 3000;
      const day = `2025-${two((order % 12) + 1)}-${two((order % 28) + 1)} ${two(order % 24)}:${two(order % 60)}:${two(i % 60)}`;
      const member = (order * 104_729) % Math.ceil(size / 20);
      block += `O${order},${i % 3},M${member},${day},${day},${order % 9 ? 'paid' : 'canceled'},S${product},Product number ${product},C${product % 12},${(i % 4) + 1},${(product % 200) + 0.5}\n`;
    }
    yield block;
  }
}

const batch = { tag: 'bench.import', role: 'ingest', timeoutSeconds: 1200 } as const;

/** The import's own block size: with the engine's larger one a floor of five million rows needs more memory than the role has. */
const inBlocks = sqlFromFile(
  'settings min_insert_block_size_rows = 262144, min_insert_block_size_bytes = 134217728',
);

async function plainFloor(ch: Facts, path: string): Promise<number> {
  await ch.command(
    sqlFromFile(`create table bench_plain (order_id String, line_no UInt32, member String, ordered_at DateTime64(3, 'UTC'),
      paid_at DateTime64(3, 'UTC'), status LowCardinality(String), sku String, product_name String,
      category LowCardinality(String), quantity Decimal(18, 4), net_amount Decimal(18, 4)) engine = MergeTree order by tuple()`),
    batch,
  );
  const table = ch.fileTable({ path, format: 'CSVWithNames', columns: headers });
  return secondsOf(() =>
    ch.command(factsSql`insert into bench_plain ${inBlocks} select * from ${table}`, batch),
  );
}

async function sortedFloor(ch: Facts, path: string): Promise<number> {
  await ch.command(
    sqlFromFile(
      'create table bench_sorted as order_lines_local engine = ReplacingMergeTree(version, is_deleted) ' +
        'order by (customer_id, source, order_id, line_no) settings fsync_after_insert = 1, fsync_part_directory = 1',
    ),
    batch,
  );
  const table = ch.fileTable({ path, format: 'CSVWithNames', columns: headers });
  return secondsOf(() =>
    ch.command(
      factsSql`insert into bench_sorted (order_id, line_no, customer_id, ordered_at, paid_at, status, sku, product_name, category,
        quantity, net_amount) ${inBlocks} select c1, c2, reinterpretAsUUID(MD5(c3)), c4, c5, c6, c7, c8, c9, c10, c11 from ${table}`,
      batch,
    ),
  );
}

export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  const path = join(ctx.stagingFolder, 'bench.csv');
  await mkdir(ctx.stagingFolder, { recursive: true });
  await pipeline(lines(size), createWriteStream(path));
  const floors = { plain: await plainFloor(ctx.ch, path), sorted: await sortedFloor(ctx.ch, path) };
  const upload = { path, fileName: 'bench.csv', sha256: '0'.repeat(64) };
  const order = { kind: 'orders', mapping, dryRun: false, createdBy: null, upload } as const;
  const seconds = await secondsOf(() => runImport(ctx, importPaths, { importId: ctx.newId(), ...order }));
  yield benchLine('import', size, { seconds, floorSeconds: floors.plain });
  yield benchLine('import-against-sorted-insert', size, { seconds, floorSeconds: floors.sorted });
  await close();
}
