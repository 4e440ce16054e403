-- What a channels run reads, written once a run; partitions are dropped when it ends. Nothing here outlives a run.

-- Sale lines as of the review, with the channel and the store they went through.
CREATE TABLE IF NOT EXISTS channel_lines_draft_local {{ON_CLUSTER}} (
  run_id UUID,
  customer_id UUID,
  order_key UInt64,
  sku_key UInt64,
  sold_at DateTime64(3, 'UTC'),
  day Date,
  booked_day Date,
  sku String,
  product_name String,
  channel LowCardinality(String),
  store LowCardinality(String),
  quantity Decimal(18, 4),
  net_amount Decimal(18, 4),
  discount_amount Decimal(18, 4),
  margin_amount Nullable(Decimal(18, 4)),
  is_refund UInt8
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY (run_id, customer_id);

-- One row a buyer: their occasions in order, each with its first channel, and all channels of the last 365 days.
CREATE TABLE IF NOT EXISTS channel_buyers_draft_local {{ON_CLUSTER}} (
  run_id UUID,
  customer_id UUID,
  days Array(Date),
  times Array(DateTime64(3, 'UTC')),
  channels Array(String),
  amounts Array(Decimal(18, 4)),
  used Array(String)
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY (run_id, customer_id);

-- Which media reach a customer, as bits (1 e-mail, 2 phone): no address, only that there is one.
CREATE TABLE IF NOT EXISTS channel_reach_draft_local {{ON_CLUSTER}} (
  run_id UUID,
  customer_id UUID,
  reachable UInt8,
  consented UInt8,
  deliverable UInt8
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY (run_id, customer_id);

{{PUBLIC channel_lines_draft cityHash64(customer_id)}};
{{PUBLIC channel_buyers_draft cityHash64(customer_id)}};
{{PUBLIC channel_reach_draft cityHash64(customer_id)}};
