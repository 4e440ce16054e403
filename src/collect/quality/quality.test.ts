/** Data quality on real stores: what is counted, what is not applicable, rules of an organisation, rows that fail, hard input. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QualityRule, QualityRun } from '../../records/quality.ts';
import { qualityRun } from '../../records/quality.ts';
import type { StoreContext } from '../../store/context.ts';
import { customerNo, orderRow, refundRow, storeRows } from '../../testing/order-rows.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { loadFailingRows } from './failing-rows.store.ts';
import { previewRule } from './preview-rule.store.ts';
import { takeQuality } from './quality-run.store.ts';
import { findDays, findRun, findTrend } from './quality-runs.store.ts';
import { findRuleSet, loadRules, saveRules } from './rule-sets.store.ts';

const now = new Date('2026-03-01T16:00:00Z');
const at = (day: string) => `${day} 04:00:00`;
let stores: TestStores;

const tableIn = (run: QualityRun, name: string) => {
  const found = run.tables.find(table => table.table === name);
  if (!found) expect.fail(`no table ${name}`);
  return found;
};
const checkIn = (run: QualityRun, rule: string) => {
  const found = run.tables.flatMap(table => table.checks).find(check => check.rule === rule);
  if (!found) expect.fail(`no rule ${rule}`);
  return found;
};
const counts = (run: QualityRun, rule: string) => {
  const { checked, passed, state } = checkIn(run, rule);
  return { checked, passed, state };
};
const put = (rules: QualityRule[]) => saveRules(stores.ctx as StoreContext, { rules });
const shared = { threshold: 1, severity: 'warning', owner: '', note: '', enabled: true } as const;
const category = { table: 'order_lines', column: 'category', ...shared } as const;

describe('data quality', () => {
  beforeAll(async () => {
    stores = await testStores({ start: now });
  });
  afterAll(() => stores?.close());

  it('of an empty base is nothing, neither good nor bad', async () => {
    expect(await findRun(stores.ctx, 'latest')).toBeNull();
    expect(await findDays(stores.ctx, { table: 'order_lines', days: 10 })).toEqual({ runId: null, days: [] });
    const run = await takeQuality(stores.ctx);
    expect(qualityRun.parse(run)).toEqual(run);
    for (const table of run.tables) {
      expect(table).toMatchObject({ rows: 0, gate: null, gateState: 'none', failures: [], firstDay: null });
      expect(Object.values(table.scores)).toEqual([null, null, null, null, null]);
      expect(table.checks.every(check => check.state === 'not-applicable')).toBe(true);
    }
  });

  it('counts a single row', async () => {
    await storeRows(stores.ctx.ch, 'order_lines', [
      orderRow({ customer_id: customerNo(1), order_id: 'a', sold_at: at('2026-02-01'), net_amount: '10' }),
    ]);
    const table = tableIn(await takeQuality(stores.ctx), 'order_lines');
    expect(table).toMatchObject({ rows: 1, firstDay: '2026-02-01', lastDay: '2026-02-01', gate: 1 });
    expect(table.gateState).toBe('passed');
    expect(table.failures.map(check => check.rule)).toEqual(['order-lines.cost-amount.filled']);
    expect(table.parts.completeness).toEqual({ passed: 6, checked: 7, rules: 7 });
    expect(table.scores.completeness).toBe(6 / 7);
    // Nobody keeps a list of products: nothing can be looked up in it.
    expect(table.checks.find(check => check.rule === 'order-lines.sku.known')?.state).toBe('not-applicable');
  });

  it('counts what each rule is about, by table, column and day', async () => {
    await storeRows(stores.ctx.ch, 'order_lines', [
      orderRow({
        customer_id: customerNo(2),
        order_id: 'b',
        sold_at: at('2026-02-02'),
        net_amount: '10',
        category: '',
        currency: 'USD',
        cost_amount: '4',
        list_amount: '12',
      }),
      orderRow({
        customer_id: '00000000-0000-0000-0000-000000000000',
        order_id: 'c',
        sold_at: at('2026-02-02'),
        net_amount: '5',
        sku: '',
        line_kind: 'non-product',
        duplicate_no: 1,
        paid_at: at('2026-02-01'),
      }),
      orderRow({ customer_id: customerNo(3), order_id: 'd', sold_at: at('2027-01-01'), net_amount: '7' }),
    ]);
    await storeRows(stores.ctx.ch, 'refunds', [
      refundRow({
        customer_id: customerNo(1),
        refund_id: 'r1',
        order_id: 'a',
        refunded_at: at('2026-02-03'),
        purchase_sold_at: at('2026-02-01'),
        matched: 1,
        amount: '10.02',
      }),
      refundRow({ customer_id: customerNo(2), refund_id: 'r2', refunded_at: at('2026-02-03'), amount: '1' }),
    ]);
    const run = await takeQuality(stores.ctx);
    const lines = (rule: string) => counts(run, `order-lines.${rule}`);
    expect(lines('customer-id.filled')).toEqual({ checked: 4, passed: 3, state: 'passed' });
    expect(lines('category.filled')).toEqual({ checked: 3, passed: 2, state: 'failed' });
    expect(lines('sku.filled')).toEqual({ checked: 3, passed: 3, state: 'passed' });
    expect(lines('cost-amount.filled')).toEqual({ checked: 3, passed: 1, state: 'failed' });
    expect(lines('currency.own-currency')).toEqual({ checked: 4, passed: 3, state: 'failed' });
    expect(lines('sold-at.not-in-future')).toEqual({ checked: 4, passed: 3, state: 'failed' });
    expect(lines('duplicate-no.first-of-its-kind')).toEqual({ checked: 4, passed: 3, state: 'failed' });
    expect(lines('net-amount.amounts-add-up')).toEqual({ checked: 4, passed: 3, state: 'failed' });
    expect(lines('paid-at.paid-after-ordered')).toEqual({ checked: 4, passed: 3, state: 'failed' });
    expect(counts(run, 'refunds.amount.refund-within-paid')).toEqual({
      checked: 1,
      passed: 0,
      state: 'failed',
    });
    expect(counts(run, 'refunds.matched.refund-has-purchase')).toEqual({
      checked: 2,
      passed: 1,
      state: 'failed',
    });
    const table = tableIn(run, 'order_lines');
    expect(table).toMatchObject({ gate: 0.75, gateState: 'failed' });
    // Gates stand first, the one furthest from what is asked before the others.
    expect(table.failures.slice(0, 2).map(check => check.rule)).toEqual([
      'order-lines.sold-at.not-in-future',
      'order-lines.currency.own-currency',
    ]);
    const { days } = await findDays(stores.ctx, {
      table: 'order_lines',
      rule: 'order-lines.category.filled',
      days: 30,
    });
    expect(days).toEqual([
      { day: '2026-02-01', rule: '', checked: 1, passed: 1 },
      { day: '2026-02-01', rule: 'order-lines.category.filled', checked: 1, passed: 1 },
      { day: '2026-02-02', rule: '', checked: 2, passed: 2 },
      { day: '2026-02-02', rule: 'order-lines.category.filled', checked: 1, passed: 0 },
      { day: '2027-01-01', rule: '', checked: 1, passed: 1 },
      { day: '2027-01-01', rule: 'order-lines.category.filled', checked: 1, passed: 1 },
    ]);
    const trend = await findTrend(stores.ctx, 2);
    expect(trend.map(({ tables }) => tables[0]?.rows)).toEqual([4, 1]);
  });

  it('is asked by rules of the organisation, which replace built-in ones of their name', async () => {
    const before = await findRuleSet(stores.ctx);
    const view = await put([
      { ...category, kind: 'unique', name: 'category-once' },
      { ...category, kind: 'set', name: 'category-known', values: ['coffee'], when: { column: 'sku' } },
      { ...category, kind: 'pattern', name: 'category-shape', pattern: '^t.a$' },
      {
        ...category,
        kind: 'not-null',
        name: 'order-lines.category.filled',
        severity: 'critical',
        threshold: 0.1,
      },
      { ...shared, kind: 'range', name: 'quantity-few', table: 'order_lines', column: 'quantity', max: 0.5 },
      {
        ...shared,
        kind: 'range',
        name: 'sold-late',
        table: 'order_lines',
        column: 'sold_at',
        min: '2026-02-02',
      },
      {
        ...shared,
        kind: 'reference',
        name: 'refund-customer',
        table: 'refunds',
        column: 'customer_id',
        reference: 'customers.customer_id',
      },
    ]);
    expect(view.version).toBe(before.version + 1);
    const run = await takeQuality(stores.ctx);
    expect(run.rulesVersion).toBe(view.version);
    expect(counts(run, 'category-once')).toEqual({ checked: 3, passed: 1, state: 'failed' });
    expect(counts(run, 'category-known')).toEqual({ checked: 2, passed: 0, state: 'failed' });
    expect(counts(run, 'category-shape')).toEqual({ checked: 3, passed: 3, state: 'passed' });
    expect(counts(run, 'quantity-few')).toEqual({ checked: 4, passed: 0, state: 'failed' });
    expect(counts(run, 'sold-late')).toEqual({ checked: 4, passed: 3, state: 'failed' });
    expect(counts(run, 'refund-customer').state).toBe('not-applicable');
    expect(checkIn(run, 'order-lines.category.filled')).toMatchObject({
      builtIn: false,
      severity: 'critical',
    });
    expect(checkIn(run, 'order-lines.category.filled').checked).toBe(4);
  });

  it('asks whether rows came in by the promised time, of one source where it is named', async () => {
    const fresh = { ...shared, kind: 'fresh-within', table: 'order_lines', withinHours: 24 } as const;
    await put([
      { ...fresh, name: 'lines-fresh', source: '' },
      { ...fresh, name: 'shop-fresh', source: 'another shop', severity: 'critical' },
      { ...shared, kind: 'row-count', name: 'lines-usual', table: 'order_lines' },
    ]);
    const run = await takeQuality(stores.ctx);
    // The builder's rows say that they came in in 2030.
    expect(counts(run, 'lines-fresh')).toEqual({ checked: 1, passed: 1, state: 'passed' });
    expect(counts(run, 'shop-fresh')).toEqual({ checked: 1, passed: 0, state: 'failed' });
    expect(counts(run, 'lines-usual').state).toBe('not-applicable');
    expect(tableIn(run, 'order_lines').scores.timeliness).toBe(0.5);
  });

  it('shows the rows that fail, without what says who somebody is', async () => {
    const rows = await loadFailingRows(stores.ctx, 'order-lines.currency.own-currency', 10);
    expect(rows.columns).toEqual(['source', 'order_id', 'line_no', 'customer_id', 'sold_at', 'currency']);
    expect(rows.rows).toEqual([
      {
        customerId: customerNo(2),
        cells: ['test', 'b', '1', customerNo(2), '2026-02-02 04:00:00.000', 'USD'],
      },
    ]);
    await put([{ ...category, kind: 'unique', name: 'category-once' }]);
    const repeated = await loadFailingRows(stores.ctx, 'category-once', 10);
    expect(repeated.rows).toHaveLength(3);
    await expect(loadFailingRows(stores.ctx, 'none-such', 10)).rejects.toMatchObject({
      code: 'quality-rule-unknown',
    });
  });

  it.each<[string, QualityRule[], string, string]>([
    [
      'an unknown column',
      [{ ...category, kind: 'not-null', name: 'x', column: 'colour' }],
      'quality-column-unknown',
      'rules.0.column',
    ],
    [
      'an unknown column in a condition',
      [{ ...category, kind: 'not-null', name: 'x', when: { column: 'colour' } }],
      'quality-column-unknown',
      'rules.0.when.column',
    ],
    [
      'a column that is never empty',
      [{ ...category, kind: 'not-null', name: 'x', column: 'quantity' }],
      'quality-column-never-empty',
      'rules.0.column',
    ],
    [
      'two rules of one name',
      [
        { ...category, kind: 'not-null', name: 'x' },
        { ...category, kind: 'unique', name: 'x' },
      ],
      'quality-rule-twice',
      'rules.1.name',
    ],
    [
      'a pattern with look-ahead',
      [{ ...category, kind: 'pattern', name: 'x', pattern: '(?=a)b' }],
      'quality-pattern-refused',
      'rules.0.pattern',
    ],
    [
      'a pattern too large to compile',
      [{ ...category, kind: 'pattern', name: 'x', pattern: '((a{1000}){1000}){1000}' }],
      'quality-pattern-refused',
      'rules.0.pattern',
    ],
    [
      'a pattern on a number',
      [{ ...category, kind: 'pattern', name: 'x', column: 'quantity', pattern: '1' }],
      'quality-pattern-column',
      'rules.0.column',
    ],
    [
      'a range without an end',
      [{ ...category, kind: 'range', name: 'x', column: 'quantity' }],
      'quality-range-open',
      'rules.0',
    ],
    [
      'a range of the wrong kind',
      [{ ...category, kind: 'range', name: 'x', column: 'quantity', min: '2026-01-01' }],
      'quality-range-bound',
      'rules.0',
    ],
    [
      'a range that holds nothing',
      [{ ...category, kind: 'range', name: 'x', column: 'quantity', min: 2, max: 1 }],
      'quality-range-empty',
      'rules.0',
    ],
    [
      'a look-up of the wrong kind',
      [{ ...category, kind: 'reference', name: 'x', reference: 'customers.customer_id' }],
      'quality-reference-column',
      'rules.0.column',
    ],
    [
      'a count by day of a table without days',
      [{ ...shared, kind: 'row-count', name: 'x', table: 'products' }],
      'quality-table-without-days',
      'rules.0.table',
    ],
  ])('refuses %s and keeps the rules it had', async (_, rules, code, path) => {
    const before = await findRuleSet(stores.ctx);
    await expect(put(rules)).rejects.toMatchObject({ code, detail: { path } });
    expect(await findRuleSet(stores.ctx)).toEqual(before);
  });

  it('finds outliers of money on its logarithm, the furthest first, and says how a rule would fare', async () => {
    const prices = Array.from({ length: 60 }, (_, n) => String(20 + (n % 7) * 5));
    await storeRows(
      stores.ctx.ch,
      'order_lines',
      [...prices, '900000', '0.01', '0', '55'].map((net_amount, n) =>
        orderRow({
          customer_id: customerNo(9),
          order_id: `fence-${n}`,
          sold_at: at('2026-02-10'),
          net_amount,
          source: 'fence',
        }),
      ),
    );
    await put([]);
    const rule = 'order-lines.net-amount.no-outlier';
    const check = checkIn(await takeQuality(stores.ctx), rule);
    // Two here and two small ones of before; the gift of 0 is not judged.
    expect(check.checked - check.passed).toBe(4);
    const rows = await loadFailingRows(stores.ctx, rule, 10);
    expect(rows.rows.map(row => row.cells.at(-1))).toEqual(['900000', '0.01', '5', '7']);

    const draft: QualityRule = {
      ...shared,
      kind: 'no-outlier',
      name: 'shop-only',
      table: 'order_lines',
      column: 'net_amount',
      when: { column: 'source', equals: ['fence'] },
      severity: 'critical',
    };
    const tried = await previewRule(stores.ctx, draft, 1);
    expect(tried.check).toMatchObject({ checked: 63, passed: 61, state: 'failed', builtIn: false });
    expect(tried.failing.rows.map(row => row.cells.at(-1))).toEqual(['900000']);
    // Asked of few rows it says nothing.
    const few = { ...draft, when: { column: 'source', equals: ['test'] } };
    expect((await previewRule(stores.ctx, few, 5)).check.state).toBe('not-applicable');
    await expect(previewRule(stores.ctx, { ...draft, column: 'category' }, 1)).rejects.toMatchObject({
      code: 'quality-outlier-column',
    });
    expect((await loadRules(stores.ctx)).rules).toEqual([]);
  });

  it('calls rare values outliers where nearly all are one, and quartiles serve where the middle half is', async () => {
    const stored = async (source: string, amounts: readonly string[]) => {
      await storeRows(
        stores.ctx.ch,
        'order_lines',
        amounts.map((net_amount, n) =>
          orderRow({
            customer_id: customerNo(9),
            order_id: `${source}-${n}`,
            sold_at: at('2026-02-11'),
            net_amount,
            source,
          }),
        ),
      );
      const { check, failing } = await previewRule(
        stores.ctx,
        {
          ...shared,
          kind: 'no-outlier',
          name: 'x',
          table: 'order_lines',
          column: 'net_amount',
          when: { column: 'source', equals: [source] },
        },
        10,
      );
      return [check.checked, failing.rows.map(row => row.cells.at(-1))];
    };
    // Three prices of 4,000 rows are rarer than one in a thousand.
    const fixed = [...Array(3_990).fill('9'), ...Array(7).fill('19'), '5', '6', '7'];
    expect(await stored('fixed', fixed)).toEqual([4_000, ['5', '6', '7']]);
    const half = [...Array(60).fill('10'), ...Array(38).fill('20'), '400', '9000'];
    expect(await stored('half', half)).toEqual([100, ['9000', '400']]);
  });

  it('leaves out what is switched off, a built-in rule of its name too', async () => {
    const name = 'order-lines.category.filled';
    await put([{ ...category, kind: 'not-null', name, enabled: false }]);
    const run = await takeQuality(stores.ctx);
    expect(run.tables.flatMap(table => table.checks).some(check => check.rule === name)).toBe(false);
    expect((await loadRules(stores.ctx)).rules).toMatchObject([{ name, enabled: false }]);
  });

  it('sees money that lies elsewhere than in the year before the quarter', async () => {
    const lines = (source: string, days: readonly string[], amount: (n: number) => number) =>
      storeRows(
        stores.ctx.ch,
        'refunds',
        Array.from({ length: 400 }, (_, n) =>
          refundRow({
            customer_id: customerNo(n),
            refund_id: `${source}-${n}`,
            refunded_at: at(days[n % days.length] ?? ''),
            amount: amount(n).toFixed(2),
          }),
        ),
      );
    // The newest whole day is the last of February: 28 days begin on 2026-02-01, in the first quarter.
    await lines('old', ['2025-03-10', '2025-11-10', '2025-12-31'], n => 10 + (n % 50));
    await lines('same', ['2026-02-01', '2026-02-28'], n => 10 + (n % 50));
    const shifts = async () => tableIn(await takeQuality(stores.ctx), 'refunds').shifts;
    expect(await shifts()).toMatchObject([
      { column: 'amount', recentFrom: '2026-02-01', referenceFrom: '2025-01-01', isShifted: false },
    ]);
    await lines('dear', ['2026-02-20'], n => 40 + (n % 50));
    const [shifted] = await shifts();
    expect(shifted).toMatchObject({ isShifted: true, referenceRows: 400 });
    expect(shifted?.bins.reduce((total, bin) => total + bin.reference, 0)).toBeCloseTo(1, 3);
    expect(shifted?.bins.at(-1)).toMatchObject({ upTo: null, reference: 0.1 });
  });

  it('refuses a set that was read before somebody else changed it', async () => {
    const { version } = await loadRules(stores.ctx);
    await expect(
      saveRules(stores.ctx as StoreContext, { version: version - 1, rules: [] }),
    ).rejects.toMatchObject({ code: 'quality-rules-changed' });
  });
});
