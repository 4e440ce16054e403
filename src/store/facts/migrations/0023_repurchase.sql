-- How far the chance of an order in 90 days may be off as a mean of its stage. Null in snapshots computed before, and where
-- no past time of the base could correct the chance.
ALTER TABLE customer_features_local {{ON_CLUSTER}}
  ADD COLUMN IF NOT EXISTS order_probability_90_sd Nullable(Float64) AFTER order_probability_90;

{{PUBLIC FINAL customer_features cityHash64(customer_id)}};
