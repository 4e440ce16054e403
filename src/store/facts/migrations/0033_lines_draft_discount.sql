-- Discounts of a line, for how customers buy at full and at reduced prices. A draft ends with its run, so the table starts anew.
DROP TABLE IF EXISTS review_lines_draft_local {{ON_CLUSTER}} SYNC;

CREATE TABLE IF NOT EXISTS review_lines_draft_local {{ON_CLUSTER}} (
  run_id UUID,
  customer_id UUID,
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
  is_refund UInt8,
  discount_amount Decimal(18, 4)
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY tuple();

{{PUBLIC review_lines_draft cityHash64(customer_id)}};
