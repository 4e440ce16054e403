-- Products of a review: what each sold, cost and earned, its months and its pairs, kept with the review. No row names a
-- customer. A run writes a version of its own; state names the one that counts, so that a reader never sees half of one.

-- The sale lines a products run reads, written once; its partition is dropped when the run ends.
CREATE TABLE IF NOT EXISTS product_lines_draft_local {{ON_CLUSTER}} (
  run_id UUID,
  customer_id UUID,
  order_key UInt64,
  -- 64-bit hash of the SKU: what a customer's products are grouped on, four times faster than on text.
  sku_key UInt64,
  day Date,
  booked_day Date,
  sku String,
  product_name String,
  category LowCardinality(String),
  channel LowCardinality(String),
  quantity Decimal(18, 4),
  net_amount Decimal(18, 4),
  discount_amount Decimal(18, 4),
  margin_amount Nullable(Decimal(18, 4)),
  is_refund UInt8
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY (run_id, customer_id);

CREATE TABLE IF NOT EXISTS review_products_local {{ON_CLUSTER}} (
  review_id UUID,
  sku String,
  product_name String,
  category LowCardinality(String),
  -- Of the 365 days that end with the review; the "_before" figures of the 365 days before those.
  units Decimal(18, 4),
  units_before Decimal(18, 4),
  orders UInt64,
  buyers UInt64,
  new_buyers UInt64,
  repeat_buyers UInt64,
  sales Decimal(18, 4),
  sales_before Decimal(18, 4),
  returns Decimal(18, 4),
  net Decimal(18, 4),
  net_before Decimal(18, 4),
  discount Decimal(18, 4),
  -- Share of the sales whose cost or margin rate is known; the money below is null under 95 %.
  cost_known_share Float64,
  margin Nullable(Decimal(18, 4)),
  channel_cost Decimal(18, 4),
  contribution Nullable(Decimal(18, 4)),
  contribution_before Nullable(Decimal(18, 4)),
  -- Of the whole history.
  total_net Decimal(18, 4),
  first_day Nullable(Date),
  last_day Nullable(Date),
  sale_months UInt32,
  first_buyers UInt64,
  second_orders UInt64,
  second_q Nullable(Float64),
  last_buyers UInt64,
  lapses UInt64,
  lapse_q Nullable(Float64),
  class LowCardinality(String),
  place UInt32,
  stage LowCardinality(String),
  months_in_stage UInt32,
  stage_months UInt32,
  slope Nullable(Float64),
  slope_lo Nullable(Float64),
  slope_hi Nullable(Float64),
  slope_p Nullable(Float64),
  confidence Nullable(Float64),
  stock_out_months UInt32,
  promotion_months UInt32,
  is_ended UInt8,
  measured_against LowCardinality(String),
  action LowCardinality(String),
  evidence String,
  version UInt64
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (review_id, version, sku)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS review_product_months_local {{ON_CLUSTER}} (
  review_id UUID,
  sku String,
  month Date,
  units Decimal(18, 4),
  orders UInt64,
  sales Decimal(18, 4),
  returns Decimal(18, 4),
  discount Decimal(18, 4),
  version UInt64
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (review_id, version, sku, month)
{{SETTINGS}};

{{PUBLIC product_lines_draft cityHash64(customer_id)}};
{{PUBLIC review_products cityHash64(sku)}};
{{PUBLIC review_product_months cityHash64(sku)}};
