-- What the newest measurement of the data found by day: rows a rule was about and those that passed. Rule '' counts all rows.
CREATE TABLE IF NOT EXISTS quality_days_local {{ON_CLUSTER}} (
  table_name LowCardinality(String),
  rule LowCardinality(String),
  day Date,
  checked UInt64,
  passed UInt64,
  run_id UUID,
  version UInt64
) ENGINE = {{ENGINE ReplacingMergeTree version}}
ORDER BY (table_name, rule, day)
{{SETTINGS}};

{{PUBLIC FINAL quality_days cityHash64(table_name)}};
