/** A review as files: every figure the same in both languages, nothing that runs, text that stays text. */
import { read, utils, type WorkSheet } from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../kernel/context.ts';
import { defaultSalesDefinition } from '../../records/sales-definition.ts';
import { orderRow, storeRows } from '../../testing/order-rows.ts';
import { storeRhythmBase } from '../../testing/rhythm-base.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { productsJob } from '../products/products.job.ts';
import { takeReview } from '../review-run.store.ts';
import type { ReviewExport } from './export-table.ts';
import { loadReviewExport, loadReviewFile } from './review-export.store.ts';
import { reviewPage } from './review-page.ts';
import { reviewTables } from './review-tables.ts';

const end = new Date('2026-03-01T02:00:00Z');
const definition = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
const hostile = '=cmd|<script>alert(1)</script>';
let stores: TestStores;
let source: ReviewExport;

async function taken(locale: ReviewExport['locale']): Promise<ReviewExport> {
  const ctx = { ...stores.ctx, progress: silentProgress };
  const { reviewId } = await takeReview(ctx, { asOf: end, definition });
  await productsJob.run(ctx, { reviewId });
  const found = await loadReviewExport(ctx, { id: reviewId, locale });
  if (!found) expect.fail('the review should be kept');
  return found;
}

const file = async (format: 'html' | 'xlsx' | 'pdf', locale: ReviewExport['locale'] = 'en') => {
  const found = await loadReviewFile(stores.ctx, { id: 'latest', format, locale });
  if (!found) expect.fail('there is a review');
  return found;
};

