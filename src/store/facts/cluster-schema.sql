-- Written by `npm run schema:dump`; do not edit.

CREATE TABLE IF NOT EXISTS order_lines_log_local ON CLUSTER 'rekindle_cluster' (
  source LowCardinality(String),
  order_id String,
  line_no UInt32,
  customer_id UUID,
  ordered_at DateTime64(3, 'UTC'),
  paid_at DateTime64(3, 'UTC'),
  sold_at DateTime64(3, 'UTC'),
  status LowCardinality(String),
  counts_as_sale UInt8,
  line_kind LowCardinality(String),
  duplicate_no UInt32,
  sku String,
  product_name String,
  category LowCardinality(String),
  quantity Decimal(18, 4),
  list_amount Decimal(18, 4),
  discount_amount Decimal(18, 4),
  net_amount Decimal(18, 4),
  cost_amount Nullable(Decimal(18, 4)),
  currency LowCardinality(String),
  channel LowCardinality(String),
  store LowCardinality(String),
  region LowCardinality(String),
  coupon_code String,
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, order_id, line_no, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS order_lines_local ON CLUSTER 'rekindle_cluster' AS order_lines_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, source, order_id, line_no)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS refunds_log_local ON CLUSTER 'rekindle_cluster' (
  source LowCardinality(String),
  refund_id String,
  order_id String,
  line_no UInt32,
  customer_id UUID,
  refunded_at DateTime64(3, 'UTC'),
  purchase_sold_at Nullable(DateTime64(3, 'UTC')),
  matched UInt8,
  line_kind LowCardinality(String),
  sku String,
  category LowCardinality(String),
  quantity Decimal(18, 4),
  amount Decimal(18, 4),
  cost_amount Nullable(Decimal(18, 4)),
  reason String,
  currency LowCardinality(String),
  channel LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, refund_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS refunds_local ON CLUSTER 'rekindle_cluster' AS refunds_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, source, refund_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS customers_log_local ON CLUSTER 'rekindle_cluster' (
  source LowCardinality(String),
  customer_id UUID,
  registered_at Nullable(DateTime64(3, 'UTC')),
  region LowCardinality(String),
  city LowCardinality(String),
  birth_year UInt16,
  sex LowCardinality(String),
  acquisition_channel LowCardinality(String),
  industry LowCardinality(String),
  kind LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS customers_local ON CLUSTER 'rekindle_cluster' AS customers_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, source)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS customer_exclusions_local ON CLUSTER 'rekindle_cluster' (
  customer_id UUID,
  rule LowCardinality(String),
  detail String,
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, rule)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS assignments_local ON CLUSTER 'rekindle_cluster' (
  campaign_id UUID,
  customer_id UUID,
  cluster_key String,
  arm LowCardinality(String),
  bucket UInt16,
  would_send UInt8,
  skip_reason LowCardinality(String),
  slot_at DateTime64(3, 'UTC'),
  assigned_at DateTime64(3, 'UTC'),
  version UInt64
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version)
ORDER BY (campaign_id, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS touches_local ON CLUSTER 'rekindle_cluster' (
  customer_id UUID,
  campaign_id UUID,
  delivery_id UUID,
  step LowCardinality(String),
  channel LowCardinality(String),
  kind LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  cost Decimal(18, 4),
  ingested_at DateTime64(3, 'UTC')
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, campaign_id, delivery_id, kind, occurred_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS spend_local ON CLUSTER 'rekindle_cluster' (
  source LowCardinality(String),
  spend_id String,
  spent_on Date,
  channel LowCardinality(String),
  campaign_id UUID,
  amount Decimal(18, 4),
  currency LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (source, spend_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS products_local ON CLUSTER 'rekindle_cluster' (
  sku String,
  product_name String,
  category LowCardinality(String),
  cost_amount Nullable(Decimal(18, 4)),
  list_amount Nullable(Decimal(18, 4)),
  currency LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY sku
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS channels_local ON CLUSTER 'rekindle_cluster' (
  channel String,
  title String,
  kind LowCardinality(String),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY channel
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS import_undos_local ON CLUSTER 'rekindle_cluster' (
  import_id UUID,
  effective_at DateTime64(3, 'UTC'),
  undone_at DateTime64(3, 'UTC')
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY import_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE order_lines_log ON CLUSTER 'rekindle_cluster' AS order_lines_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_lines_log_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE order_lines ON CLUSTER 'rekindle_cluster' AS order_lines_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_lines_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds_log ON CLUSTER 'rekindle_cluster' AS refunds_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_log_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds ON CLUSTER 'rekindle_cluster' AS refunds_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE customers_log ON CLUSTER 'rekindle_cluster' AS customers_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customers_log_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE customers ON CLUSTER 'rekindle_cluster' AS customers_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customers_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE customer_exclusions ON CLUSTER 'rekindle_cluster' AS customer_exclusions_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_exclusions_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE assignments ON CLUSTER 'rekindle_cluster' AS assignments_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'assignments_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE touches ON CLUSTER 'rekindle_cluster' AS touches_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'touches_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE spend ON CLUSTER 'rekindle_cluster' AS spend_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'spend_local', cityHash64(spend_id));

CREATE OR REPLACE TABLE products ON CLUSTER 'rekindle_cluster' AS products_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'products_local', cityHash64(sku));

CREATE OR REPLACE TABLE channels ON CLUSTER 'rekindle_cluster' AS channels_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'channels_local', cityHash64(channel));

CREATE OR REPLACE TABLE import_undos ON CLUSTER 'rekindle_cluster' AS import_undos_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'import_undos_local', cityHash64(import_id));

CREATE TABLE IF NOT EXISTS customer_features_local ON CLUSTER 'rekindle_cluster' (
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
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version)
ORDER BY (as_of, definition_version, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS customer_features_draft_local ON CLUSTER 'rekindle_cluster' (
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
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY (run_id, customer_id);

CREATE TABLE IF NOT EXISTS opportunity_members_local ON CLUSTER 'rekindle_cluster' (
  opportunity_id UUID,
  customer_id UUID,
  version UInt64
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version)
ORDER BY (opportunity_id, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE customer_features ON CLUSTER 'rekindle_cluster' AS customer_features_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_features_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE customer_features_draft ON CLUSTER 'rekindle_cluster' AS customer_features_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_features_draft_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE opportunity_members ON CLUSTER 'rekindle_cluster' AS opportunity_members_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'opportunity_members_local', cityHash64(customer_id));

CREATE TABLE IF NOT EXISTS order_staging_local ON CLUSTER 'rekindle_cluster' (
  import_id UUID,
  row_number UInt64,
  code LowCardinality(String),
  column_name LowCardinality(String),
  row_kind LowCardinality(String),
  identifier String,
  customer_id UUID,
  order_id String,
  line_no UInt32,
  line_given UInt8,
  ordered_at DateTime64(3, 'UTC'),
  paid_at DateTime64(3, 'UTC'),
  sold_at DateTime64(3, 'UTC'),
  status LowCardinality(String),
  status_counts UInt8,
  is_booked UInt8,
  counts_as_sale UInt8,
  line_kind LowCardinality(String),
  sku String,
  product_name String,
  category LowCardinality(String),
  quantity Decimal(18, 4),
  list_amount Decimal(18, 4),
  discount_amount Decimal(18, 4),
  net_amount Decimal(18, 4),
  cost_amount Nullable(Decimal(18, 4)),
  currency LowCardinality(String),
  channel LowCardinality(String),
  store LowCardinality(String),
  region LowCardinality(String),
  coupon_code String,
  refund_id String,
  refunded_at DateTime64(3, 'UTC'),
  refund_amount Decimal(18, 4),
  refund_reason String,
  repeat_key UInt64
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY import_id
ORDER BY tuple()
SETTINGS max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS order_repeats_local ON CLUSTER 'rekindle_cluster' (
  import_id UUID,
  row_number UInt64,
  line_no UInt32,
  duplicate_no UInt32,
  verdict LowCardinality(String)
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY import_id
ORDER BY row_number
SETTINGS max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS order_lines_log_incoming_local ON CLUSTER 'rekindle_cluster' AS order_lines_log_local
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, order_id, line_no, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS order_lines_incoming_local ON CLUSTER 'rekindle_cluster' AS order_lines_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, source, order_id, line_no)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS refunds_log_incoming_local ON CLUSTER 'rekindle_cluster' AS refunds_log_local
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, refund_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS refunds_incoming_local ON CLUSTER 'rekindle_cluster' AS refunds_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, source, refund_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS customers_log_incoming_local ON CLUSTER 'rekindle_cluster' AS customers_log_local
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE TABLE IF NOT EXISTS customers_incoming_local ON CLUSTER 'rekindle_cluster' AS customers_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, source)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, max_bytes_to_merge_at_max_space_in_pool = 1;

CREATE OR REPLACE TABLE order_staging ON CLUSTER 'rekindle_cluster' AS order_staging_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_staging_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE order_repeats ON CLUSTER 'rekindle_cluster' AS order_repeats_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_repeats_local', cityHash64(row_number));

CREATE OR REPLACE TABLE order_lines_log_incoming ON CLUSTER 'rekindle_cluster' AS order_lines_log_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_lines_log_incoming_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE order_lines_incoming ON CLUSTER 'rekindle_cluster' AS order_lines_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_lines_incoming_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds_log_incoming ON CLUSTER 'rekindle_cluster' AS refunds_log_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_log_incoming_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds_incoming ON CLUSTER 'rekindle_cluster' AS refunds_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_incoming_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE customers_log_incoming ON CLUSTER 'rekindle_cluster' AS customers_log_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customers_log_incoming_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE customers_incoming ON CLUSTER 'rekindle_cluster' AS customers_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customers_incoming_local', cityHash64(customer_id));

CREATE TABLE IF NOT EXISTS review_lines_draft_local ON CLUSTER 'rekindle_cluster' (
  run_id UUID,
  customer_id UUID,
  -- 64-bit hash of customer and order: distinct orders are counted on it, five times faster than on text.
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
  is_refund UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY (run_id, customer_id);

CREATE OR REPLACE TABLE review_lines_draft ON CLUSTER 'rekindle_cluster' AS review_lines_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'review_lines_draft_local', cityHash64(customer_id));

ALTER TABLE refunds_log_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS match_by LowCardinality(String) DEFAULT 'kept';

ALTER TABLE refunds_log_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS given_cost_amount Nullable(Decimal(18, 4));

ALTER TABLE refunds_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS match_by LowCardinality(String) DEFAULT 'kept';

ALTER TABLE refunds_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS given_cost_amount Nullable(Decimal(18, 4));

ALTER TABLE refunds_log_incoming_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS match_by LowCardinality(String) DEFAULT 'kept';

ALTER TABLE refunds_log_incoming_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS given_cost_amount Nullable(Decimal(18, 4));

ALTER TABLE refunds_incoming_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS match_by LowCardinality(String) DEFAULT 'kept';

ALTER TABLE refunds_incoming_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS given_cost_amount Nullable(Decimal(18, 4));

CREATE OR REPLACE TABLE refunds_log ON CLUSTER 'rekindle_cluster' AS refunds_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_log_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds ON CLUSTER 'rekindle_cluster' AS refunds_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds_log_incoming ON CLUSTER 'rekindle_cluster' AS refunds_log_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_log_incoming_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds_incoming ON CLUSTER 'rekindle_cluster' AS refunds_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_incoming_local', cityHash64(customer_id));

CREATE TABLE IF NOT EXISTS order_mentions_local ON CLUSTER 'rekindle_cluster' (
  log LowCardinality(String),
  customer_id UUID,
  natural_key UInt64,
  content UInt64,
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  is_history UInt8,
  version UInt64
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (log, customer_id, natural_key, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE order_mentions ON CLUSTER 'rekindle_cluster' AS order_mentions_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_mentions_local', cityHash64(customer_id));

CREATE TABLE IF NOT EXISTS exclusions_draft_local ON CLUSTER 'rekindle_cluster' (
  run_id UUID,
  customer_id UUID,
  rule LowCardinality(String)
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY (run_id, customer_id);

CREATE OR REPLACE TABLE exclusions_draft ON CLUSTER 'rekindle_cluster' AS exclusions_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'exclusions_draft_local', cityHash64(customer_id));

ALTER TABLE customer_features_local ON CLUSTER 'rekindle_cluster'
  ADD COLUMN IF NOT EXISTS log_gap_spread Nullable(Float64) AFTER expected_gap_days,
  ADD COLUMN IF NOT EXISTS stop_share Nullable(Float64) AFTER log_gap_spread;

CREATE OR REPLACE TABLE customer_features ON CLUSTER 'rekindle_cluster' AS customer_features_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_features_local', cityHash64(customer_id));

CREATE TABLE IF NOT EXISTS customer_places_local ON CLUSTER 'rekindle_cluster' (
  customer_id UUID,
  owner_id UUID,
  store LowCardinality(String),
  region LowCardinality(String),
  version UInt64
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version)
ORDER BY customer_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE customer_places ON CLUSTER 'rekindle_cluster' AS customer_places_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_places_local', cityHash64(customer_id));

CREATE TABLE IF NOT EXISTS events_local ON CLUSTER 'rekindle_cluster' (
  customer_id UUID,
  source LowCardinality(String),
  message_id String,
  anonymous_id UUID,
  kind LowCardinality(String),
  event LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  original_at Nullable(DateTime64(3, 'UTC')),
  sent_at Nullable(DateTime64(3, 'UTC')),
  clock_flag LowCardinality(String),
  properties String CODEC(ZSTD(1)),
  context String CODEC(ZSTD(1)),
  removed UInt16,
  plan_version UInt32,
  ingested_at DateTime64(3, 'UTC'),
  version UInt64
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version)
ORDER BY (customer_id, source, message_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE events ON CLUSTER 'rekindle_cluster' AS events_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'events_local', cityHash64(customer_id));

ALTER TABLE customer_features_draft_local ON CLUSTER 'rekindle_cluster'
  ADD COLUMN IF NOT EXISTS age_days Nullable(Float64),
  ADD COLUMN IF NOT EXISTS repeat_value Nullable(Decimal(18, 4));

ALTER TABLE customer_features_local ON CLUSTER 'rekindle_cluster'
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

CREATE TABLE IF NOT EXISTS customer_value_draft_local ON CLUSTER 'rekindle_cluster' (
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
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY (run_id, family, repeats, age);

CREATE OR REPLACE TABLE customer_features_draft ON CLUSTER 'rekindle_cluster' AS customer_features_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_features_draft_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE customer_features ON CLUSTER 'rekindle_cluster' AS customer_features_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_features_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE customer_value_draft ON CLUSTER 'rekindle_cluster' AS customer_value_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_value_draft_local', cityHash64(family, repeats, age));

CREATE TABLE IF NOT EXISTS product_lines_draft_local ON CLUSTER 'rekindle_cluster' (
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
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY (run_id, customer_id);

CREATE TABLE IF NOT EXISTS review_products_local ON CLUSTER 'rekindle_cluster' (
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
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (review_id, version, sku)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS review_product_months_local ON CLUSTER 'rekindle_cluster' (
  review_id UUID,
  sku String,
  month Date,
  units Decimal(18, 4),
  orders UInt64,
  sales Decimal(18, 4),
  returns Decimal(18, 4),
  discount Decimal(18, 4),
  version UInt64
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (review_id, version, sku, month)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE product_lines_draft ON CLUSTER 'rekindle_cluster' AS product_lines_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'product_lines_draft_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE review_products ON CLUSTER 'rekindle_cluster' AS review_products_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'review_products_local', cityHash64(sku));

CREATE OR REPLACE TABLE review_product_months ON CLUSTER 'rekindle_cluster' AS review_product_months_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'review_product_months_local', cityHash64(sku));

DROP TABLE IF EXISTS products_local ON CLUSTER 'rekindle_cluster' SYNC;

DROP TABLE IF EXISTS spend_local ON CLUSTER 'rekindle_cluster' SYNC;

DROP TABLE IF EXISTS channels_local ON CLUSTER 'rekindle_cluster' SYNC;

CREATE TABLE IF NOT EXISTS products_log_local ON CLUSTER 'rekindle_cluster' (
  sku String,
  product_name String,
  category LowCardinality(String),
  brand LowCardinality(String),
  list_amount Nullable(Decimal(18, 4)),
  cost_amount Nullable(Decimal(18, 4)),
  currency LowCardinality(String),
  source LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (sku, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS products_local ON CLUSTER 'rekindle_cluster' AS products_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY sku
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS stores_log_local ON CLUSTER 'rekindle_cluster' (
  store String,
  title String,
  region LowCardinality(String),
  city LowCardinality(String),
  kind LowCardinality(String),
  opened_on Nullable(Date),
  source LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (store, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS stores_local ON CLUSTER 'rekindle_cluster' AS stores_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY store
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS channels_log_local ON CLUSTER 'rekindle_cluster' (
  channel String,
  title String,
  kind LowCardinality(String),
  source LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (channel, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS channels_local ON CLUSTER 'rekindle_cluster' AS channels_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY channel
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS spend_log_local ON CLUSTER 'rekindle_cluster' (
  spend_id String,
  spent_on Date,
  channel LowCardinality(String),
  campaign String,
  amount Decimal(18, 4),
  currency LowCardinality(String),
  source LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (source, spend_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS spend_local ON CLUSTER 'rekindle_cluster' AS spend_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (source, spend_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS competitor_facts_log_local ON CLUSTER 'rekindle_cluster' (
  competitor String,
  observed_on Date,
  product_name String,
  sku String,
  attribute LowCardinality(String),
  value String,
  price_amount Nullable(Decimal(18, 4)),
  currency LowCardinality(String),
  source LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (source, competitor, product_name, attribute, observed_on, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS competitor_facts_local ON CLUSTER 'rekindle_cluster' AS competitor_facts_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (source, competitor, product_name, attribute, observed_on)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS reference_staging_local ON CLUSTER 'rekindle_cluster' (
  import_id UUID,
  row_number UInt64,
  code LowCardinality(String),
  column_name LowCardinality(String),
  key UInt64,
  content UInt64,
  known_on String,
  cells Array(String)
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY import_id
ORDER BY row_number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE products_log ON CLUSTER 'rekindle_cluster' AS products_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'products_log_local', cityHash64(sku));

CREATE OR REPLACE TABLE products ON CLUSTER 'rekindle_cluster' AS products_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'products_local', cityHash64(sku));

CREATE OR REPLACE TABLE stores_log ON CLUSTER 'rekindle_cluster' AS stores_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'stores_log_local', cityHash64(store));

CREATE OR REPLACE TABLE stores ON CLUSTER 'rekindle_cluster' AS stores_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'stores_local', cityHash64(store));

CREATE OR REPLACE TABLE channels_log ON CLUSTER 'rekindle_cluster' AS channels_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'channels_log_local', cityHash64(channel));

CREATE OR REPLACE TABLE channels ON CLUSTER 'rekindle_cluster' AS channels_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'channels_local', cityHash64(channel));

CREATE OR REPLACE TABLE spend_log ON CLUSTER 'rekindle_cluster' AS spend_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'spend_log_local', cityHash64(spend_id));

CREATE OR REPLACE TABLE spend ON CLUSTER 'rekindle_cluster' AS spend_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'spend_local', cityHash64(spend_id));

CREATE OR REPLACE TABLE competitor_facts_log ON CLUSTER 'rekindle_cluster' AS competitor_facts_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'competitor_facts_log_local', cityHash64(competitor));

CREATE OR REPLACE TABLE competitor_facts ON CLUSTER 'rekindle_cluster' AS competitor_facts_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'competitor_facts_local', cityHash64(competitor));

CREATE OR REPLACE TABLE reference_staging ON CLUSTER 'rekindle_cluster' AS reference_staging_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'reference_staging_local', cityHash64(row_number));

ALTER TABLE events_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS violations Array(LowCardinality(String));

CREATE OR REPLACE TABLE events ON CLUSTER 'rekindle_cluster' AS events_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'events_local', cityHash64(customer_id));

ALTER TABLE order_lines_log_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;

ALTER TABLE order_lines_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;

ALTER TABLE order_lines_log_incoming_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;

ALTER TABLE order_lines_incoming_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;

ALTER TABLE refunds_log_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;

ALTER TABLE refunds_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;

ALTER TABLE refunds_log_incoming_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;

ALTER TABLE refunds_incoming_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;

CREATE TABLE IF NOT EXISTS identity_links_local ON CLUSTER 'rekindle_cluster' (
  raw_id UUID,
  person_id UUID,
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY raw_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE order_lines_log ON CLUSTER 'rekindle_cluster' AS order_lines_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_lines_log_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE order_lines ON CLUSTER 'rekindle_cluster' AS order_lines_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_lines_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE order_lines_log_incoming ON CLUSTER 'rekindle_cluster' AS order_lines_log_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_lines_log_incoming_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE order_lines_incoming ON CLUSTER 'rekindle_cluster' AS order_lines_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'order_lines_incoming_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds_log ON CLUSTER 'rekindle_cluster' AS refunds_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_log_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds ON CLUSTER 'rekindle_cluster' AS refunds_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds_log_incoming ON CLUSTER 'rekindle_cluster' AS refunds_log_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_log_incoming_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE refunds_incoming ON CLUSTER 'rekindle_cluster' AS refunds_incoming_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'refunds_incoming_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE identity_links ON CLUSTER 'rekindle_cluster' AS identity_links_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'identity_links_local', cityHash64(raw_id));

CREATE TABLE IF NOT EXISTS channel_lines_draft_local ON CLUSTER 'rekindle_cluster' (
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
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY (run_id, customer_id);

CREATE TABLE IF NOT EXISTS channel_buyers_draft_local ON CLUSTER 'rekindle_cluster' (
  run_id UUID,
  customer_id UUID,
  days Array(Date),
  times Array(DateTime64(3, 'UTC')),
  channels Array(String),
  amounts Array(Decimal(18, 4)),
  used Array(String)
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY (run_id, customer_id);

CREATE TABLE IF NOT EXISTS channel_reach_draft_local ON CLUSTER 'rekindle_cluster' (
  run_id UUID,
  customer_id UUID,
  reachable UInt8,
  consented UInt8,
  deliverable UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY (run_id, customer_id);

CREATE OR REPLACE TABLE channel_lines_draft ON CLUSTER 'rekindle_cluster' AS channel_lines_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'channel_lines_draft_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE channel_buyers_draft ON CLUSTER 'rekindle_cluster' AS channel_buyers_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'channel_buyers_draft_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE channel_reach_draft ON CLUSTER 'rekindle_cluster' AS channel_reach_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'channel_reach_draft_local', cityHash64(customer_id));

DROP TABLE IF EXISTS review_lines_draft_local ON CLUSTER 'rekindle_cluster' SYNC;

CREATE TABLE IF NOT EXISTS review_lines_draft_local ON CLUSTER 'rekindle_cluster' (
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
  is_refund UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY tuple();

ALTER TABLE customer_features_local ON CLUSTER 'rekindle_cluster'
  ADD COLUMN IF NOT EXISTS order_probability_90_sd Nullable(Float64) AFTER order_probability_90;

CREATE OR REPLACE TABLE customer_features ON CLUSTER 'rekindle_cluster' AS customer_features_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_features_local', cityHash64(customer_id));

CREATE TABLE IF NOT EXISTS quality_days_local ON CLUSTER 'rekindle_cluster' (
  table_name LowCardinality(String),
  rule LowCardinality(String),
  day Date,
  checked UInt64,
  passed UInt64,
  run_id UUID,
  version UInt64
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version)
ORDER BY (table_name, rule, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE quality_days ON CLUSTER 'rekindle_cluster' AS quality_days_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'quality_days_local', cityHash64(table_name));

ALTER TABLE events_local ON CLUSTER 'rekindle_cluster' MODIFY SETTING merge_selector_base = 10;

CREATE TABLE IF NOT EXISTS past_touches_log_local ON CLUSTER 'rekindle_cluster' (
  customer_id UUID,
  said_id UUID,
  touch_id String,
  occurred_at DateTime64(3, 'UTC'),
  channel LowCardinality(String),
  campaign String,
  kind LowCardinality(String),
  cost Nullable(Decimal(18, 4)),
  currency LowCardinality(String),
  source LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, touch_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS past_touches_local ON CLUSTER 'rekindle_cluster' AS past_touches_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, source, touch_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS service_cases_log_local ON CLUSTER 'rekindle_cluster' (
  customer_id UUID,
  said_id UUID,
  case_id String,
  opened_at DateTime64(3, 'UTC'),
  closed_at Nullable(DateTime64(3, 'UTC')),
  channel LowCardinality(String),
  category LowCardinality(String),
  minutes Nullable(Decimal(18, 4)),
  cost Nullable(Decimal(18, 4)),
  currency LowCardinality(String),
  satisfaction Nullable(Decimal(18, 4)),
  source LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, case_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS service_cases_local ON CLUSTER 'rekindle_cluster' AS service_cases_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, source, case_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS survey_answers_log_local ON CLUSTER 'rekindle_cluster' (
  customer_id UUID,
  said_id UUID,
  response_id String,
  question String,
  survey String,
  metric LowCardinality(String),
  answer String CODEC(ZSTD(1)),
  score Nullable(Decimal(18, 4)),
  channel LowCardinality(String),
  answered_at DateTime64(3, 'UTC'),
  source LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, response_id, question, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS survey_answers_local ON CLUSTER 'rekindle_cluster' AS survey_answers_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, source, response_id, question)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS feedback_texts_log_local ON CLUSTER 'rekindle_cluster' (
  customer_id UUID,
  said_id UUID,
  feedback_id String,
  said_at DateTime64(3, 'UTC'),
  channel LowCardinality(String),
  topic LowCardinality(String),
  rating Nullable(Decimal(18, 4)),
  text String CODEC(ZSTD(1)),
  source LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, feedback_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS feedback_texts_local ON CLUSTER 'rekindle_cluster' AS feedback_texts_log_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY (customer_id, source, feedback_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

ALTER TABLE reference_staging_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS customer_id UUID;

CREATE OR REPLACE TABLE past_touches_log ON CLUSTER 'rekindle_cluster' AS past_touches_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'past_touches_log_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE past_touches ON CLUSTER 'rekindle_cluster' AS past_touches_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'past_touches_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE service_cases_log ON CLUSTER 'rekindle_cluster' AS service_cases_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'service_cases_log_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE service_cases ON CLUSTER 'rekindle_cluster' AS service_cases_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'service_cases_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE survey_answers_log ON CLUSTER 'rekindle_cluster' AS survey_answers_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'survey_answers_log_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE survey_answers ON CLUSTER 'rekindle_cluster' AS survey_answers_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'survey_answers_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE feedback_texts_log ON CLUSTER 'rekindle_cluster' AS feedback_texts_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'feedback_texts_log_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE feedback_texts ON CLUSTER 'rekindle_cluster' AS feedback_texts_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'feedback_texts_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE reference_staging ON CLUSTER 'rekindle_cluster' AS reference_staging_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'reference_staging_local', cityHash64(row_number));

ALTER TABLE events_local ON CLUSTER 'rekindle_cluster' ADD COLUMN IF NOT EXISTS import_id UUID;

CREATE TABLE IF NOT EXISTS event_staging_local ON CLUSTER 'rekindle_cluster' (
  import_id UUID,
  row_number UInt64,
  customer_id UUID,
  source LowCardinality(String),
  message_id String,
  anonymous_id UUID,
  kind LowCardinality(String),
  event LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  original_at Nullable(DateTime64(3, 'UTC')),
  sent_at Nullable(DateTime64(3, 'UTC')),
  clock_flag LowCardinality(String),
  properties String CODEC(ZSTD(1)),
  context String CODEC(ZSTD(1)),
  removed UInt16,
  plan_version UInt32,
  violations Array(LowCardinality(String)),
  version UInt64
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY import_id
ORDER BY row_number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS event_mentions_local ON CLUSTER 'rekindle_cluster' (
  import_id UUID,
  customer_id UUID,
  source LowCardinality(String),
  message_id String
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
ORDER BY (customer_id, source, message_id, import_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE events ON CLUSTER 'rekindle_cluster' AS events_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'events_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE event_staging ON CLUSTER 'rekindle_cluster' AS event_staging_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'event_staging_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE event_mentions ON CLUSTER 'rekindle_cluster' AS event_mentions_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'event_mentions_local', cityHash64(customer_id));

CREATE TABLE IF NOT EXISTS households_local ON CLUSTER 'rekindle_cluster' (
  customer_id UUID,
  household_id UUID,
  people UInt16,
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY customer_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE TABLE households ON CLUSTER 'rekindle_cluster' AS households_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'households_local', cityHash64(customer_id));

DROP TABLE IF EXISTS review_lines_draft_local ON CLUSTER 'rekindle_cluster' SYNC;

CREATE TABLE IF NOT EXISTS review_lines_draft_local ON CLUSTER 'rekindle_cluster' (
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
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY tuple();

CREATE OR REPLACE TABLE review_lines_draft ON CLUSTER 'rekindle_cluster' AS review_lines_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'review_lines_draft_local', cityHash64(customer_id));

ALTER TABLE review_products_local ON CLUSTER 'rekindle_cluster'
  ADD COLUMN IF NOT EXISTS service_cost Decimal(18, 4) AFTER channel_cost;

ALTER TABLE stores_log_local ON CLUSTER 'rekindle_cluster'
  ADD COLUMN IF NOT EXISTS floor_area Nullable(Decimal(18, 4)) AFTER opened_on,
  ADD COLUMN IF NOT EXISTS staff Nullable(Decimal(18, 4)) AFTER floor_area,
  ADD COLUMN IF NOT EXISTS staff_amount Nullable(Decimal(18, 4)) AFTER staff,
  ADD COLUMN IF NOT EXISTS rent_amount Nullable(Decimal(18, 4)) AFTER staff_amount;

ALTER TABLE stores_local ON CLUSTER 'rekindle_cluster'
  ADD COLUMN IF NOT EXISTS floor_area Nullable(Decimal(18, 4)) AFTER opened_on,
  ADD COLUMN IF NOT EXISTS staff Nullable(Decimal(18, 4)) AFTER floor_area,
  ADD COLUMN IF NOT EXISTS staff_amount Nullable(Decimal(18, 4)) AFTER staff,
  ADD COLUMN IF NOT EXISTS rent_amount Nullable(Decimal(18, 4)) AFTER staff_amount;

CREATE OR REPLACE TABLE review_products ON CLUSTER 'rekindle_cluster' AS review_products_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'review_products_local', cityHash64(sku));

CREATE OR REPLACE TABLE stores_log ON CLUSTER 'rekindle_cluster' AS stores_log_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'stores_log_local', cityHash64(store));

CREATE OR REPLACE TABLE stores ON CLUSTER 'rekindle_cluster' AS stores_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'stores_local', cityHash64(store));

CREATE TABLE IF NOT EXISTS opportunity_draft_local ON CLUSTER 'rekindle_cluster' (
  run_id UUID,
  customer_id UUID,
  code UInt32,
  weight Int64,
  shrunk Decimal(38, 6),
  value_365 Decimal(18, 4),
  own_value Decimal(18, 4),
  own_bought UInt8,
  messages UInt32,
  message_cost Decimal(18, 4)
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY (run_id, code, customer_id);

CREATE OR REPLACE TABLE opportunity_draft ON CLUSTER 'rekindle_cluster' AS opportunity_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'opportunity_draft_local', cityHash64(customer_id));

ALTER TABLE customer_features_draft_local ON CLUSTER 'rekindle_cluster'
  ADD COLUMN IF NOT EXISTS days Array(UInt16);

CREATE TABLE IF NOT EXISTS customer_trend_draft_local ON CLUSTER 'rekindle_cluster' (
  run_id UUID,
  customer_id UUID,
  trend LowCardinality(String)
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY run_id
ORDER BY (run_id, customer_id);

CREATE OR REPLACE TABLE customer_features_draft ON CLUSTER 'rekindle_cluster' AS customer_features_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_features_draft_local', cityHash64(customer_id));

CREATE OR REPLACE TABLE customer_trend_draft ON CLUSTER 'rekindle_cluster' AS customer_trend_draft_local ENGINE = Distributed('rekindle_cluster', currentDatabase(), 'customer_trend_draft_local', cityHash64(customer_id));
