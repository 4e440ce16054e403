/** Rules of today over what was known then: whatever arrives or is taken back later, an earlier time excludes the same. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ExclusionRule } from '../../records/exclusion.ts';
import { type MappingInput, mapping as mappingSchema } from '../../records/mapping.ts';
import { excludedAsOf } from '../../store/facts/exclusion-matches.ts';
import { type KnownAs, loadKnownAs } from '../../store/facts/known-as.ts';
import { excludedToday } from '../../store/facts/sale-lines.ts';
import { type FactsSql, factsSql } from '../../store/facts/sql.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { importPaths } from '../import/import-paths.ts';
import { runImport, undoImportById } from '../import/run-import.ts';
import { applyExclusions, saveExclusionRules } from './exclusions.store.ts';

const rules: readonly ExclusionRule[] = [
  { rule: 'staff', enabled: true },
  { rule: 'test', enabled: true },
  { rule: 'wholesale', enabled: true, lineQuantity: 8, yearlySales: '500' },
  { rule: 'brushing', enabled: true, ordersPerDay: 3, refundShare: 0.5, minimumOrders: 2 },
];

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
  await saveExclusionRules(stores.ctx, rules);
});
afterAll(() => stores.close());

const customersMapping: MappingInput = {
  kind: 'customers',
  name: 'people',
  title: 'people',
  source: 'crm',
  history: false,
  columns: { customer: 'member', kind: 'kind' },
  kindWords: { staff: ['staff'], wholesale: ['dealer'], test: ['test'] },
};
const ordersMapping: MappingInput = {
  kind: 'orders',
  name: 'sales',
  title: 'sales',
  source: 'shop',
  history: false,
  columns: {
    orderId: 'order',
    customer: 'member',
    orderedAt: 'at',
    sku: 'sku',
    quantity: 'n',
    netAmount: 'net',
  },
  dateField: 'orderedAt',
};

const member = fc.constantFrom('m1', 'm2', 'm3');
const people = fc.uniqueArray(fc.record({ member, kind: fc.constantFrom('', 'staff', 'dealer', 'test') }), {
  minLength: 1,
  maxLength: 3,
  selector: row => row.member,
});
const sales = fc.uniqueArray(
  fc.record({ member, number: fc.nat(4), day: fc.nat(1), pieces: fc.constantFrom(1, 2, 9, -1, -2) }),
  { minLength: 2, maxLength: 8, selector: row => `${row.member} ${row.number} ${row.pieces < 0}` },
);
const step = fc.oneof(
  fc.record({ kind: fc.constant('people' as const), rows: people }),
  fc.record({ kind: fc.constant('sales' as const), rows: sales }),
  fc.record({ kind: fc.constant('undo' as const), pick: fc.nat(9) }),
);

let files = 0;
async function take(mapping: MappingInput, lines: readonly string[]): Promise<string> {
  files += 1;
  const path = join(stores.ctx.stagingFolder, `exclusions-${files}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  const importId = stores.ctx.newId();
  const upload = { path, fileName: 'file.csv', sha256: String(files).padStart(64, '0') };
  const whole = mappingSchema.parse(mapping);
  const order = { importId, kind: whole.kind, mapping: whole, dryRun: false, createdBy: null, upload };
  await runImport(stores.ctx, importPaths, order);
  return importId;
}

const rowsOf = (sql: FactsSql) =>
  stores.ctx.ch.query(
    factsSql`select toString(customer_id) as id, toString(rule) as rule from ${sql} as e order by id, rule`,
    {
      tag: 'test.excluded',
    },
  );

const asOfRows = (asOf: Date, knownAs: KnownAs) =>
  rowsOf(excludedAsOf(rules, { asOf, knownAs, zone: stores.ctx.settings.zone }));

it('an earlier time excludes whom it excluded then, in every reading', async () => {
  let excludedOnce = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async steps => {
      const standing: string[] = [];
      const seen: { at: Date; rows: unknown[] }[] = [];
      for (const each of steps) {
        stores.clock.advance({ days: 1 });
        if (each.kind === 'people')
          standing.push(
            await take(customersMapping, [
              'member,kind',
              ...each.rows.map(row => `${row.member},${row.kind}`),
            ]),
          );
        else if (each.kind === 'sales')
          standing.push(
            await take(ordersMapping, [
              'order,member,at,sku,n,net',
              ...each.rows.map(
                ({ member: who, number, day, pieces }) =>
                  `${pieces < 0 ? 'R' : ''}${who}-${number},${who},2026-02-0${(pieces < 0 ? 3 : 1) + day} 10:00:00,x,${pieces},${pieces * 40}`,
              ),
            ]),
          );
        else if (standing.length > 0) {
          const [picked] = standing.splice(each.pick % standing.length, 1);
          if (picked) await undoImportById(stores.ctx, importPaths, picked);
        }
        await applyExclusions(stores.ctx);
        const rows = await rowsOf(excludedToday);
        excludedOnce = Math.max(excludedOnce, rows.length);
        seen.push({ at: stores.ctx.now(), rows });
      }
      for (const { at, rows } of seen) {
        expect(await asOfRows(at, 'as-of')).toEqual(rows);
        expect(await asOfRows(at, await loadKnownAs(stores.ctx.ch, at))).toEqual(rows);
      }
      for (const importId of standing) await undoImportById(stores.ctx, importPaths, importId);
    }),
    { numRuns: 3, seed: 20260305, endOnFailure: true },
  );
  expect(excludedOnce).toBeGreaterThan(2);
}, 600_000);
