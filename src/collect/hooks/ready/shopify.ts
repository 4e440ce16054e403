/**
 * Orders and refunds of Shopify, after the Order and Refund resources of Shopify's Admin REST documentation, which are what
 * the topics orders/create, orders/paid, orders/updated, orders/cancelled and refunds/create send. Topic and times of the
 * headers are not signed, so everything is told by the body.
 */
import type { HookEventRule, HookMapping, HookValue } from '../../../records/hook-mapping.ts';
import { at, momentIn, orderEvents, visitors } from './shop-events.ts';

const moment = momentIn('UTC');
const paid = (money: HookValue): HookValue => ({ money, currency: at('currency') });

/** The same of an order's line and of a refunded one: by it a refund finds its line. */
const skuOf = (line: string): HookValue => ({
  text: {
    first: [at(`${line}.sku`), at(`${line}.variant_id`), at(`${line}.product_id`), at(`${line}.title`)],
  },
});

const lines: HookValue = {
  each: { path: 'body.line_items', as: 'line' },
  of: {
    object: {
      sku: skuOf('line'),
      product_id: { text: at('line.product_id') },
      name: { text: { first: [at('line.name'), at('line.title')] } },
      quantity: at('line.quantity'),
      price: paid(at('line.price')),
      net_amount: {
        sum: [{ times: [paid(at('line.price')), at('line.quantity')] }],
        minus: [
          0,
          { each: { path: 'line.discount_allocations', as: 'share' }, of: paid(at('share.amount')) },
        ],
      },
    },
  },
};

const order: HookEventRule['properties'] = {
  order_id: at('order'),
  currency: at('currency'),
  coupon: { text: at('body.discount_codes[0].code') },
  products: lines,
};

/** A part of a refund on one line: by its price without tax or, where prices contain it, with. */
const refundedPart = (refund: string): Omit<HookEventRule, 'for'> => ({
  when: { all: [{ present: at('body.id') }, { above: [at('part.subtotal'), 0] }] },
  type: 'track',
  event: 'Order Refunded',
  anonymousId: at('orderVisitor'),
  messageId: { concat: ['refund', { text: at(`${refund}.id`) }, { text: at('part.id') }], with: ':' },
  timestamp: moment(`${refund}.processed_at`, `${refund}.created_at`),
  properties: {
    order_id: at('order'),
    refund_id: { concat: [{ text: at(`${refund}.id`) }, { text: at('part.id') }], with: '-' },
    total: paidIn('part.subtotal', 'part.subtotal_set.shop_money.currency_code'),
    products: { list: [{ object: { sku: skuOf('part.line_item'), quantity: at('part.quantity') } }] },
  },
});

/** Money given back for no goods: what was paid out, less the postage in it. */
const refundedMoney = (refund: string): Omit<HookEventRule, 'for'> => {
  const given: HookValue = {
    sum: [
      {
        each: { path: `${refund}.transactions`, as: 'payment' },
        when: {
          all: [{ equals: [at('payment.kind'), 'refund'] }, { equals: [at('payment.status'), 'success'] }],
        },
        of: at('payment.amount'),
      },
      {
        each: { path: `${refund}.order_adjustments`, as: 'adjustment' },
        when: { equals: [at('adjustment.kind'), 'shipping_refund'] },
        of: { list: [at('adjustment.amount'), at('adjustment.tax_amount')] },
      },
    ],
  };
  return {
    when: { all: [{ not: { present: at(`${refund}.refund_line_items`) } }, { above: [given, 0] }] },
    type: 'track',
    event: 'Order Refunded',
    anonymousId: at('orderVisitor'),
    messageId: { concat: ['refund', { text: at(`${refund}.id`) }], with: ':' },
    timestamp: moment(`${refund}.processed_at`, `${refund}.created_at`),
    properties: { order_id: at('order'), refund_id: { text: at(`${refund}.id`) }, total: given },
  };
};

function paidIn(amount: string, currency: string): HookValue {
  return { money: at(amount), currency: { first: [at('currency'), at(currency), 'USD'] } };
}

const changed: HookValue = moment('body.updated_at', 'body.created_at');
const ordered: HookValue = moment('body.processed_at', 'body.created_at');

export const shopifyMapping: HookMapping = {
  when: { not: { equals: [at('body.test'), true] } },
  define: {
    order: { text: { first: [at('body.order_id'), at('body.id')] } },
    currency: at('body.currency'),
    email: {
      email: { first: [at('body.email'), at('body.contact_email'), at('body.customer.email')] },
      optional: true,
    },
    phone: {
      phone: { first: [at('body.phone'), at('body.customer.phone'), at('body.billing_address.phone')] },
      optional: true,
    },
    buyer: { first: [at('email'), at('phone')] },
    ...visitors({
      isNamed: { present: at('body.customer.id') },
      id: { text: at('body.customer.id') },
      buyer: 'buyer',
    }),
    /** Paid at least in part: an order that waits for its money is none yet. */
    sold: {
      if: {
        all: [
          { present: at('body.line_items') },
          {
            in: at('body.financial_status'),
            of: ['paid', 'partially_paid', 'partially_refunded', 'refunded'],
          },
        ],
      },
      then: true,
    },
    state: { concat: ['order', at('order'), changed], with: ':' },
  },
  events: [
    ...orderEvents({
      ordered,
      changed,
      stands: { not: { present: at('body.cancelled_at') } },
      isCancelled: { all: [{ present: at('sold') }, { present: at('body.cancelled_at') }] },
      properties: order,
      name: [at('body.customer.first_name'), at('body.customer.last_name')],
    }),
    {
      note: 'Refunds an order tells of, by line',
      for: [
        { path: 'body.refunds', as: 'refund' },
        { path: 'refund.refund_line_items', as: 'part' },
      ],
      ...refundedPart('refund'),
    },
    {
      note: 'Refunds without goods',
      for: [{ path: 'body.refunds', as: 'refund' }],
      ...refundedMoney('refund'),
    },
    {
      note: 'A refund by itself, by line',
      for: [{ path: 'body.refund_line_items', as: 'part' }],
      ...refundedPart('body'),
    },
    { note: 'A refund by itself, without goods', ...refundedMoney('body') },
  ],
};
