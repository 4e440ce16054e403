/** The ready mappings, from a shop's message to the order it tells, whatever the order of arrival. */
import { describe, expect, test } from 'vitest';
import { canaryPerson } from '../../testing/contact-canaries.ts';
import {
  shopifyOrder,
  shopifyRefund,
  wooOrder,
  youzanEnvelope,
  youzanRefund,
  youzanTrade,
} from '../../testing/shop-deliveries.ts';
import type { JsonObject } from '../track/json-text.ts';
import { type PreparedEvents, prepareEvents } from '../track/prepare-events.ts';
import { orderAfter, type TrackedOrder } from '../track/tracked-order.ts';
import { mapDelivery } from './map-delivery.ts';
import { readyMappings } from './ready-mappings.ts';

const keys = {
  customerId: (idType: string, value: string) => `${idType} ${value}`,
  pseudonym: (purpose: string, value: string) => `hmac:${purpose}${value.length}`,
};

function prepared(shop: keyof typeof readyMappings, body: object): PreparedEvents {
  const delivery = { body, headers: {}, hook: { source: 'shop' }, deliveryId: 'd' };
  const { events } = mapDelivery(readyMappings[shop], delivery);
  const made = events.map(each => {
    expect(each).toMatchObject({ ok: true });
    return (each as { event: JsonObject }).event;
  });
  const receivedAt = new Date('2026-03-10T00:00:00Z');
  const envelope = { kind: null, context: {}, sentAt: undefined, receivedAt, machineAt: receivedAt };
  const result = prepareEvents(made, { keys, source: 'shop', bytes: 0, envelope });
  expect(result.refused).toEqual([]);
  return result;
}

/** The order after all messages, in the order they came. */
function orderOf(shop: keyof typeof readyMappings, ...bodies: object[]): TrackedOrder | null {
  let order: TrackedOrder | null = null;
  for (const { orders } of bodies.map(body => prepared(shop, body)))
    for (const { customerId, isNamed, event } of orders)
      if (event.kind !== 'refunded')
        order = orderAfter(order, {
          source: 'shop',
          customerId,
          saidId: customerId,
          isNamed,
          event,
          currency: 'EUR',
        });
  return order;
}

const placedAt = '2026-03-01T10:00:00Z';
const changedAt = '2026-03-02T10:00:00Z';
const lines = (order: TrackedOrder | null) =>
  order?.lines.map(each => [each.sku, each.quantity, each.listAmount, each.netAmount]);

describe('Shopify', () => {
  const order = shopifyOrder({ id: 501, person: 61, placedAt });
  test('tells an order of whoever bought, with what was paid for each line', () => {
    const { people, rows } = prepared('shopify', order);
    const { email, phone, name } = canaryPerson(61);
    expect(people).toMatchObject([{ customerId: `email ${email}`, email, phone, name }]);
    expect(rows.map(row => row.event)).toEqual(['', 'Order Completed']);
    expect(rows.map(row => row.properties).join()).not.toContain(email);
    const told = orderOf('shopify', order);
    expect(told).toMatchObject({
      orderId: '501',
      status: 'completed',
      currency: 'CNY',
      couponCode: 'SPRING',
    });
    expect(told?.orderedAt.toISOString()).toBe('2026-03-01T10:00:00.000Z');
    expect(lines(told)).toEqual([
      ['pot', '2.0000', '200.0000', '185.0000'],
      ['721', '1.0000', '30.0000', '30.0000'],
    ]);
  });
  test('an order that is not paid, or a test, is none', () => {
    for (const change of [{ financial_status: 'pending' }, { test: true }])
      expect(prepared('shopify', { ...order, ...change }).rows).toEqual([]);
  });
  test('the newest message has the last word, in whatever order they come', () => {
    const fewer = { line_items: order.line_items.slice(0, 1) };
    const later = shopifyOrder({ id: 501, person: 61, placedAt, changedAt, change: fewer });
    for (const messages of [
      [order, later],
      [later, order],
      [later, order, later],
    ]) {
      const told = orderOf('shopify', ...messages);
      expect(lines(told)).toEqual([['pot', '2.0000', '200.0000', '185.0000']]);
      expect(told?.orderedAt.toISOString()).toBe('2026-03-01T10:00:00.000Z');
    }
    const gone = shopifyOrder({ id: 501, person: 61, placedAt, changedAt, cancelled: true });
    for (const messages of [[order, gone], [gone, order], [gone]])
      expect(orderOf('shopify', ...messages)).toMatchObject({ status: 'cancelled' });
  });
  test('a refund is told by its lines, once, by itself or with its order', () => {
    const refund = shopifyRefund(501, { id: 7, at: changedAt });
    const alone = prepared('shopify', refund).orders;
    expect(alone).toMatchObject([
      { isNamed: false, event: { kind: 'refunded', orderId: '501', refundId: '7-70', amount: '92.5000' } },
    ]);
    const within = prepared(
      'shopify',
      shopifyOrder({
        id: 501,
        person: 61,
        placedAt,
        changedAt,
        state: 'partially_refunded',
        change: { refunds: [refund] },
      }),
    );
    expect(
      within.orders
        .filter(({ event }) => event.kind === 'refunded')
        .map(each => [each.messageId, each.event]),
    ).toEqual(alone.map(each => [each.messageId, each.event]));
  });
  test('money given back for no goods is without its postage; postage alone is no refund', () => {
    const money = (adjustments: object[]) =>
      prepared(
        'shopify',
        shopifyRefund(501, {
          id: 8,
          at: changedAt,
          change: { refund_line_items: [], order_adjustments: adjustments },
        }),
      ).orders.map(({ event }) => event.amount);
    expect(money([])).toEqual(['92.5000']);
    expect(money([{ kind: 'shipping_refund', amount: '-10.00', tax_amount: '0.00' }])).toEqual(['82.5000']);
    expect(money([{ kind: 'shipping_refund', amount: '-92.50', tax_amount: '0.00' }])).toEqual([]);
  });
  test('ids beyond what a number can hold come as text and stay whole', () => {
    const huge = { ...order, id: '820982911946154508' };
    expect(orderOf('shopify', huge)?.orderId).toBe('820982911946154508');
  });
});