describe('a review to hand on', () => {
  beforeAll(async () => {
    stores = await testStores({ start: end });
  });
  afterAll(() => stores?.close());

  it('of an empty base has figures of nought and no chart, and none without a review', async () => {
    expect(await loadReviewFile(stores.ctx, { id: 'latest', format: 'html', locale: 'en' })).toBeNull();
    await taken('en');
    const { body } = await file('html');
    expect(body).toContain('No customer has bought anything yet.');
    expect(body).not.toContain('<svg');
  });

  it('is one page in either language, with charts inside and nothing that runs', async () => {
    await storeRhythmBase(stores.ctx.ch, { customers: 120, days: 800, end, seed: 5, costShare: 0.6 });
    await storeRows(stores.ctx.ch, 'order_lines', [
      orderRow({
        customer_id: '00000000-0000-8000-8000-000000000001',
        order_id: 'hostile',
        sold_at: '2026-02-20 03:00:00',
        net_amount: '99999',
        product_name: hostile,
        sku: 'H1',
        channel: hostile,
      }),
    ]);
    source = await taken('en');
    const pages = {
      en: (await file('html')).body as string,
      zh: (await file('html', 'zh-CN')).body as string,
    };
    for (const page of Object.values(pages)) {
      // Months, three changes, festivals, provinces, the life-cycle map.
      expect(page.match(/<svg/g)?.length).toBe(7);
      expect(page).not.toContain('<script');
      // A quote within would end the attribute, and the charts lose their font.
      expect(page).not.toMatch(/font-family:[^;>]*"[^;>]*;"/);
      expect(page).not.toMatch(/\b(src|href)=/);
      expect(page).toContain('&lt;script&gt;');
    }
    expect(pages.en).toContain('Life-cycle stages');
    for (const title of ['Festivals and sales days', 'Customers by province', 'Product life-cycle map'])
      expect(pages.en).toContain(title);
    expect(pages.zh).toContain('浙江');
    expect(pages.zh).toContain('生命周期阶段');
    const tables = (locale: ReviewExport['locale']) =>
      reviewTables({ ...source, locale }).map(({ key, rows }) => [
        key,
        rows.flat().filter(cell => typeof cell === 'number'),
      ]);
    expect(tables('zh-CN')).toEqual(tables('en'));
  });

  it('says the same as the review: months, and parts that add up to the change', () => {
    const tables = new Map(reviewTables(source).map(table => [table.key, table]));
    const revenue = tables.get('months')?.rows.map(row => row[1]);
    expect(revenue).toEqual(source.review.months.map(row => row.revenueMinor / 100));
    const rows = tables.get('change-year')?.rows ?? [];
    const change = (row: (typeof rows)[number] | undefined) => Math.round(Number(row?.at(-1)) * 100);
    expect(rows.slice(0, -1).reduce((sum, row) => sum + change(row), 0)).toBe(change(rows.at(-1)));
  });

  it('has how the base moves: months that add up, cohorts, the grid, moves where there are some', () => {
    const tables = new Map(reviewTables(source).map(table => [table.key, table]));
    for (const [, begin, fresh, returned, lapsed, after] of tables.get('bridge')?.rows ?? [])
      expect(Number(begin) + Number(fresh) + Number(returned) - Number(lapsed)).toBe(after);
    expect(tables.get('retention')?.rows.every(row => row[2] === 1)).toBe(true);
    expect(tables.get('concentration')?.rows.at(-1)).toEqual([1, 1]);
    const inGrid = tables.get('rfm-grid')?.rows.reduce((n, row) => n + Number(row[2]), 0);
    expect(inGrid).toBe(source.review.customers.buyers);
    const cell = { customers: 40, share: 1, lo: 0.9, hi: 1, value365: 1, valueBefore: 1 };
    const rows = [{ from: 'none', customers: 40, to: [{ to: 'low', ...cell }] }];
    const matrix = { kind: 'tier', fromAsOf: '2025-12-01T00:00:00Z', suppressed: 0 } as const;
    const matrices = [{ ...matrix, rows, cutVersion: null, shifts: null }];
    const migration = { currency: 'CNY', level: 0.95, tiersComparable: true, matrices };
    const moves = reviewTables({ ...source, migration }).find(({ key }) => key === 'migration-tier');
    expect(moves?.rows).toEqual([['Not yet a buyer', 40, 1]]);
  });

  it('has a row for every persona that is described', () => {
    if (!source.personas) expect.fail('a review has personas');
    const nobody = { recencyDays: null, occasions: null, value365Minor: null, orderValueMinor: null };
    const trait = { trait: 'region', name: '浙江', customers: 60, share: 0.6, index: 180, q: 0.01 } as const;
    const core = { kind: 'core', customers: 100, share: 0.5, valueShare: 0.8, valueIndex: 160 } as const;
    const rule = { feature: 'tier', op: 'eq', value: 'high' } as const;
    const personas = { ...source.personas, personas: [{ ...core, medians: nobody, traits: [trait], rule }] };
    const table = reviewTables({ ...source, personas }).find(({ key }) => key === 'personas');
    expect(table?.rows).toEqual([['Core', 100, 0.5, 0.8, 160, '浙江 (180)']]);
  });

  it('is a workbook whose sheets another reader opens, with numbers as numbers and text as text', async () => {
    const { body, fileName } = await file('xlsx');
    expect(fileName).toBe('check-up-2026-03-01.xlsx');
    const book = read(body as Uint8Array, { cellFormula: true });
    expect(book.SheetNames.length).toBe(reviewTables(source).length + 1);
    const months = book.Sheets['Revenue by month'] as WorkSheet;
    const rows = utils.sheet_to_json<unknown[]>(months, { header: 1 });
    expect(rows.at(-1)?.slice(0, 2)).toEqual([
      source.review.months.at(-1)?.month,
      (source.review.months.at(-1)?.revenueMinor ?? 0) / 100,
    ]);
    expect(months['!autofilter']).toBeTruthy();
    expect(book.SheetNames).toEqual(
      expect.arrayContaining(['Customers by province', 'Product life-cycle map']),
    );
    const cells = Object.values(book.Sheets['Channels'] as WorkSheet) as {
      t?: string;
      v?: unknown;
      f?: string;
    }[];
    expect(cells.find(cell => cell.v === hostile)).toMatchObject({ t: 's' });
    expect(cells.every(cell => cell.f === undefined)).toBe(true);
  });

  it('leaves the statements to the other formats when it is printed', async () => {
    const words = { ...source, locale: 'en' as const };
    const [screen, paper] = [await reviewPage(words), await reviewPage(words, true)];
    expect(screen).toContain('group by');
    expect(paper).not.toContain('group by');
    expect(paper).toContain('is in the HTML and XLSX exports');
  });

  it('is a printed PDF of some pages', async () => {
    const { body, contentType } = await file('pdf', 'zh-CN');
    expect(contentType).toBe('application/pdf');
    const text = Buffer.from(body as Uint8Array).toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    expect(text.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(2);
  });
});
