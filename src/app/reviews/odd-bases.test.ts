/**
 * Bases nobody dreams of: every chapter of their check-up, every product, channel and opportunity, and every export is
 * there in both languages, in words that mean something and numbers that can be. The chapters are those the table of
 * routes serves, so a new one is held to the same.
 */
import { read, utils } from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { customerNo, orderRow, refundRow, storeRows } from '../../testing/order-rows.ts';
import { storeRhythmBase } from '../../testing/rhythm-base.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { reviewJob } from '../review.job.ts';
import { stageRoutes } from '../wiring.ts';

const now = new Date('2026-03-01T16:00:00Z');
type Facts = TestStores['ctx']['ch'];

const at = (day: string) => `${day} 04:00:00`;
const sale = (n: number, order: string, day: string, rest: object = {}) =>
  orderRow({ customer_id: customerNo(n), order_id: order, sold_at: at(day), net_amount: '100', ...rest });
const back = (n: number, order: string, day: string, rest: object = {}) =>
  refundRow({
    customer_id: customerNo(n),
    refund_id: `r-${order}`,
    order_id: order,
    refunded_at: at(day),
    purchase_sold_at: at(day),
    matched: 1,
    amount: '100',
    ...rest,
  });
const dayOf = (n: number) => new Date(now.getTime() - n * 86_400_000).toISOString().slice(0, 10);
const each = <T>(n: number, of: (k: number) => T): T[] => Array.from({ length: n }, (_, k) => of(k));
const lines = (facts: Facts, rows: readonly object[]) => storeRows(facts, 'order_lines', rows);

/** 60 people with a purchase every 20 days for 120 days: enough for a rhythm, and no past time to compute besides. */
const regulars = (rest: (k: number) => object = () => ({})) =>
  each(360, k => sale(1 + (k % 60), `o${k}`, dayOf(3 + 20 * Math.floor(k / 60) + (k % 17)), rest(k)));

interface Base {
  readonly store: (facts: Facts) => Promise<unknown>;
  /** What its check-up must warn of. */
  readonly warns?: readonly string[];
  /** Printed too: a browser of its own takes its time, so the emptiest and the longest stand for all. */
  readonly isPrinted?: boolean;
}

const bases: Readonly<Record<string, Base>> = {
  'no orders': { store: async () => {}, warns: ['review-no-sales'], isPrinted: true },
  'one customer': { store: facts => lines(facts, [sale(1, 'a', dayOf(40), { cost_amount: '60' })]) },
  'one order each': {
    store: facts =>
      lines(
        facts,
        each(60, k => sale(k + 1, `o${k}`, dayOf(5 + 2 * k))),
      ),
    warns: ['review-value-is-sales', 'review-rhythm-insufficient'],
  },
  'all refunded': {
    store: async facts => {
      await lines(
        facts,
        each(30, k => sale(k + 1, `o${k}`, dayOf(100 + k))),
      );
      await storeRows(
        facts,
        'refunds',
        each(30, k => back(k + 1, `o${k}`, dayOf(90 + k))),
      );
    },
  },
  'only refunds': {
    store: facts =>
      storeRows(
        facts,
        'refunds',
        each(30, k => back(k + 1, '', dayOf(90 + k), { refund_id: `r${k}`, matched: 0 })),
      ),
    warns: ['review-no-sales'],
  },
  'negative margins': {
    store: facts =>
      lines(
        facts,
        regulars(() => ({ cost_amount: '130' })),
      ),
  },
  'future dates': {
    store: facts => lines(facts, [...regulars(), ...each(10, k => sale(k + 1, `f${k}`, '2031-05-01'))]),
    warns: ['review-gate-failed'],
  },
  'mixed currencies': {
    store: facts =>
      lines(
        facts,
        regulars(k => (k % 2 === 0 ? { currency: 'USD' } : {})),
      ),
    warns: ['review-gate-failed', 'review-other-currency'],
  },
  'thirty years': {
    isPrinted: true,
    store: facts =>
      storeRhythmBase(facts, { customers: 150, days: 10_950, end: now, seed: 3, costShare: 0.6 }),
  },
};

