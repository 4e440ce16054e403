-- The facts model: append-only logs are the truth, current tables serve everyday reads.
--
-- A log's key never changes; a correction is a new row with a higher version, an undo a row of import_undos.
-- `known_at` is when the organisation could have known the row: its business time in a file marked as history, else
-- `ingested_at`.
-- Nothing is partitioned by a date a correction may move.

CREATE TABLE IF NOT EXISTS order_lines_log_local {{ON_CLUSTER}} (
  source LowCardinality(String),
  order_id String,
  line_no UInt32,
  customer_id UUID,
  ordered_at DateTime64(3, 'UTC'),
  paid_at DateTime64(3, 'UTC'),
  sold_at DateTime64(3, 'UTC'),
  status LowCardinality(String),
  counts_as_sale UInt8,
  line_kind LowCardinality(String),
  duplicate_no UInt32,
  sku String,
  product_name String,
  category LowCardinality(String),
  quantity Decimal(18, 4),
  list_amount Decimal(18, 4),
  discount_amount Decimal(18, 4),
  net_amount Decimal(18, 4),
  cost_amount Nullable(Decimal(18, 4)),
  currency LowCardinality(String),
  channel LowCardinality(String),
  store LowCardinality(String),
  region LowCardinality(String),
  coupon_code String,
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (customer_id, source, order_id, line_no, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS order_lines_local {{ON_CLUSTER}} AS order_lines_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, source, order_id, line_no)
{{SETTINGS}};

-- order_id and line_no name the purchase the refund was matched to ('' and 0: none); refund_id names the row.
CREATE TABLE IF NOT EXISTS refunds_log_local {{ON_CLUSTER}} (
  source LowCardinality(String),
  refund_id String,
  order_id String,
  line_no UInt32,
  customer_id UUID,
  refunded_at DateTime64(3, 'UTC'),
  purchase_sold_at Nullable(DateTime64(3, 'UTC')),
  matched UInt8,
  line_kind LowCardinality(String),
  sku String,
  category LowCardinality(String),
  quantity Decimal(18, 4),
  amount Decimal(18, 4),
  cost_amount Nullable(Decimal(18, 4)),
  reason String,
  currency LowCardinality(String),
  channel LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (customer_id, source, refund_id, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS refunds_local {{ON_CLUSTER}} AS refunds_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, source, refund_id)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS customers_log_local {{ON_CLUSTER}} (
  source LowCardinality(String),
  customer_id UUID,
  registered_at Nullable(DateTime64(3, 'UTC')),
  region LowCardinality(String),
  city LowCardinality(String),
  birth_year UInt16,
  sex LowCardinality(String),
  acquisition_channel LowCardinality(String),
  industry LowCardinality(String),
  kind LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (customer_id, source, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS customers_local {{ON_CLUSTER}} AS customers_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, source)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS customer_exclusions_local {{ON_CLUSTER}} (
  customer_id UUID,
  rule LowCardinality(String),
  detail String,
  version UInt64,
  is_deleted UInt8
) ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, rule)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS assignments_local {{ON_CLUSTER}} (
  campaign_id UUID,
  customer_id UUID,
  cluster_key String,
  arm LowCardinality(String),
  bucket UInt16,
  would_send UInt8,
  skip_reason LowCardinality(String),
  slot_at DateTime64(3, 'UTC'),
  assigned_at DateTime64(3, 'UTC'),
  version UInt64
) ENGINE = {{ENGINE ReplacingMergeTree version}}
ORDER BY (campaign_id, customer_id)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS touches_local {{ON_CLUSTER}} (
  customer_id UUID,
  campaign_id UUID,
  delivery_id UUID,
  step LowCardinality(String),
  channel LowCardinality(String),
  kind LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  cost Decimal(18, 4),
  ingested_at DateTime64(3, 'UTC')
) ENGINE = {{ENGINE ReplacingMergeTree}}
ORDER BY (customer_id, campaign_id, delivery_id, kind, occurred_at)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS spend_local {{ON_CLUSTER}} (
  source LowCardinality(String),
  spend_id String,
  spent_on Date,
  channel LowCardinality(String),
  campaign_id UUID,
  amount Decimal(18, 4),
  currency LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (source, spend_id)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS products_local {{ON_CLUSTER}} (
  sku String,
  product_name String,
  category LowCardinality(String),
  cost_amount Nullable(Decimal(18, 4)),
  list_amount Nullable(Decimal(18, 4)),
  currency LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY sku
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS channels_local {{ON_CLUSTER}} (
  channel String,
  title String,
  kind LowCardinality(String),
  version UInt64,
  is_deleted UInt8
) ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY channel
{{SETTINGS}};

-- Imports taken back. Their rows stay in the logs; a reading as of T leaves them out when effective_at <= T: the moment
-- of the undo, or the beginning of time for a file of history, which is withdrawn from the past as well.
CREATE TABLE IF NOT EXISTS import_undos_local {{ON_CLUSTER}} (
  import_id UUID,
  effective_at DateTime64(3, 'UTC'),
  undone_at DateTime64(3, 'UTC')
) ENGINE = {{ENGINE ReplacingMergeTree}}
ORDER BY import_id
{{SETTINGS}};

{{PUBLIC order_lines_log cityHash64(customer_id)}};
{{PUBLIC FINAL order_lines cityHash64(customer_id)}};
{{PUBLIC refunds_log cityHash64(customer_id)}};
{{PUBLIC FINAL refunds cityHash64(customer_id)}};
{{PUBLIC customers_log cityHash64(customer_id)}};
{{PUBLIC FINAL customers cityHash64(customer_id)}};
{{PUBLIC FINAL customer_exclusions cityHash64(customer_id)}};
{{PUBLIC FINAL assignments cityHash64(customer_id)}};
{{PUBLIC FINAL touches cityHash64(customer_id)}};
{{PUBLIC FINAL spend cityHash64(spend_id)}};
{{PUBLIC FINAL products cityHash64(sku)}};
{{PUBLIC FINAL channels cityHash64(channel)}};
{{PUBLIC FINAL import_undos cityHash64(import_id)}};
