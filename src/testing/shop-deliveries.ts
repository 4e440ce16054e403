/**
 * Messages as shops send them, made for tests after the documented fields of each: small, with the fields the ready mappings
 * read and a few they must not mind.
 */
import { canaryPerson } from './contact-canaries.ts';

export interface ShopOrder {
  readonly id: number;
  /** Whose contact data it carries; null: nobody's. */
  readonly person: number | null;
  /** ISO 8601. */
  readonly placedAt: string;
  readonly changedAt?: string;
  readonly state?: string;
  readonly cancelled?: boolean;
  readonly change?: object;
}

const contactsOf = (person: number | null) => (person === null ? null : canaryPerson(person));

/** Two teapots at 100 with 15 off and a cup at 30: 215 for goods, 10 for postage. */
export function shopifyOrder({ id, person, placedAt, changedAt = placedAt, ...rest }: ShopOrder) {
  const who = contactsOf(person);
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    email: who?.email ?? '',
    phone: null,
    created_at: placedAt,
    processed_at: placedAt,
    updated_at: changedAt,
    cancelled_at: rest.cancelled ? changedAt : null,
    test: false,
    currency: 'CNY',
    financial_status: rest.state ?? 'paid',
    subtotal_price: '215.00',
    total_price: '225.00',
    total_discounts: '15.00',
    discount_codes: [{ code: 'SPRING', amount: '15.00', type: 'fixed_amount' }],
    customer: who && {
      id: 9_000 + (person ?? 0),
      first_name: who.name,
      last_name: '',
      phone: who.phone,
      note: null,
    },
    billing_address: null,
    line_items: [
      {
        id: id * 10 + 1,
        product_id: 71,
        variant_id: 711,
        sku: 'pot',
        title: 'Teapot',
        name: 'Teapot - red',
        price: '100.00',
        quantity: 2,
        discount_allocations: [{ amount: '10.00' }, { amount: '5.00' }],
      },
      {
        id: id * 10 + 2,
        product_id: 72,
        variant_id: 721,
        sku: '',
        title: 'Cup',
        price: '30.00',
        quantity: 1,
        discount_allocations: [],
      },
    ],
    refunds: [],
    ...rest.change,
  };
}

/** One teapot of `shopifyOrder` given back. */
export const shopifyRefund = (
  order: number,
  { id, at, change }: { id: number; at: string; change?: object },
) => ({
  id,
  order_id: order,
  created_at: at,
  processed_at: at,
  note: null,
  transactions: [{ kind: 'refund', status: 'success', amount: '92.50', currency: 'CNY' }],
  order_adjustments: [],
  refund_line_items: [
    {
      id: id * 10,
      line_item_id: order * 10 + 1,
      quantity: 1,
      subtotal: 92.5,
      total_tax: 0,
      line_item: { id: order * 10 + 1, sku: 'pot', variant_id: 711, product_id: 71, title: 'Teapot' },
    },
  ],
  ...change,
});

const withoutZone = (iso: string): string => new Date(iso).toISOString().slice(0, 19);

/** Two teapots at 100 less a coupon of 20 and a cup at 30: 210 for goods, 8 for postage. */
export function wooOrder({ id, person, placedAt, changedAt = placedAt, ...rest }: ShopOrder) {
  const who = contactsOf(person);
  return {
    id,
    number: String(id),
    status: rest.state ?? 'processing',
    currency: 'CNY',
    date_created: withoutZone(placedAt),
    date_created_gmt: withoutZone(placedAt),
    date_modified_gmt: withoutZone(changedAt),
    date_paid_gmt: withoutZone(placedAt),
    customer_id: person === null ? 0 : 40 + person,
    total: '218.00',
    shipping_total: '8.00',
    discount_total: '20.00',
    billing: { first_name: who?.name ?? '', last_name: '', email: who?.email ?? '', phone: who?.phone ?? '' },
    line_items: [
      {
        id: 1,
        name: 'Teapot',
        product_id: 71,
        variation_id: 0,
        sku: 'pot',
        quantity: 2,
        subtotal: '200.00',
        total: '180.00',
        price: 90,
      },
      {
        id: 2,
        name: 'Cup',
        product_id: 72,
        variation_id: 0,
        sku: '',
        quantity: 1,
        subtotal: '30.00',
        total: '30.00',
        price: 30,
      },
    ],
    coupon_lines: [{ id: 3, code: 'spring', discount: '20' }],
    refunds: [],
    ...rest.change,
  };
}

const beijing = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ');

/** As an address is encoded, with `+` for blanks. */
const encoded = (message: object): string =>
  encodeURIComponent(JSON.stringify(message)).replaceAll('%20', '+');

export interface YouzanMessage {
  readonly type: string;
  readonly order: string;
  readonly message: object;
  readonly id: string;
}

export const youzanEnvelope = ({ type, order, message, id }: YouzanMessage) => ({
  client_id: 'client-1',
  kdt_id: 42,
  kdt_name: 'Teashop',
  id: order,
  type,
  msg: encoded(message),
  msg_id: id,
  version: 1,
  mode: 1,
  test: false,
  sendCount: 0,
});

/** Two teapots for 185 together and a cup at 30. */
export function youzanTrade({
  order,
  person,
  placedAt,
  state = 'WAIT_SELLER_SEND_GOODS',
}: {
  order: string;
  person: number | null;
  placedAt: string;
  state?: string;
}) {
  const phone = contactsOf(person)?.phone.replace('+86', '') ?? '199****0000';
  return {
    full_order_info: {
      order_info: {
        tid: order,
        status: state,
        created: beijing(placedAt),
        pay_time: beijing(placedAt),
        update_time: beijing(placedAt),
      },
      buyer_info: { buyer_phone: phone, yz_open_id: `open${person ?? order}`, buyer_id: 0 },
      address_info: { receiver_name: '***' },
      pay_info: { payment: '225.00', post_fee: '10.00', total_fee: '215.00' },
      orders: [
        {
          oid: '31',
          item_id: 71,
          outer_sku_id: 'pot',
          title: 'Teapot',
          num: 2,
          price: '100.00',
          total_fee: '200.00',
          payment: '185.00',
        },
        {
          oid: '32',
          item_id: 72,
          outer_sku_id: '',
          title: 'Cup',
          num: 1,
          price: '30.00',
          total_fee: '30.00',
          payment: '30.00',
        },
      ],
    },
  };
}

/** Money of an order given back. */
export const youzanRefund = (order: string, { id, at, yuan }: { id: string; at: string; yuan: string }) => ({
  tid: order,
  refund_id: id,
  refunded_fee: yuan,
  refund_type: 'REFUND_ONLY',
  update_time: beijing(at),
});