describe('WooCommerce', () => {
  const order = wooOrder({ id: 77, person: 62, placedAt });
  test('tells an order with lines after its coupon', () => {
    expect(prepared('woocommerce', order).people).toMatchObject([{ email: canaryPerson(62).email }]);
    const told = orderOf('woocommerce', order);
    expect(told).toMatchObject({ orderId: '77', status: 'completed', couponCode: 'spring' });
    expect(lines(told)).toEqual([
      ['pot', '2.0000', '200.0000', '180.0000'],
      ['72', '1.0000', '30.0000', '30.0000'],
    ]);
  });
  test('waits for the money, is cancelled, and stands again', () => {
    expect(
      prepared('woocommerce', wooOrder({ id: 77, person: 62, placedAt, state: 'pending' })).rows,
    ).toEqual([]);
    const gone = wooOrder({ id: 77, person: 62, placedAt, changedAt, state: 'cancelled' });
    expect(orderOf('woocommerce', order, gone)).toMatchObject({ status: 'cancelled' });
    expect(orderOf('woocommerce', gone, order)).toMatchObject({ status: 'cancelled' });
    const again = wooOrder({
      id: 77,
      person: 62,
      placedAt,
      changedAt: '2026-03-03T10:00:00Z',
      state: 'completed',
    });
    expect(orderOf('woocommerce', order, gone, again)).toMatchObject({ status: 'completed' });
  });
  test('a refund is at most what the goods cost', () => {
    const told = (total: string) =>
      prepared(
        'woocommerce',
        wooOrder({
          id: 77,
          person: 62,
          placedAt,
          changedAt,
          change: { refunds: [{ id: 5, reason: '', total }] },
        }),
      ).orders.flatMap(({ event }) => (event.kind === 'refunded' ? [event.amount] : []));
    expect(told('-30.00')).toEqual(['30.0000']);
    expect(told('-218.00')).toEqual(['210.0000']);
  });
  test('a guest without any address is a visitor of that order', () => {
    const [row] = prepared('woocommerce', wooOrder({ id: 78, person: null, placedAt })).rows;
    expect(row?.customer_id).toBe('anonymous-id shop:order:78');
  });
});

describe('Youzan', () => {
  const message = (type: string, inner: object) =>
    youzanEnvelope({ type, order: 'E1', message: inner, id: type });
  const paidMessage = message('trade_TradePaid', youzanTrade({ order: 'E1', person: 63, placedAt }));
  test('tells a paid order in Beijing’s time, of the buyer whose phone it says', () => {
    expect(prepared('youzan', paidMessage).people).toMatchObject([{ phone: canaryPerson(63).phone }]);
    const told = orderOf('youzan', paidMessage);
    expect(told?.orderedAt.toISOString()).toBe('2026-03-01T10:00:00.000Z');
    expect(lines(told)).toEqual([
      ['pot', '2.0000', '200.0000', '185.0000'],
      ['72', '1.0000', '30.0000', '30.0000'],
    ]);
  });
  test('a buyer with a masked phone is known by the shop’s id', () => {
    const [row] = prepared(
      'youzan',
      message('trade_TradePaid', youzanTrade({ order: 'E1', person: null, placedAt })),
    ).rows;
    expect(row?.customer_id).toBe('anonymous-id shop:customer:openE1');
  });
  test('closing cancels the order and leaves it to whom it belongs', () => {
    const closed = message('trade_TradeClose', {
      tid: 'E1',
      close_type: 1,
      update_time: '2026-03-02 18:00:00',
    });
    const told = orderOf('youzan', paidMessage, closed);
    expect(told).toMatchObject({ status: 'cancelled', customerId: `phone ${canaryPerson(63).phone}` });
    expect(told?.lines).toHaveLength(2);
  });
  test('refunds that are settled count, requests and exchanges do not', () => {
    const refund = youzanRefund('E1', { id: 'r1', at: changedAt, yuan: '92.50' });
    const told = (type: string, change = {}) =>
      prepared('youzan', message(type, { ...refund, ...change })).orders.map(({ event }) => [
        event.refundId,
        event.amount,
      ]);
    expect(told('trade_refund_RefundSuccess')).toEqual([['r1', '92.5000']]);
    expect(told('trade_refund_BuyerCreated')).toEqual([]);
    expect(told('youzan_trade_RefundSuccess', { refund_type: 'EXCHANGE_GOODS_FLOW' })).toEqual([]);
    const unpaid = youzanTrade({ order: 'E1', person: 63, placedAt, state: 'WAIT_BUYER_PAY' });
    expect(prepared('youzan', message('trade_TradeCreate', unpaid)).rows).toEqual([]);
    expect(prepared('youzan', { ...paidMessage, test: true }).rows).toEqual([]);
  });
});
