import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultExclusionRules } from '../../records/exclusion.ts';
import { customersMapping, ordersMapping } from '../../records/mapping.ts';
import { simulatedCustomersMapping, simulatedOrdersMapping } from '../../records/simulated-files.ts';
import { externalIdOf } from '../../simulator/customer.ts';
import { openShop } from '../../simulator/shop.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { loadExclusionRules } from '../../store/state/exclusion-rules.store.ts';
import { testStores } from '../../testing/stores.ts';
import { importPaths } from '../import/import-paths.ts';
import { runImport } from '../import/run-import.ts';
import {
  applyExclusions,
  changedRules,
  loadExclusionEffects,
  saveExclusionRules,
} from './exclusions.store.ts';
import {
  currentDefinition,
  loadSalesDefinitionReply,
  saveSalesDefinition,
} from './sales-definition.store.ts';

const stores = await testStores({ start: '2025-03-01T02:00:00Z' });
const { ctx } = stores;
afterAll(() => stores.close());

const people = 3000;
const shop = openShop({
  seed: 11,
  customers: people,
  startsAt: new Date('2023-06-01T00:00:00+08:00'),
  asOf: new Date('2025-03-01T00:00:00+08:00'),
});

async function importFile(
  path: string,
  mapping: ReturnType<typeof customersMapping.parse> | ReturnType<typeof ordersMapping.parse>,
) {
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const upload = { path, fileName: `${mapping.kind}.csv`, sha256 };
  return runImport(ctx, importPaths, {
    importId: ctx.newId(),
    kind: mapping.kind,
    mapping,
    dryRun: false,
    createdBy: null,
    upload,
  });
}

beforeAll(async () => {
  const folder = join(ctx.stagingFolder, 'shop');
  await shop.writeHistory(folder);
  await importFile(join(folder, 'customers.csv'), customersMapping.parse(simulatedCustomersMapping));
  await importFile(join(folder, 'orders.csv'), ordersMapping.parse(simulatedOrdersMapping));
  await applyExclusions(ctx);
});

const excluded = () =>
  ctx.ch.query<{ customer_id: string; rule: string; detail: string }>(
    factsSql`select toString(customer_id) as customer_id, rule, detail from customer_exclusions where is_deleted = 0 order by rule, customer_id`,
    { tag: 'test' },
  );

const idsOf = (kind: string) =>
  Array.from({ length: people }, (_, number) => number)
    .filter(number => shop.customerById(externalIdOf(number))?.kind === kind)
    .map(number => ctx.keys.customerId('member-no', externalIdOf(number)));

test('staff, dealers and test accounts are exactly those of the file', async () => {
  const rows = await excluded();
  for (const rule of ['staff', 'wholesale', 'test'])
    expect(rows.filter(row => row.rule === rule).map(row => row.customer_id)).toEqual(idsOf(rule).sort());
});

test('brushing is found by behaviour, and no ordinary customer with it', async () => {
  const found = (await excluded()).filter(row => row.rule === 'brushing').map(row => row.customer_id);
  const brushing = idsOf('brushing');
  expect(found.filter(id => !brushing.includes(id))).toEqual([]);
  expect(found.length).toBeGreaterThan(brushing.length * 0.7);
});

test('a rule that is turned off lets its customers back in, and turning it on again excludes the same', async () => {
  const before = await excluded();
  const staff = defaultExclusionRules.filter(rule => rule.rule === 'staff');
  await saveExclusionRules(
    ctx,
    staff.map(rule => ({ ...rule, enabled: false })),
  );
  expect(await excluded()).toEqual(before.filter(row => row.rule !== 'staff'));
  await saveExclusionRules(ctx, staff);
  expect(await excluded()).toEqual(before);
  const audit = await ctx.pg.selectFrom('audit_entries').select('action').execute();
  const changes = audit.map(row => row.action).filter(action => action === 'exclusions.change');
  expect(changes).toHaveLength(2);
});

test('applying the rules again writes nothing', async () => {
  const rows = () =>
    ctx.ch.query(factsSql`select count() as n from customer_exclusions_local`, { tag: 'test' });
  const before = await rows();
  await applyExclusions(ctx);
  expect(await rows()).toEqual(before);
});

