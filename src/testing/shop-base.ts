/**
 * The simulated shop's purchases as order lines: what its customers kept of what they bought, with its true cost. A test
 * of understanding needs neither its files nor their dirt, and knows what comes after any day.
 */
import { customerOf } from '../simulator/customer.ts';
import { openShop, type ShopOptions } from '../simulator/shop.ts';
import { businessOf } from '../simulator/world.ts';
import type { Facts } from '../store/facts/facts.ts';
import { customerNo, orderRow, storeRows } from './order-rows.ts';

export interface ShopPurchase {
  readonly customer: string;
  readonly at: Date;
  readonly net: number;
  readonly cost: number;
}

export interface ShopBase extends ShopOptions {
  /** Until when purchases are drawn; by then the shop has new members too, who are left out. */
  readonly until: Date;
}

/** Every purchase of which something was kept, in the order of customers. About 60 µs a customer of three years. */
export function shopPurchases(base: ShopBase): ShopPurchase[] {
  const { world } = openShop(base);
  const span = { from: base.startsAt.getTime(), to: base.until.getTime() };
  return Array.from({ length: base.customers }, (_, number) => {
    const { orders } = businessOf(world, customerOf(world.base, number), { span, messages: [] });
    return orders.flatMap(order => {
      if (!order.customer || order.paidAt === null || order.status !== '已完成') return [];
      const kept = (of: 'netMinor' | 'costMinor', back: 'amountMinor' | 'costMinor') =>
        (order.lines.reduce((total, line) => total + line[of], 0) -
          order.refunds.reduce((total, refund) => total + refund[back], 0)) /
        100;
      const net = kept('netMinor', 'amountMinor');
      const purchase = { customer: customerNo(number + 1), at: new Date(order.paidAt), net };
      return net > 0 ? [{ ...purchase, cost: kept('costMinor', 'costMinor') }] : [];
    });
  }).flat();
}

const text = (at: Date) => at.toISOString().replace('T', ' ').replace('Z', '');

/** Stores them as lines known when they happened. */
export async function storeShopBase(facts: Facts, base: ShopBase): Promise<ShopPurchase[]> {
  const purchases = shopPurchases(base);
  const rows = purchases.map(({ customer, at, net, cost }, index) =>
    orderRow({
      customer_id: customer,
      order_id: `o${index}`,
      sold_at: text(at),
      net_amount: net.toFixed(2),
      cost_amount: cost.toFixed(4),
    }),
  );
  await storeRows(facts, 'order_lines', rows);
  return purchases;
}
