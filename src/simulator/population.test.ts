import { beforeAll, describe, expect, it } from 'vitest';
import { categories, stageOf } from './assortment.ts';
import { dayMs, dayOf } from './calendar.ts';
import { type Customer, customerOf } from './customer.ts';
import type { Order } from './order.ts';
import { openShop } from './shop.ts';
import { businessOf } from './world.ts';

const asOf = new Date('2025-09-01T00:00:00+08:00');
const shop = openShop({
  seed: 20_250_901,
  customers: 6000,
  startsAt: new Date('2022-09-01T00:00:00+08:00'),
  asOf,
});
const { base, assortment } = shop.world;
const span = { from: base.startsAt, to: base.asOf };

interface Member {
  readonly customer: Customer;
  readonly orders: readonly Order[];
  /** Distinct days with a completed order. */
  readonly days: readonly number[];
}

describe('the simulated base', () => {
  const members: Member[] = [];
  const sales: Order[] = [];
  let orders = 0;
  beforeAll(() => {
    for (let number = 0; number < base.customers; number++) {
      const customer = customerOf(base, number);
      const business = businessOf(shop.world, customer, { span, messages: [] });
      const own = business.orders.filter(order => order.customer && order.status === '已完成');
      orders += business.orders.length;
      sales.push(...business.orders.filter(order => order.status === '已完成' && customer.kind === 'person'));
      const days = [...new Set(own.map(order => dayOf(order.paidAt as number)))].sort((a, b) => a - b);
      members.push({ customer, orders: own, days });
    }
  });

  const persons = () => members.filter(({ customer }) => customer.kind === 'person');
  const buyers = () => persons().filter(({ days }) => days.length > 0);

  it('holds staff, dealers, tests and brushing in small shares', () => {
    const share = (kind: Customer['kind']) =>
      members.filter(({ customer }) => customer.kind === kind).length / members.length;
    expect(share('person')).toBeGreaterThan(0.97);
    for (const kind of ['staff', 'wholesale', 'test', 'brushing'] as const)
      expect(share(kind), kind).toBeGreaterThan(0);
    const dealers = members.filter(({ customer }) => customer.kind === 'wholesale');
    expect(
      Math.min(
        ...dealers.flatMap(one => one.orders.flatMap(order => order.lines.map(line => line.quantity))),
      ),
    ).toBeGreaterThanOrEqual(12);
  });

  it('betrays brushing by floods of orders on a day or by money that always comes back', () => {
    for (const { customer, orders: own } of members.filter(one => one.customer.kind === 'brushing')) {
      const perDay = new Map<number, number>();
      for (const { orderedAt } of own) perDay.set(dayOf(orderedAt), (perDay.get(dayOf(orderedAt)) ?? 0) + 1);
      const refunded = own.filter(order => order.refunds.length > 0).length / own.length;
      if (own.length < 8) continue;
      expect(Math.max(...perDay.values()) > 20 || refunded === 1, customer.externalId).toBe(true);
    }
  });

  it('buys about eight times in three years, some never and some often', () => {
    expect(orders / base.customers).toBeGreaterThan(7);
    expect(orders / base.customers).toBeLessThan(11);
    expect(buyers().length / persons().length).toBeGreaterThan(0.85);
    expect(buyers().length / persons().length).toBeLessThan(0.95);
    const once = buyers().filter(({ days }) => days.length === 1).length / buyers().length;
    expect(once).toBeGreaterThan(0.12);
    expect(once).toBeLessThan(0.35);
  });

  it('keeps a rhythm: gaps of a member vary less than gaps between members', () => {
    const logs = buyers()
      .map(({ days }) => days.slice(1).map((day, at) => Math.log(day - (days[at] as number))))
      .filter(gaps => gaps.length >= 5);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const centres = logs.map(mean);
    const grand = mean(centres);
    const between = mean(centres.map(centre => (centre - grand) ** 2));
    const within = mean(logs.map((gaps, at) => mean(gaps.map(gap => (gap - (centres[at] as number)) ** 2))));
    expect(Math.sqrt(within)).toBeGreaterThan(0.6);
    expect(Math.sqrt(within)).toBeLessThan(1.1);
    expect(Math.sqrt(between)).toBeGreaterThan(0.35);
  });

  it('has fallen silent in part: a third has not come for three of their own mean gaps', () => {
    const today = dayOf(base.asOf);
    const repeat = buyers().filter(({ days }) => days.length >= 3);
    const overdue = repeat.filter(({ days }) => {
      const last = days.at(-1) as number;
      const gap = (last - (days[0] as number)) / (days.length - 1);
      return today - last > 3 * gap;
    });
    expect(overdue.length / repeat.length).toBeGreaterThan(0.2);
    expect(overdue.length / repeat.length).toBeLessThan(0.45);
  });

  it('follows the seasons: 双11 sells far more and Spring Festival far less than the weeks around', () => {
    const perDay = new Map<number, number>();
    for (const order of sales) {
      const day = dayOf(order.orderedAt);
      perDay.set(day, (perDay.get(day) ?? 0) + 1);
    }
    const between = (from: string, to: string) => {
      const first = dayOf(Date.parse(`${from}T00:00:00+08:00`));
      const last = dayOf(Date.parse(`${to}T00:00:00+08:00`));
      let total = 0;
      for (let day = first; day <= last; day++) total += perDay.get(day) ?? 0;
      return total / (last - first + 1);
    };
    const ordinary = between('2024-04-01', '2024-05-25');
    expect(between('2024-11-11', '2024-11-11') / ordinary).toBeGreaterThan(2);
    expect(between('2024-06-18', '2024-06-18') / ordinary).toBeGreaterThan(1.8);
    expect(between('2025-01-29', '2025-02-01') / ordinary).toBeLessThan(0.5);
  });

  it('earns between 25 and 55 per cent on what its members buy, and takes few per cent of lines back', () => {
    const lines = sales.flatMap(order => order.lines);
    const total = (of: (line: (typeof lines)[number]) => number) =>
      lines.reduce((sum, line) => sum + of(line), 0);
    const margin = 1 - total(line => line.costMinor) / total(line => line.netMinor);
    expect(margin).toBeGreaterThan(0.3);
    expect(margin).toBeLessThan(0.5);
    for (const { priceMinor, costMinor } of assortment.products) {
      expect(1 - costMinor / priceMinor).toBeGreaterThan(0.25);
      expect(1 - costMinor / priceMinor).toBeLessThan(0.55);
    }
    const refunds = sales.flatMap(order =>
      order.refunds.map(refund => refund.refundedAt - (order.paidAt as number)),
    );
    expect(refunds.length / lines.length).toBeGreaterThan(0.015);
    const late = refunds.filter(lag => lag > 14 * dayMs).length / refunds.length;
    expect(late).toBeGreaterThan(0.02);
    expect(late).toBeLessThan(0.09);
  });

  it('shows every planted pair in its baskets', () => {
    const baskets = sales.map(order => new Set(order.lines.map(line => line.product.index)));
    const count = (...indexes: number[]) =>
      baskets.filter(basket => indexes.every(index => basket.has(index))).length;
    for (const planted of assortment.associations) {
      const holding = count(planted.if.index);
      const confidence = count(planted.if.index, planted.then.index) / holding;
      const lift = confidence / (count(planted.then.index) / baskets.length);
      expect(holding, planted.if.name).toBeGreaterThan(30);
      expect(lift, planted.if.name).toBeGreaterThan(2);
      expect(Math.abs(confidence - planted.confidence), planted.if.name).toBeLessThan(0.15);
    }
  });

  it('sells products through life cycles: launched ones grow, declining ones fade', () => {
    const today = dayOf(base.asOf);
    const stages = new Set(assortment.products.map(product => stageOf(product, today)));
    for (const stage of ['growth', 'maturity', 'decline', 'withdrawn', 'unlaunched'] as const)
      expect(stages).toContain(stage);
    const offSale = sales.filter(({ orderedAt, lines }) =>
      lines.some(
        ({ product }) => dayOf(orderedAt) < product.launchDay || dayOf(orderedAt) > product.withdrawnDay,
      ),
    );
    expect(offSale).toHaveLength(0);
    expect(categories.length * 24).toBe(assortment.products.length);
  });

  it('never gives two orders one number', () => {
    const ids = sales.map(order => order.orderId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
