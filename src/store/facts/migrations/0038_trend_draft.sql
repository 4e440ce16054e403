-- Purchase days of a buyer, for models that need each of them, and who of a run buys more or less often than before: found
-- outside the engine, joined by it per customer. A draft ends with its run.
ALTER TABLE customer_features_draft_local {{ON_CLUSTER}}
  ADD COLUMN IF NOT EXISTS days Array(UInt16);

CREATE TABLE IF NOT EXISTS customer_trend_draft_local {{ON_CLUSTER}} (
  run_id UUID,
  customer_id UUID,
  trend LowCardinality(String)
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY (run_id, customer_id);

{{PUBLIC customer_features_draft cityHash64(customer_id)}};
{{PUBLIC customer_trend_draft cityHash64(customer_id)}};
