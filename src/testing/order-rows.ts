/** Builders of facts rows for tests: an order line or refund with every column, told in the few that matter. */
import type { Facts } from '../store/facts/facts.ts';

/** `uuid(7)` → `00000000-0000-8000-8000-000000000007`: short names for customers in tests. */
export const customerNo = (n: number): string => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;

export interface OrderRow {
  readonly customer_id: string;
  readonly order_id: string;
  /** `2026-03-01 10:00:00` in UTC. */
  readonly sold_at: string;
  readonly net_amount: string;
  readonly [column: string]: unknown;
}

export interface RefundRow {
  readonly customer_id: string;
  readonly refund_id: string;
  readonly refunded_at: string;
  readonly amount: string;
  readonly [column: string]: unknown;
}

const importId = '00000000-0000-7000-8000-000000000001';

/** Provenance of a row marked as history: known when it happened, stored long after. */
const provenance = (at: string) => ({
  source: 'test',
  import_id: importId,
  ingested_at: '2030-01-01 00:00:00.000',
  known_at: at,
  version: 1,
  is_deleted: 0,
});

export const orderRow = (row: OrderRow) => ({
  line_no: 1,
  ordered_at: row.sold_at,
  paid_at: row.sold_at,
  status: 'paid',
  counts_as_sale: 1,
  line_kind: 'product',
  duplicate_no: 0,
  sku: 'A1',
  product_name: 'Tea',
  category: 'tea',
  quantity: '1',
  list_amount: row.net_amount,
  discount_amount: '0',
  cost_amount: null,
  currency: 'CNY',
  channel: 'shop',
  store: '',
  region: '浙江',
  coupon_code: '',
  ...provenance(row.sold_at),
  ...row,
});

export const refundRow = (row: RefundRow) => ({
  line_no: 1,
  order_id: '',
  purchase_sold_at: null,
  matched: 0,
  line_kind: 'product',
  sku: 'A1',
  category: 'tea',
  quantity: '1',
  cost_amount: null,
  reason: '',
  currency: 'CNY',
  channel: 'shop',
  ...provenance(row.refunded_at),
  ...row,
});

/** Writes rows to a log and to its current table, as an import does. */
export async function storeRows(
  facts: Facts,
  table: 'order_lines' | 'refunds' | 'customers',
  rows: readonly object[],
): Promise<void> {
  await facts.insert(`${table}_log`, rows, { tag: 'test.rows' });
  await facts.insert(table, rows, { tag: 'test.rows' });
}

export interface EventRow {
  readonly customer_id: string;
  readonly message_id: string;
  readonly event: string;
  /** `2026-03-01 10:00:00` in UTC. */
  readonly occurred_at: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly [column: string]: unknown;
}

/** A tracked event that arrived the moment it happened, of somebody who had said who they are. */
export const eventRow = (row: EventRow) => ({
  source: 'app',
  anonymous_id: '00000000-0000-0000-0000-000000000000',
  kind: 'track',
  received_at: row.occurred_at,
  original_at: null,
  sent_at: null,
  clock_flag: '',
  context: '{}',
  removed: 0,
  plan_version: 0,
  violations: [],
  ingested_at: row.occurred_at,
  version: 1,
  ...row,
  properties: JSON.stringify(row.properties),
});
