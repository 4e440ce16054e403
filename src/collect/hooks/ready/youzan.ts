/**
 * Trade messages of 有赞云 (Youzan), after "交易消息", "交易退款" and youzan.trade.get of doc.youzanyun.com. The message lies
 * as address-encoded JSON in `msg`, in newer ones as an object; times are Beijing's, amounts are yuan.
 */
import type { HookMapping, HookValue } from '../../../records/hook-mapping.ts';
import { at, momentIn, visitors } from './shop-events.ts';

const moment = momentIn('Asia/Shanghai');
const paid = (...paths: string[]): HookValue => ({ money: { first: paths.map(at) }, currency: 'CNY' });

const trade = 'body.msg.full_order_info';
/** Money that was given back for good; a request alone is no refund. */
const refunds = [
  'trade_refund_RefundSuccess',
  'trade_refund_RefundSellerAgree',
  'trade_refund_SysRefund',
  'youzan_trade_RefundSuccess',
];

export const youzanMapping: HookMapping = {
  decode: [{ path: 'body.msg', as: 'url-json' }],
  when: { not: { equals: [at('body.test'), true] } },
  define: {
    order: { text: { first: [at(`${trade}.order_info.tid`), at('body.msg.tid')] } },
    phone: { phone: at(`${trade}.buyer_info.buyer_phone`), optional: true },
    customer: {
      text: {
        first: [
          at(`${trade}.buyer_info.yz_open_id`),
          {
            if: { above: [at(`${trade}.buyer_info.buyer_id`), 0] },
            then: at(`${trade}.buyer_info.buyer_id`),
          },
        ],
      },
    },
    ...visitors({ isNamed: { present: at('customer') }, id: at('customer'), buyer: 'phone' }),
    sold: {
      if: {
        all: [
          { present: at(`${trade}.order_info.tid`) },
          { not: { in: at(`${trade}.order_info.status`), of: ['WAIT_BUYER_PAY', 'TRADE_CLOSED'] } },
        ],
      },
      then: true,
    },
  },
  events: [
    {
      note: 'Who bought, where the shop tells a phone number in full',
      when: { all: [{ present: at('sold') }, { present: at('phone') }] },
      type: 'identify',
      userId: at('phone'),
      anonymousId: at('shopper'),
      messageId: { concat: ['buyer', at('order')], with: ':' },
      timestamp: moment(`${trade}.order_info.pay_time`, `${trade}.order_info.created`),
      traits: { phone: at('phone') },
    },
    {
      note: 'A paid order',
      when: { present: at('sold') },
      type: 'track',
      event: 'Order Completed',
      userId: at('phone'),
      anonymousId: at('visitor'),
      messageId: { concat: ['order', at('order')], with: ':' },
      timestamp: moment(`${trade}.order_info.pay_time`, `${trade}.order_info.created`),
      properties: {
        order_id: at('order'),
        currency: 'CNY',
        products: {
          each: { path: `${trade}.orders`, as: 'line' },
          of: {
            object: {
              sku: {
                text: { first: [at('line.outer_sku_id'), at('line.outer_item_id'), at('line.item_id')] },
              },
              product_id: { text: at('line.item_id') },
              name: { text: at('line.title') },
              quantity: at('line.num'),
              price: paid('line.price'),
              net_amount: paid('line.payment', 'line.total_fee'),
            },
          },
        },
      },
    },
    {
      note: 'Closed: not paid in time, given up, or refunded in full',
      when: { all: [{ equals: [at('body.type'), 'trade_TradeClose'] }, { present: at('order') }] },
      type: 'track',
      event: 'Order Cancelled',
      anonymousId: at('orderVisitor'),
      messageId: { concat: ['closed', at('order')], with: ':' },
      timestamp: moment('body.msg.update_time', `${trade}.order_info.update_time`),
      properties: { order_id: at('order') },
    },
    {
      when: {
        all: [
          { in: at('body.type'), of: refunds },
          { not: { equals: [at('body.msg.refund_type'), 'EXCHANGE_GOODS_FLOW'] } },
          { above: [at('body.msg.refunded_fee'), 0] },
        ],
      },
      type: 'track',
      event: 'Order Refunded',
      anonymousId: at('orderVisitor'),
      messageId: { concat: ['refund', { text: at('body.msg.refund_id') }], with: ':' },
      timestamp: moment('body.msg.update_time'),
      properties: {
        order_id: at('order'),
        refund_id: { text: at('body.msg.refund_id') },
        currency: 'CNY',
        total: paid('body.msg.refunded_fee'),
      },
    },
  ],
};
