-- What the purchase models read and say: age since the first purchase and value of the later ones, P(alive), the chance of
-- an order and the value to come. Null in snapshots computed before, and where the models refuse.

ALTER TABLE customer_features_draft_local {{ON_CLUSTER}}
  ADD COLUMN IF NOT EXISTS age_days Nullable(Float64),
  ADD COLUMN IF NOT EXISTS repeat_value Nullable(Decimal(18, 4));

ALTER TABLE customer_features_local {{ON_CLUSTER}}
  ADD COLUMN IF NOT EXISTS age_days Nullable(Float64) AFTER elapsed_days,
  ADD COLUMN IF NOT EXISTS repeat_value Nullable(Decimal(18, 4)) AFTER age_days,
  ADD COLUMN IF NOT EXISTS alive_probability Nullable(Float64) AFTER rhythm_band,
  ADD COLUMN IF NOT EXISTS order_probability_90 Nullable(Float64) AFTER alive_probability,
  ADD COLUMN IF NOT EXISTS order_probability_365 Nullable(Float64) AFTER order_probability_90,
  ADD COLUMN IF NOT EXISTS order_probability_1095 Nullable(Float64) AFTER order_probability_365,
  ADD COLUMN IF NOT EXISTS expected_orders_365 Nullable(Float64) AFTER order_probability_1095,
  ADD COLUMN IF NOT EXISTS future_value_12 Nullable(Float64) AFTER expected_orders_365,
  ADD COLUMN IF NOT EXISTS future_value_12_sd Nullable(Float64) AFTER future_value_12,
  ADD COLUMN IF NOT EXISTS future_value_36 Nullable(Float64) AFTER future_value_12_sd,
  ADD COLUMN IF NOT EXISTS future_value_36_sd Nullable(Float64) AFTER future_value_36,
  ADD COLUMN IF NOT EXISTS stage_since Nullable(Date) AFTER stage;

-- Purchases to come of somebody still there, by cohort family, number of repeat purchases and age: computed outside the
-- engine once per key, joined by it per customer; dropped when the run ends.
CREATE TABLE IF NOT EXISTS customer_value_draft_local {{ON_CLUSTER}} (
  run_id UUID,
  family UInt16,
  repeats UInt32,
  age UInt32,
  orders_12 Float64,
  pairs_12 Float64,
  discounted_12 Float64,
  orders_36 Float64,
  pairs_36 Float64,
  discounted_36 Float64
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY (run_id, family, repeats, age);

{{PUBLIC customer_features_draft cityHash64(customer_id)}};
{{PUBLIC FINAL customer_features cityHash64(customer_id)}};
{{PUBLIC customer_value_draft cityHash64(family, repeats, age)}};
