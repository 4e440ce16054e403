/** What a waiting person is told: rows done of all rows, from the first step on, never backwards. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Progress } from '../../kernel/context.ts';
import { type MappingInput, mapping as mappingSchema } from '../../records/mapping.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { importPaths } from './import-paths.ts';
import { runImport } from './run-import.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

const shared = { name: 'told', title: 'told', source: 'told' };
const cases: readonly [
  kind: string,
  mapping: MappingInput,
  row: (n: number) => string,
  steps: readonly string[],
][] = [
  [
    'orders',
    {
      ...shared,
      kind: 'orders',
      columns: { orderId: 'a', orderedAt: 'b', sku: 'c', netAmount: 'd' },
      dateField: 'orderedAt',
    },
    n => `A${n},2026-01-02,x,10`,
    ['reading', 'staging', 'checking', 'weighing', 'preparing', 'publishing'],
  ],
  [
    'customers',
    { ...shared, kind: 'customers', columns: { customer: 'a', registeredAt: 'b', city: 'c', name: 'd' } },
    n => `M${n},2026-01-02,x,n${n}`,
    ['reading', 'staging', 'preparing', 'publishing'],
  ],
];

it.each(cases)('%s are told in rows of the file, step by step', async (kind, mapping, row, steps) => {
  const rows = 12_000;
  const path = join(stores.ctx.stagingFolder, `${kind}.csv`);
  writeFileSync(path, `a,b,c,d\n${Array.from({ length: rows }, (_, n) => `${row(n)}\n`).join('')}`);
  const told: Parameters<Progress>[0][] = [];
  const ctx = { ...stores.ctx, progress: async (one: Parameters<Progress>[0]) => void told.push(one) };
  const whole = mappingSchema.parse(mapping);
  const upload = { path, fileName: 'told.csv', sha256: kind.padStart(64, '0') };
  const order = {
    importId: ctx.newId(),
    kind: whole.kind,
    mapping: whole,
    dryRun: false,
    createdBy: null,
    upload,
  };
  expect(await runImport(ctx, importPaths, order)).toMatchObject({ rowsStored: rows });
  expect([...new Set(told.map(({ label }) => label))]).toEqual(steps);
  const counted = told.filter(({ label }) => label !== 'reading');
  expect(new Set(counted.map(({ total }) => total))).toEqual(new Set([rows]));
  const done = counted.map(one => one.done);
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(done.at(-1)).toBeLessThan(rows);
});
