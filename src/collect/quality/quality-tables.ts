/**
 * What of each table can be looked at: its columns and how an empty cell looks in each, the time a row belongs to and
 * what names a row to a person. The allow-list of every statement on data quality.
 */
import type { QualityTableName } from '../../records/quality-names.ts';

/** How a column holds "nothing": an empty text, null, 0 as a year, the id of nobody, or never. */
export type ColumnKind =
  | 'text'
  | 'number'
  | 'optional-number'
  | 'year'
  | 'instant'
  | 'optional-instant'
  | 'date'
  | 'optional-date'
  | 'id';

export interface QualityTableShape {
  /** When a row happened; null where rows have no time of their own. */
  readonly time: string | null;
  /** When it came in. */
  readonly ingested: string;
  /** What names a row to a person who looks for it. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** Columns whose values say something about a person: never shown in failing rows. */
  readonly personal?: readonly string[];
  /** Columns that hold money; of those the outliers are looked for, and how they shift. */
  readonly money?: readonly string[];
}

const texts = <const N extends readonly string[]>(...names: N) =>
  Object.fromEntries(names.map(name => [name, 'text'])) as Record<N[number], 'text'>;

export const qualityTableShapes: Readonly<Record<QualityTableName, QualityTableShape>> = {
  order_lines: {
    time: 'sold_at',
    ingested: 'ingested_at',
    key: ['source', 'order_id', 'line_no', 'customer_id'],
    columns: {
      ...texts('source', 'order_id', 'status', 'line_kind', 'sku', 'product_name', 'category', 'currency'),
      ...texts('channel', 'store', 'region', 'coupon_code'),
      line_no: 'number',
      customer_id: 'id',
      ordered_at: 'instant',
      paid_at: 'instant',
      sold_at: 'instant',
      duplicate_no: 'number',
      quantity: 'number',
      list_amount: 'number',
      discount_amount: 'number',
      net_amount: 'number',
      cost_amount: 'optional-number',
    },
    money: ['list_amount', 'discount_amount', 'net_amount', 'cost_amount'],
  },
  refunds: {
    time: 'refunded_at',
    ingested: 'ingested_at',
    key: ['source', 'refund_id', 'order_id', 'customer_id'],
    columns: {
      ...texts('source', 'refund_id', 'order_id', 'line_kind', 'sku', 'category', 'currency', 'channel'),
      ...texts('reason', 'match_by'),
      customer_id: 'id',
      refunded_at: 'instant',
      purchase_sold_at: 'optional-instant',
      matched: 'number',
      quantity: 'number',
      amount: 'number',
      cost_amount: 'optional-number',
    },
    money: ['amount', 'cost_amount'],
  },
  customers: {
    time: 'registered_at',
    ingested: 'ingested_at',
    key: ['source', 'customer_id'],
    columns: {
      ...texts('source', 'region', 'city', 'sex', 'acquisition_channel', 'industry', 'kind'),
      customer_id: 'id',
      registered_at: 'optional-instant',
      birth_year: 'year',
    },
    personal: ['birth_year', 'sex', 'city'],
  },
  events: {
    time: 'occurred_at',
    ingested: 'ingested_at',
    key: ['source', 'message_id', 'customer_id'],
    columns: {
      ...texts('source', 'message_id', 'kind', 'event', 'clock_flag'),
      customer_id: 'id',
      occurred_at: 'instant',
      received_at: 'instant',
      original_at: 'optional-instant',
      sent_at: 'optional-instant',
      plan_version: 'number',
      removed: 'number',
    },
  },
  touches: {
    time: 'occurred_at',
    ingested: 'ingested_at',
    key: ['campaign_id', 'delivery_id', 'customer_id'],
    columns: {
      ...texts('step', 'channel', 'kind'),
      customer_id: 'id',
      campaign_id: 'id',
      delivery_id: 'id',
      occurred_at: 'instant',
      cost: 'number',
    },
    money: ['cost'],
  },
  spend: {
    time: 'spent_on',
    ingested: 'ingested_at',
    key: ['source', 'spend_id'],
    columns: {
      ...texts('source', 'spend_id', 'channel', 'campaign', 'currency'),
      spent_on: 'date',
      amount: 'number',
    },
    money: ['amount'],
  },
  products: {
    time: null,
    ingested: 'ingested_at',
    key: ['source', 'sku'],
    columns: {
      ...texts('source', 'sku', 'product_name', 'category', 'brand', 'currency'),
      list_amount: 'optional-number',
      cost_amount: 'optional-number',
    },
    money: ['list_amount', 'cost_amount'],
  },
  stores: {
    time: null,
    ingested: 'ingested_at',
    key: ['source', 'store'],
    columns: {
      ...texts('source', 'store', 'title', 'region', 'city', 'kind'),
      opened_on: 'optional-date',
      floor_area: 'optional-number',
      staff: 'optional-number',
      staff_amount: 'optional-number',
      rent_amount: 'optional-number',
    },
  },
  channels: {
    time: null,
    ingested: 'ingested_at',
    key: ['source', 'channel'],
    columns: texts('source', 'channel', 'title', 'kind'),
  },
  competitor_facts: {
    time: 'observed_on',
    ingested: 'ingested_at',
    key: ['source', 'competitor', 'product_name', 'attribute'],
    columns: {
      ...texts('source', 'competitor', 'product_name', 'sku', 'attribute', 'value', 'currency'),
      observed_on: 'date',
      price_amount: 'optional-number',
    },
    money: ['price_amount'],
  },
  past_touches: {
    time: 'occurred_at',
    ingested: 'ingested_at',
    key: ['source', 'touch_id', 'customer_id'],
    columns: {
      ...texts('source', 'touch_id', 'channel', 'campaign', 'kind', 'currency'),
      customer_id: 'id',
      occurred_at: 'instant',
      cost: 'optional-number',
    },
  },
  service_cases: {
    time: 'opened_at',
    ingested: 'ingested_at',
    key: ['source', 'case_id', 'customer_id'],
    columns: {
      ...texts('source', 'case_id', 'channel', 'category', 'currency'),
      customer_id: 'id',
      opened_at: 'instant',
      closed_at: 'optional-instant',
      minutes: 'optional-number',
      cost: 'optional-number',
      satisfaction: 'optional-number',
    },
  },
  survey_answers: {
    time: 'answered_at',
    ingested: 'ingested_at',
    key: ['source', 'response_id', 'customer_id'],
    columns: {
      ...texts('source', 'response_id', 'question', 'survey', 'metric', 'answer', 'channel'),
      customer_id: 'id',
      answered_at: 'instant',
      score: 'optional-number',
    },
    personal: ['answer'],
  },
  feedback_texts: {
    time: 'said_at',
    ingested: 'ingested_at',
    key: ['source', 'feedback_id', 'customer_id'],
    columns: {
      ...texts('source', 'feedback_id', 'channel', 'topic', 'text'),
      customer_id: 'id',
      said_at: 'instant',
      rating: 'optional-number',
    },
    personal: ['text'],
  },
};

/** Columns that can be empty at all. */
export const canBeEmpty = (kind: ColumnKind): boolean => !['number', 'instant', 'date'].includes(kind);

export const isNumber = (kind: ColumnKind): boolean => ['number', 'optional-number', 'year'].includes(kind);

export const isTime = (kind: ColumnKind): boolean =>
  ['instant', 'optional-instant', 'date', 'optional-date'].includes(kind);
