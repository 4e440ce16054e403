/** Channels of a review on real stores: money that conserves, sets, prices, messages, ways, and bases that are hardly any. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../kernel/context.ts';
import { channelSummary } from '../../records/channel-summary.ts';
import { defaultSalesDefinition, type SalesDefinition } from '../../records/sales-definition.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { caller, savePeople } from '../../testing/campaign-people.ts';
import { emailMark } from '../../testing/contact-canaries.ts';
import { customerNo, orderRow, refundRow, storeRows } from '../../testing/order-rows.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { takeReview } from '../review-run.store.ts';
import { findChannels } from './channels.store.ts';
import { takeChannels } from './channels-run.store.ts';
import { saveCostRules } from './cost-rules.store.ts';

const end = new Date('2026-03-01T16:00:00Z');
const plain = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
let stores: TestStores;

const at = (day: string) => `${day} 04:00:00`;
const sale = (n: number, order: string, day: string, rest: object = {}) =>
  orderRow({ customer_id: customerNo(n), order_id: order, sold_at: at(day), net_amount: '100', ...rest });
const spent = (id: string, day: string, rest: object) => ({
  source: 'test',
  spend_id: id,
  spent_on: day,
  currency: 'CNY',
  ingested_at: '2026-02-11 00:00:00.000',
  version: 1,
  is_deleted: 0,
  ...rest,
});
const touch = (n: number, id: number, time: string, channel: string) => ({
  customer_id: customerNo(n),
  campaign_id: customerNo(900),
  delivery_id: customerNo(10_000 + id),
  step: 'main',
  channel,
  kind: 'sent',
  occurred_at: time,
  cost: '0.05',
  ingested_at: time,
});
const insert = (table: string, rows: readonly object[]) =>
  stores.ctx.ch.insert(table, rows, { tag: 'test.rows' });

async function take(definition: SalesDefinition = plain) {
  const ctx = { ...stores.ctx, progress: silentProgress };
  const { reviewId, document: review } = await takeReview(ctx, { asOf: end, definition });
  const document = await takeChannels(ctx, { reviewId, asOf: end, definition });
  expect(channelSummary.parse(document)).toEqual(document);
  expect(await findChannels(ctx, reviewId)).toEqual(document);
  return { ctx, review, document };
}

const codes = (document: { warnings: readonly { code: string }[] }) =>
  document.warnings.map(each => each.code);

describe('channels of a review', () => {
  beforeAll(async () => {
    stores = await testStores({ start: end });
  });
  afterAll(() => stores?.close());

  it('of a base without orders are empty, not an error', async () => {
    const { document } = await take();
    expect(document.status).toBe('empty');
    expect(document.channels).toEqual([]);
    expect(document.efficiency.status).toBe('no-units');
    expect(document.paths.status).toBe('no-touches');
    expect(codes(document)).toEqual(['channels-none', 'channels-costs-missing']);
  });

  it('add up to net sales, and buyers to sets of channels', async () => {
    await storeRows(stores.ctx.ch, 'order_lines', [
      sale(1, 'a', '2025-06-05', { store: '杭州一店', channel: '门店', sku: 'A1' }),
      sale(1, 'b', '2025-07-05', { channel: '小程序' }),
      sale(1, 'b2', '2025-09-05', { channel: '小程序', net_amount: '80.125' }),
      sale(2, 'c', '2026-02-06', { channel: '小程序' }),
      sale(2, 'c2', '2026-02-06', {
        channel: '门店',
        store: '杭州一店',
        net_amount: '130',
        sold_at: '2026-02-06 09:00:00',
      }),
      // Of the year before: a switch begins with it, sales do not count it.
      sale(3, 'e', '2025-02-07', { channel: '门店' }),
      sale(3, 'f', '2025-12-07', { channel: '小程序' }),
      orderRow({
        customer_id: '00000000-0000-0000-0000-000000000000',
        order_id: 'walk',
        sold_at: at('2026-01-08'),
        net_amount: '7',
        channel: '门店',
        store: '杭州一店',
      }),
    ]);
    await storeRows(stores.ctx.ch, 'refunds', [
      refundRow({
        customer_id: customerNo(1),
        refund_id: 'r',
        order_id: 'b',
        refunded_at: at('2025-08-01'),
        purchase_sold_at: at('2025-07-05'),
        matched: 1,
        amount: '100',
        channel: '小程序',
      }),
    ]);
    const { document } = await take();
    expect(
      document.channels.map(each => [
        each.channel,
        each.side,
        each.orders,
        each.buyers,
        each.aloneBuyers,
        each.netMinor,
      ]),
    ).toEqual([
      ['小程序', 'online', 4, 3, 1, 28_013],
      ['门店', 'store', 3, 2, 0, 23_700],
    ]);
    expect(document.totals).toMatchObject({ orders: 7, buyers: 3, newBuyers: 2, netMinor: 51_713 });
    // The returned occasion of July counts nowhere as a purchase: 1 went from the shop to the app, 3 did too, 2 bought both on one day.
    expect(document.overlap.combos.map(combo => [combo.channels, combo.buyers])).toEqual([
      [['小程序', '门店'], 2],
      [['小程序'], 1],
    ]);
    expect(document.switching).toMatchObject({
      purchases: 2,
      rows: [{ from: '门店', n: 2, to: [{ channel: '小程序', n: 2, share: null }] }],
    });
    expect(document.synergy.status).toBe('too-few');
    expect(codes(document)).toContain('channels-costs-missing');
    expect(document.channels.every(each => each.costPerOrderMinor === null)).toBe(true);
  });

  it('find the product that costs more in one channel than in another on a day', async () => {
    const { document } = await take();
    expect(document.priceConflicts).toMatchObject({
      sharedDays: 1,
      conflictDays: 1,
      products: 1,
      gapMinor: 3_000,
    });
    expect(document.priceConflicts.top).toMatchObject([
      { sku: 'A1', cheap: '小程序', dear: '门店', lastDay: '2026-02-06' },
    ]);
    expect(document.priceConflicts.top[0]?.medianSpread).toBeCloseTo(0.3);
  });

  it('lay spend by rules, count credits, and leave other currencies out in sight', async () => {
    await insert('spend', [
      spent('1', '2026-02-10', { channel: '小程序', amount: '40.01' }),
      spent('2', '2026-02-12', { channel: '小程序', amount: '-10' }),
      spent('3', '2026-02-12', { channel: '杭州一店', amount: '12' }),
      spent('4', '2026-01-01', { channel: 'radio', amount: '5' }),
      spent('5', '2026-01-01', { channel: '小程序', amount: '9', currency: 'USD' }),
      spent('6', '2026-03-05', { channel: '小程序', amount: '99' }),
    ]);
    await stores.ctx.pg
      .insertInto('channel_cost_rules')
      .values({
        version: 1,
        rules: JSON.stringify([
          {
            channel: 'radio',
            purpose: 'service',
            basis: 'none',
            targets: [],
            serviceEvents: ['Ticket Opened'],
          },
        ]),
        created_at: end,
      })
      .execute();
    await insert(
      'events',
      [1, 2].map(n => ({
        customer_id: customerNo(n),
        source: 'desk',
        message_id: `m${n}`,
        event: 'Ticket Opened',
        occurred_at: at('2026-02-01'),
        version: 1,
      })),
    );
    const { document } = await take();
    expect(document.costs).toMatchObject({
      state: 'known',
      totalMinor: 4_701,
      credits: { rows: 1, amountMinor: -1_000 },
      otherCurrencies: [{ currency: 'USD', rows: 1, amount: '9.0000' }],
      rulesVersion: 1,
      sourceIs: 'first-purchase',
      service: { state: 'known', costMinor: 500, contacts: 2, perContactMinor: 250, eventsMinor: 500 },
    });
    expect(document.channels.map(each => [each.channel, each.costMinor, each.costPerOrderMinor])).toEqual([
      ['小程序', 3_001, 750],
      ['门店', 1_200, 400],
    ]);
    expect(document.costs.sources).toMatchObject([
      {
        source: '小程序',
        spendMinor: 3_001,
        newCustomers: 1,
        costMinor: 3_001,
        marginal: { status: 'insufficient' },
      },
      { source: '门店', spendMinor: 0, newCustomers: 1, costMinor: null },
    ]);
    expect(codes(document)).toEqual(expect.arrayContaining(['channels-credits', 'channels-other-currency']));
  });

  it('follow messages to purchases, and count people two channels reached within a day', async () => {
    await insert('touches', [
      // 3: two channels within a day, then bought on 2025-12-07 at 04:00.
      touch(3, 1, '2025-12-05 01:00:00', 'smtp'),
      touch(3, 2, '2025-12-05 20:00:00', 'file'),
      // 2: two messages of one channel, bought on 2026-02-06; then one the review is too early for.
      touch(2, 3, '2026-02-01 01:00:00', 'smtp'),
      touch(2, 4, '2026-02-03 01:00:00', 'smtp'),
      touch(2, 5, '2026-02-20 01:00:00', 'file'),
      // 1: nothing within thirty days, twice.
      touch(1, 6, '2025-09-10 01:00:00', 'file'),
      touch(1, 7, '2025-11-10 01:00:00', 'smtp'),
    ]);
    const { document } = await take();
    expect(document.contactConflicts).toMatchObject({
      people: 3,
      hit: 1,
      share: null,
      pairs: [{ first: 'smtp', second: 'file', people: 1, times: 1 }],
    });
    expect(document.costs.contacts).toEqual([
      { channel: 'smtp', contacts: 4, people: 3, costMinor: 20, perContactMinor: 5 },
      { channel: 'file', contacts: 3, people: 3, costMinor: 15, perContactMinor: 5 },
    ]);
    expect(document.paths).toMatchObject({ status: 'too-few', converted: 2, lost: 2, open: 1, truncated: 0 });
    expect(document.paths.paths.map(path => [path.channels, path.converted, path.lost])).toEqual([
      [['smtp'], 1, 1],
      [['file'], 0, 1],
      [['smtp', 'file'], 1, 0],
    ]);
  });

  it('count who is reachable, consented and deliverable, by region and tier', async () => {
    const ids = await savePeople(stores.ctx, [
      { externalId: 'p1', email: `1@${emailMark}`, phone: '+8619987310001' },
      { externalId: 'p2', email: `2@${emailMark}`, consent: 'withdrawn' },
      { externalId: 'p3', phone: '+8619987310003' },
      { externalId: 'p4' },
      { externalId: 'p5', phone: '+8619987310005', consent: 'withdrawn' },
    ]);
    // Consents of a file may be of calls, beside those of messages or alone.
    for (const id of [ids[0], ids[4]])
      await stores.ctx.pg
        .insertInto('consents')
        .values({
          customer_id: id as string,
          purpose: 'marketing',
          channel: 'phone',
          action: 'granted',
          method: 'import',
          at: end,
        })
        .execute();
    await storeRows(
      stores.ctx.ch,
      'order_lines',
      ids.map((customer_id, n) =>
        orderRow({
          customer_id,
          order_id: `q${n}`,
          sold_at: at('2026-01-20'),
          net_amount: '10',
          channel: '门店',
        }),
      ),
    );
    await stores.ctx.pg
      .insertInto('suppressions')
      .values({
        blind_index: stores.ctx.keys.blindIndex('phone', '+8619987310003'),
        kind: 'phone',
        reason: 'complained',
        at: end,
      })
      .execute();
    const { document } = await take();
    const { coverage } = document;
    expect(coverage.target).toBe(8);
    expect(coverage.any).toEqual({ reachable: 4, consented: 3, deliverable: 2 });
    expect(coverage.media).toEqual([
      { medium: 'email', reachable: 2, consented: 1, deliverable: 1, alone: 0 },
      { medium: 'phone', reachable: 3, consented: 3, deliverable: 2, alone: 1 },
    ]);
    expect(coverage.combos).toEqual([
      { media: ['phone'], customers: 1 },
      { media: ['email', 'phone'], customers: 1 },
      { media: [], customers: 6 },
    ]);
    expect(coverage.cells.reduce((sum, cell) => sum + cell.customers, 0)).toBe(8);
    const left = await stores.ctx.ch.query(factsSql`select count() as n from channel_reach_draft`, {
      tag: 'test.left',
      role: 'batch',
    });
    expect(left).toEqual([{ n: '0' }]);
  });

  it('take the way a customer was won from the list where it says so', async () => {
    await storeRows(stores.ctx.ch, 'customers', [
      {
        source: 'crm',
        customer_id: customerNo(1),
        acquisition_channel: 'radio',
        version: 1,
        known_at: at('2025-01-01'),
      },
    ]);
    const { document } = await take();
    expect(document.costs.sourceIs).toBe('acquisition-channel');
    expect(document.costs.sources.find(each => each.source === 'radio')).toMatchObject({
      newCustomers: 1,
      spendMinor: 0,
      costMinor: null,
    });
  });
});

describe('stores measured against each other', () => {
  it('are given efficiency, peers and slack once there are enough of them', async () => {
    stores = await testStores({ start: end });
    const lines = Array.from({ length: 10 }, (_, store) =>
      Array.from({ length: 4 }, (__, n) =>
        sale(store * 4 + n, `s${store}-${n}`, '2026-01-10', {
          channel: '门店',
          store: `店${store}`,
          net_amount: String(100 + 10 * store),
          cost_amount: String(60 + (store % 3) * 10),
        }),
      ),
    ).flat();
    await storeRows(stores.ctx.ch, 'order_lines', lines);
    await insert('stores', [{ store: '店1', title: '西湖', region: '浙江', version: 1, is_deleted: 0 }]);
    const { document } = await take();
    const told = (store: number, known: string, rest: object) => ({
      store: `店${store}`,
      source: 'test',
      known_at: known,
      ingested_at: known,
      version: 1,
      is_deleted: 0,
      ...rest,
    });
    const early = '2026-01-01 00:00:00';
    await insert('stores_log', [
      ...Array.from({ length: 10 }, (_, n) => told(n, early, { staff: '2', rent_amount: String(100 + n) })),
      // Known after the check-up, and a shop of this winter.
      told(3, '2026-05-01 00:00:00', { staff: '9', rent_amount: '900', version: 2 }),
      told(7, early, { staff: '2', rent_amount: '107', opened_on: '2025-12-01', version: 2 }),
    ]);
    const frontier = { inputs: ['rent' as const], outputs: ['sales' as const, 'orders' as const] };
    await saveCostRules({ ...stores.ctx, caller }, { version: 0, rules: [], frontier });
    const chosen = (await take()).document.efficiency;
    await stores.close();
    const { efficiency } = document;
    expect(chosen).toMatchObject({
      ...frontier,
      status: 'ok',
      isChosen: true,
      units: 9,
      young: 1,
      leftOut: 1,
    });
    expect(chosen.rows.find(row => row.unit === '店3')).toMatchObject({ inputs: [103], outputs: [520, 4] });
    expect(chosen.known.find(each => each.name === 'staff')?.units).toBe(9);
    expect(efficiency).toMatchObject({
      status: 'ok',
      units: 10,
      leftOut: 0,
      least: 9,
      inputs: ['goods'],
      cut: 0,
    });
    // Goods 240, 280, 320 by turns; sales rise with the number: stores 9 and 6 (both 240) and their like.
    const of = (unit: string) => efficiency.rows.find(row => row.unit === unit);
    expect(of('店9')).toMatchObject({ inputs: [240], outputs: [760, 4], constant: 1, variable: 1 });
    expect(of('店0')?.constant).toBeCloseTo(1, 6);
    expect(of('店8')?.constant).toBeCloseTo(0.75, 6);
    expect(of('店8')?.peers.map(peer => peer.unit)).toEqual(['店9']);
    expect(of('店1')).toMatchObject({ title: '西湖', region: '浙江' });
    expect(document.channels).toMatchObject([{ channel: '门店', side: 'store', sideBy: 'stores' }]);
    expect(codes(document)).toContain('channels-only-one');
    expect(document.synergy.status).toBe('one-side');
  });
});
