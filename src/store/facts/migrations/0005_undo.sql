-- What a file says of a refund beside what was found for it, so that its purchase can be found again when purchases come
-- or go. match_by: 'goods' (the purchase is searched for), 'order' (the file names order and line), 'line' (the refund
-- stood on the purchase's own line), 'kept' (taken in before this column: stays as it was matched then).
-- In a log, refunds by goods and by order are unmatched; the current table carries the purchase they have now.

ALTER TABLE refunds_log_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS match_by LowCardinality(String) DEFAULT 'kept';
ALTER TABLE refunds_log_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS given_cost_amount Nullable(Decimal(18, 4));
ALTER TABLE refunds_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS match_by LowCardinality(String) DEFAULT 'kept';
ALTER TABLE refunds_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS given_cost_amount Nullable(Decimal(18, 4));
ALTER TABLE refunds_log_incoming_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS match_by LowCardinality(String) DEFAULT 'kept';
ALTER TABLE refunds_log_incoming_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS given_cost_amount Nullable(Decimal(18, 4));
ALTER TABLE refunds_incoming_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS match_by LowCardinality(String) DEFAULT 'kept';
ALTER TABLE refunds_incoming_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS given_cost_amount Nullable(Decimal(18, 4));

{{PUBLIC refunds_log cityHash64(customer_id)}};
{{PUBLIC FINAL refunds cityHash64(customer_id)}};
{{PUBLIC refunds_log_incoming cityHash64(customer_id)}};
{{PUBLIC refunds_incoming cityHash64(customer_id)}};

-- Rows an import brought that the facts already held word for word: not stored again, but said by that import too. When
-- the import that had stored them is undone, they are written to the log as this import's. Read by an undo only; rows of
-- imports that were rolled back are ignored.
CREATE TABLE IF NOT EXISTS order_mentions_local {{ON_CLUSTER}} (
  log LowCardinality(String),
  customer_id UUID,
  natural_key UInt64,
  content UInt64,
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  is_history UInt8,
  version UInt64
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (log, customer_id, natural_key, version)
{{SETTINGS}};

{{PUBLIC order_mentions cityHash64(customer_id)}};

-- Who is under which exclusion rule as of the time of one review or features run of the past; dropped when it ends.
CREATE TABLE IF NOT EXISTS exclusions_draft_local {{ON_CLUSTER}} (
  run_id UUID,
  customer_id UUID,
  rule LowCardinality(String)
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY (run_id, customer_id);

{{PUBLIC exclusions_draft cityHash64(customer_id)}};
