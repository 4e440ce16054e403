-- The sale lines one review or features run reads, written once so that no figure has to find the versions known at
-- the as-of time again; the run's partition is dropped when it ends.
CREATE TABLE IF NOT EXISTS review_lines_draft_local {{ON_CLUSTER}} (
  run_id UUID,
  customer_id UUID,
  -- 64-bit hash of customer and order: distinct orders are counted on it, five times faster than on text.
  order_key UInt64,
  sold_at DateTime64(3, 'UTC'),
  day Date,
  booked_day Date,
  sku String,
  product_name String,
  category LowCardinality(String),
  channel LowCardinality(String),
  region LowCardinality(String),
  quantity Decimal(18, 4),
  net_amount Decimal(18, 4),
  margin_amount Nullable(Decimal(18, 4)),
  is_refund UInt8
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY (run_id, customer_id);

{{PUBLIC review_lines_draft cityHash64(customer_id)}};
