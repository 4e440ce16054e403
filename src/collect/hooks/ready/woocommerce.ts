/**
 * Orders of WooCommerce, after "Order properties" of the WooCommerce REST API documentation (v3), which is what the topics
 * order.created and order.updated send. Times of the shop's clock are left aside for those in UTC.
 */
import type { HookEventRule, HookMapping, HookValue } from '../../../records/hook-mapping.ts';
import { at, momentIn, orderEvents, visitors } from './shop-events.ts';

const moment = momentIn('UTC');
const paid = (path: string): HookValue => ({ money: at(path), currency: at('body.currency') });

const order: HookEventRule['properties'] = {
  order_id: at('order'),
  currency: at('body.currency'),
  coupon: { text: at('body.coupon_lines[0].code') },
  products: {
    each: { path: 'body.line_items', as: 'line' },
    of: {
      object: {
        // Without a variation its id is 0.
        sku: {
          text: {
            first: [
              at('line.sku'),
              { if: { above: [at('line.variation_id'), 0] }, then: at('line.variation_id') },
              at('line.product_id'),
            ],
          },
        },
        product_id: { text: at('line.product_id') },
        name: { text: at('line.name') },
        quantity: at('line.quantity'),
        list_amount: paid('line.subtotal'),
        net_amount: paid('line.total'),
      },
    },
  },
};

const changed = moment('body.date_modified_gmt');
const gone = ['cancelled', 'failed', 'trash'];

export const woocommerceMapping: HookMapping = {
  when: { present: at('body.line_items') },
  define: {
    order: { text: at('body.id') },
    email: { email: at('body.billing.email'), optional: true },
    phone: { phone: at('body.billing.phone'), optional: true },
    buyer: { first: [at('email'), at('phone')] },
    ...visitors({
      // A guest's customer_id is 0.
      isNamed: { above: [at('body.customer_id'), 0] },
      id: { text: at('body.customer_id') },
      buyer: 'buyer',
    }),
    /** Paid, or to be paid on delivery; pending and on-hold orders wait for their money. */
    sold: {
      if: {
        any: [
          { in: at('body.status'), of: ['processing', 'completed', 'refunded'] },
          { all: [{ in: at('body.status'), of: gone }, { present: at('body.date_paid_gmt') }] },
        ],
      },
      then: true,
    },
    state: { concat: ['order', at('order'), changed, at('body.status')], with: ':' },
    goods: { sum: [{ each: { path: 'body.line_items', as: 'line' }, of: paid('line.total') }] },
  },
  events: [
    ...orderEvents({
      ordered: moment('body.date_created_gmt'),
      changed,
      stands: { not: { in: at('body.status'), of: gone } },
      isCancelled: { in: at('body.status'), of: gone },
      properties: order,
      name: [at('body.billing.first_name'), at('body.billing.last_name')],
    }),
    {
      note: 'Refunds, with tax and postage in them: an order does not say how they divide; at most what its goods cost',
      for: [{ path: 'body.refunds', as: 'refund' }],
      type: 'track',
      event: 'Order Refunded',
      anonymousId: at('orderVisitor'),
      messageId: { concat: ['refund', { text: at('refund.id') }], with: ':' },
      timestamp: changed,
      properties: {
        order_id: at('order'),
        refund_id: { text: at('refund.id') },
        currency: at('body.currency'),
        total: { least: [{ sum: [0], minus: [paid('refund.total')] }, at('goods')] },
      },
    },
  ],
};