const broken = /\bNaN\b|Infinity|∞|\bundefined\b|\[object|\bInvalid Date\b|\{\{|\bnull\b/;
/** Words of a text bundle that were not found, and slots nobody filled. */
const rawKeys = /.*\{\w+\}.*|.*\b[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*\b(?!-).*/g;
const counts =
  /^(customers|buyers|orders|lines|total|count|reachable|oneTime|repeat|occasions|people|messages|refunds)$/;

/** Places of what no reader should meet in an answer, by path. */
function faultsIn(value: unknown, path = ''): string[] {
  // Statements are code.
  if (/\.(sql|params)$/.test(path)) return [];
  if (typeof value === 'string') return broken.test(value) ? [`${path}: ${value}`] : [];
  if (typeof value === 'number') {
    const name = path.split('.').at(-1) ?? '';
    if (counts.test(name) && !(value >= 0)) return [`${path}: ${value}`];
    if (/^(share|alive|probability)$/.test(name) && !(value >= 0 && value <= 1)) return [`${path}: ${value}`];
    return Math.abs(value) < 1e15 ? [] : [`${path}: ${value}`];
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => faultsIn(inner, `${path}.${key}`));
}

const chapters = stageRoutes.filter(
  ({ method, path }) => method === 'GET' && path.startsWith('/api/reviews/:id') && !path.endsWith('/export'),
);

describe.each(Object.entries(bases))(
  'The check-up of a base with %s',
  (_, { store, warns = [], isPrinted = false }) => {
    let stores: TestStores;
    let server: TestServer;
    let sku = '';

    const get = async (path: string, locale = 'en') => {
      const headers = { authorization: `Bearer ${server.localToken}`, 'accept-language': locale };
      return server.app.inject({ method: 'GET', url: path, headers });
    };

    beforeAll(async () => {
      stores = await testStores({ start: now });
      await store(stores.ctx.ch);
      await reviewJob.run(stores.ctx, {});
      server = await testHttp(stores.ctx);
    });
    afterAll(async () => {
      await server?.close();
      await stores?.close();
    });

    it('has every chapter, with its numbers or the reason why there are none', async () => {
      const list = await get('/api/reviews/latest/products');
      sku = (list.json() as { products: { sku: string }[] }).products[0]?.sku ?? 'none';
      const found: string[] = [];
      for (const { path } of chapters) {
        const query = path.endsWith('/one') ? `?sku=${sku}` : '';
        const url = path.replace(':id', 'latest') + query;
        for (const locale of ['en', 'zh-CN']) {
          const reply = await get(url, locale);
          const document = reply.json();
          found.push(...faultsIn(document, url));
          if (reply.statusCode === 200) continue;
          if (reply.statusCode >= 500 || !document.error?.remedy)
            found.push(`${url}: ${reply.statusCode} ${reply.body}`);
        }
      }
      for (const path of ['/api/opportunities', '/api/home'])
        found.push(...faultsIn((await get(path)).json(), path));
      expect(found).toEqual([]);
      const review = (await get('/api/reviews/latest')).json() as { warnings: { code: string }[] };
      expect(review.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining([...warns]));
    });

    it.each(['en', 'zh-CN'] as const)('can be handed on in %s', async locale => {
      const html = (await get(`/api/reviews/latest/export?format=html&locale=${locale}`)).body;
      const shown = html.replace(/<style.*?<\/style>/gs, '').replace(/<code>.*?<\/code>/gs, '');
      const text = shown.replace(/<svg.*?<\/svg>/gs, '').replace(/<[^>]*>/g, '\n');
      expect(shown.match(new RegExp(`.{0,60}(${broken.source}).{0,40}`))?.[0]).toBeUndefined();
      const foreign =
        locale === 'en' ? /.*\p{Script=Han}{3,}.*/gu : /.*\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}.*/g;
      expect(text.match(foreign) ?? []).toEqual([]);
      // Gates are called by their names, as on the page where they are set.
      const nameless = text.replaceAll(/order-lines\.[a-z-]+\.[a-z-]+/g, '');
      expect(nameless.match(rawKeys) ?? []).toEqual([]);
      const book = read((await get(`/api/reviews/latest/export?format=xlsx&locale=${locale}`)).rawPayload);
      const cells = Object.values(book.Sheets).flatMap(sheet =>
        (utils.sheet_to_json(sheet, { header: 1 }) as unknown[][]).flat(),
      );
      const numbers = cells.filter(cell => typeof cell === 'number');
      expect(numbers.filter(cell => !Number.isFinite(cell))).toEqual([]);
      expect(
        cells.filter(cell => typeof cell === 'string' && broken.test(cell) && !/select|\{"/i.test(cell)),
      ).toEqual([]);
    });

    // Registered for these bases alone: a test that is skipped proves nothing.
    const printed = isPrinted ? it : null;
    printed?.('is printed as a PDF of whole pages', async () => {
      const reply = await get('/api/reviews/latest/export?format=pdf&locale=zh-CN');
      expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'application/pdf']);
      const text = reply.rawPayload.toString('latin1');
      expect([text.slice(0, 5), text.trimEnd().slice(-5)]).toEqual(['%PDF-', '%%EOF']);
      expect(text.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(0);
    });
  },
);