test('a rule shows its customers and share of sales before it is saved', async () => {
  const rules = await loadExclusionRules(ctx.pg);
  const now = await loadExclusionEffects(ctx, rules);
  const rows = await excluded();
  for (const { rule, customers } of now.rules)
    expect(customers).toBe(rows.filter(row => row.rule === rule).length);
  const sum = now.rules.reduce((total, { salesShare }) => total + salesShare, 0);
  expect(now.together.salesShare).toBeCloseTo(sum, 4);
  expect(sum).toBeGreaterThan(0.005);
  const wider = await loadExclusionEffects(
    ctx,
    changedRules(rules, [{ rule: 'wholesale', enabled: true, lineQuantity: 10, yearlySales: '20000' }]),
  );
  const dealers = ({ rules: all }: typeof now) =>
    all.find(({ rule }) => rule === 'wholesale')?.customers ?? 0;
  expect(dealers(wider)).toBeGreaterThan(dealers(now));
  expect(await excluded()).toEqual(rows);
});

/** Total sales by plain arithmetic over the rows themselves. */
async function plainSales({ nonProduct, returns }: { nonProduct: boolean; returns: boolean }) {
  const kinds = nonProduct ? ['product', 'non-product'] : ['product'];
  const out = new Set((await excluded()).map(row => row.customer_id));
  const rows = await ctx.ch.query<{ id: string; amount: string; kind: string }>(
    factsSql`select toString(customer_id) as id, toString(sum(net_amount)) as amount, line_kind as kind from order_lines
      where counts_as_sale = 1 group by customer_id, line_kind
      union all select toString(customer_id), toString(-sum(amount)), concat('refund ', line_kind) from refunds
      group by customer_id, line_kind`,
    { tag: 'test' },
  );
  const counted = rows.filter(
    ({ id, kind }) =>
      !id.startsWith('00000000-0000-0000') &&
      !out.has(id) &&
      kinds.includes(kind.replace('refund ', '')) &&
      (returns || !kind.startsWith('refund')),
  );
  return counted.reduce((sum, { amount }) => sum + BigInt(Math.round(Number(amount) * 100)), 0n);
}

const cents = (amount: string) => BigInt(Math.round(Number(amount) * 100));

test('the total and the effect of every answer are those of plain arithmetic', async () => {
  const reply = await loadSalesDefinitionReply(ctx, await currentDefinition(ctx));
  expect(cents(reply.sales)).toBe(await plainSales({ nonProduct: false, returns: true }));
  expect(reply.salesBefore).toBe(reply.sales);
  const answers = (question: string) =>
    reply.effects.find(effect => effect.question === question)?.answers ?? [];
  const ignored = answers('returns').find(({ answer }) => answer === 'ignore');
  expect(cents(ignored?.sales ?? '0')).toBe(await plainSales({ nonProduct: false, returns: false }));
  expect(answers('exclusions').map(({ answer, chosen }) => [answer, chosen])).toEqual([
    ['staff', true],
    ['wholesale', true],
    ['test', true],
    ['brushing', true],
  ]);
  expect(answers('exclusions').every(({ difference }) => Number(difference) >= 0)).toBe(true);
  expect(reply.marginKnownShare).toBe(1);
  const byCategory = reply.categories.reduce((sum, { sales }) => sum + cents(sales), 0n);
  expect(byCategory).toBe(cents(reply.sales));
});

test('a change becomes the next version, is audited, and the same answer again changes nothing', async () => {
  const first = await currentDefinition(ctx);
  const { definition, before } = await saveSalesDefinition(ctx, { subtractReturns: false });
  expect([before.version, definition.version]).toEqual([first.version, first.version + 1]);
  const reply = await loadSalesDefinitionReply(ctx, definition, before);
  expect(cents(reply.sales)).toBe(await plainSales({ nonProduct: false, returns: false }));
  expect(cents(reply.salesBefore)).toBe(await plainSales({ nonProduct: false, returns: true }));
  const again = await saveSalesDefinition(ctx, { subtractReturns: false });
  expect(again.definition.version).toBe(definition.version);
  await expect(saveSalesDefinition(ctx, { zone: 'Mars/Olympus' })).rejects.toMatchObject({
    code: 'setting-invalid',
  });
  expect(await currentDefinition(ctx)).toEqual(definition);
});
