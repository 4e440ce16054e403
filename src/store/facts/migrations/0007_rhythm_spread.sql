-- What an expectation of returning needs beside the expected gap: how widely the next gap of this customer may fall, and
-- the share of purchases after which none comes. Null in snapshots computed before.

ALTER TABLE customer_features_local {{ON_CLUSTER}}
  ADD COLUMN IF NOT EXISTS log_gap_spread Nullable(Float64) AFTER expected_gap_days,
  ADD COLUMN IF NOT EXISTS stop_share Nullable(Float64) AFTER log_gap_spread;

{{PUBLIC FINAL customer_features cityHash64(customer_id)}};
