-- Where an orders file waits: every row as read with what is wrong with it, the repeats among them, and finished rows
-- in tables shaped exactly like their destinations, so that they appear there all at once (ATTACH PARTITION).
-- Staging is not made durable: an import cut off while staging is rolled back anyway; waiting rows are.
-- Nothing here is merged: the rows move on within seconds, and merging them cost as much as writing them.
-- Holds no contact datum: `identifier` stays empty where the file names customers by phone or e-mail.

CREATE TABLE IF NOT EXISTS order_staging_local {{ON_CLUSTER}} (
  import_id UUID,
  row_number UInt64,
  code LowCardinality(String),
  column_name LowCardinality(String),
  row_kind LowCardinality(String),
  identifier String,
  customer_id UUID,
  order_id String,
  line_no UInt32,
  line_given UInt8,
  ordered_at DateTime64(3, 'UTC'),
  paid_at DateTime64(3, 'UTC'),
  sold_at DateTime64(3, 'UTC'),
  status LowCardinality(String),
  status_counts UInt8,
  is_booked UInt8,
  counts_as_sale UInt8,
  line_kind LowCardinality(String),
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
  refund_id String,
  refunded_at DateTime64(3, 'UTC'),
  refund_amount Decimal(18, 4),
  refund_reason String,
  repeat_key UInt64
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY import_id
ORDER BY tuple()
SETTINGS max_bytes_to_merge_at_max_space_in_pool = 1;

-- Rows of a file that repeat an earlier row's key: the number of the line they are, or why they are not stored.
CREATE TABLE IF NOT EXISTS order_repeats_local {{ON_CLUSTER}} (
  import_id UUID,
  row_number UInt64,
  line_no UInt32,
  duplicate_no UInt32,
  verdict LowCardinality(String)
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY import_id
ORDER BY row_number
SETTINGS max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS order_lines_log_incoming_local {{ON_CLUSTER}} AS order_lines_log_local
ENGINE = {{ENGINE MergeTree}}
ORDER BY (customer_id, source, order_id, line_no, ingested_at, version)
{{SETTINGS}}, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS order_lines_incoming_local {{ON_CLUSTER}} AS order_lines_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, source, order_id, line_no)
{{SETTINGS}}, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS refunds_log_incoming_local {{ON_CLUSTER}} AS refunds_log_local
ENGINE = {{ENGINE MergeTree}}
ORDER BY (customer_id, source, refund_id, ingested_at, version)
{{SETTINGS}}, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS refunds_incoming_local {{ON_CLUSTER}} AS refunds_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, source, refund_id)
{{SETTINGS}}, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS customers_log_incoming_local {{ON_CLUSTER}} AS customers_log_local
ENGINE = {{ENGINE MergeTree}}
ORDER BY (customer_id, source, ingested_at, version)
{{SETTINGS}}, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS customers_incoming_local {{ON_CLUSTER}} AS customers_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, source)
{{SETTINGS}}, max_bytes_to_merge_at_max_space_in_pool = 1;

{{PUBLIC order_staging cityHash64(customer_id)}};
{{PUBLIC order_repeats cityHash64(row_number)}};
{{PUBLIC order_lines_log_incoming cityHash64(customer_id)}};
{{PUBLIC order_lines_incoming cityHash64(customer_id)}};
{{PUBLIC refunds_log_incoming cityHash64(customer_id)}};
{{PUBLIC refunds_incoming cityHash64(customer_id)}};
{{PUBLIC customers_log_incoming cityHash64(customer_id)}};
{{PUBLIC customers_incoming cityHash64(customer_id)}};
