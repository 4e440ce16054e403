-- Features of every known customer at an as-of time, and the frozen members of opportunities.
--
-- A snapshot is written once per (as_of, definition_version); computing it again writes a higher version.
-- Money is Decimal; model outputs are Float64 rounded to 1e-6, so that a repeated run gives the same bytes.

CREATE TABLE IF NOT EXISTS customer_features_local {{ON_CLUSTER}} (
  as_of DateTime64(3, 'UTC'),
  definition_version UInt32,
  customer_id UUID,
  value_is LowCardinality(String),
  registered_day Nullable(Date),
  region LowCardinality(String),
  city LowCardinality(String),
  birth_year Nullable(UInt16),
  sex LowCardinality(String),
  acquisition_channel LowCardinality(String),
  main_channel LowCardinality(String),
  main_category LowCardinality(String),
  first_category LowCardinality(String),
  first_day Nullable(Date),
  last_day Nullable(Date),
  recency_days Nullable(UInt32),
  occasions UInt32,
  frequency UInt32,
  monetary Decimal(18, 4),
  total_value Decimal(18, 4),
  value_365 Decimal(18, 4),
  mean_value Nullable(Float64),
  shrunk_value Nullable(Float64),
  active_months UInt16,
  tenure_months UInt16,
  gaps UInt32,
  elapsed_days Nullable(Float64),
  expected_gap_days Nullable(Float64),
  overdue_probability Nullable(Float64),
  rhythm_band LowCardinality(String),
  r_score UInt8,
  f_score UInt8,
  m_score UInt8,
  rfm_cell LowCardinality(String),
  value_score Nullable(Float64),
  tier_now LowCardinality(String),
  tier LowCardinality(String),
  cut_version UInt32,
  stage LowCardinality(String),
  flags Array(LowCardinality(String)),
  version UInt64
) ENGINE = {{ENGINE ReplacingMergeTree version}}
ORDER BY (as_of, definition_version, customer_id)
{{SETTINGS}};

-- What one computation knows of a customer before cut points and the rhythm model exist; dropped when it ends.
CREATE TABLE IF NOT EXISTS customer_features_draft_local {{ON_CLUSTER}} (
  run_id UUID,
  customer_id UUID,
  registered_day Nullable(Date),
  region LowCardinality(String),
  city LowCardinality(String),
  birth_year Nullable(UInt16),
  sex LowCardinality(String),
  acquisition_channel LowCardinality(String),
  main_channel LowCardinality(String),
  main_category LowCardinality(String),
  first_category LowCardinality(String),
  first_day Nullable(Date),
  last_day Nullable(Date),
  second_day Nullable(Date),
  recency_days Nullable(UInt32),
  occasions UInt32,
  frequency UInt32,
  monetary Decimal(18, 4),
  total_value Decimal(18, 4),
  value_365 Decimal(18, 4),
  value_squares Float64,
  active_months UInt16,
  tenure_months UInt16,
  log_gap_sum Int64,
  log_gap_squares Int64,
  elapsed_days Nullable(Float64),
  periods UInt16,
  repeats_recent UInt32,
  repeats_older UInt32
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY (run_id, customer_id);

CREATE TABLE IF NOT EXISTS opportunity_members_local {{ON_CLUSTER}} (
  opportunity_id UUID,
  customer_id UUID,
  version UInt64
) ENGINE = {{ENGINE ReplacingMergeTree version}}
ORDER BY (opportunity_id, customer_id)
{{SETTINGS}};

{{PUBLIC FINAL customer_features cityHash64(customer_id)}};
{{PUBLIC customer_features_draft cityHash64(customer_id)}};
{{PUBLIC FINAL opportunity_members cityHash64(customer_id)}};
