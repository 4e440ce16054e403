-- Written by `npm run schema:dump`; do not edit.

CREATE VIEW assignments
(
    `campaign_id` UUID,
    `customer_id` UUID,
    `cluster_key` String,
    `arm` LowCardinality(String),
    `bucket` UInt16,
    `would_send` UInt8,
    `skip_reason` LowCardinality(String),
    `slot_at` DateTime64(3, 'UTC'),
    `assigned_at` DateTime64(3, 'UTC'),
    `version` UInt64
)
AS SELECT *
FROM assignments_local
FINAL;

CREATE TABLE assignments_local
(
    `campaign_id` UUID,
    `customer_id` UUID,
    `cluster_key` String,
    `arm` LowCardinality(String),
    `bucket` UInt16,
    `would_send` UInt8,
    `skip_reason` LowCardinality(String),
    `slot_at` DateTime64(3, 'UTC'),
    `assigned_at` DateTime64(3, 'UTC'),
    `version` UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (campaign_id, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW channel_buyers_draft
(
    `run_id` UUID,
    `customer_id` UUID,
    `days` Array(Date),
    `times` Array(DateTime64(3, 'UTC')),
    `channels` Array(String),
    `amounts` Array(Decimal(18, 4)),
    `used` Array(String)
)
AS SELECT *
FROM channel_buyers_draft_local;

CREATE TABLE channel_buyers_draft_local
(
    `run_id` UUID,
    `customer_id` UUID,
    `days` Array(Date),
    `times` Array(DateTime64(3, 'UTC')),
    `channels` Array(String),
    `amounts` Array(Decimal(18, 4)),
    `used` Array(String)
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (run_id, customer_id)
SETTINGS index_granularity = 8192;

CREATE VIEW channel_lines_draft
(
    `run_id` UUID,
    `customer_id` UUID,
    `order_key` UInt64,
    `sku_key` UInt64,
    `sold_at` DateTime64(3, 'UTC'),
    `day` Date,
    `booked_day` Date,
    `sku` String,
    `product_name` String,
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `margin_amount` Nullable(Decimal(18, 4)),
    `is_refund` UInt8
)
AS SELECT *
FROM channel_lines_draft_local;

CREATE TABLE channel_lines_draft_local
(
    `run_id` UUID,
    `customer_id` UUID,
    `order_key` UInt64,
    `sku_key` UInt64,
    `sold_at` DateTime64(3, 'UTC'),
    `day` Date,
    `booked_day` Date,
    `sku` String,
    `product_name` String,
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `margin_amount` Nullable(Decimal(18, 4)),
    `is_refund` UInt8
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (run_id, customer_id)
SETTINGS index_granularity = 8192;

CREATE VIEW channel_reach_draft
(
    `run_id` UUID,
    `customer_id` UUID,
    `reachable` UInt8,
    `consented` UInt8,
    `deliverable` UInt8
)
AS SELECT *
FROM channel_reach_draft_local;

CREATE TABLE channel_reach_draft_local
(
    `run_id` UUID,
    `customer_id` UUID,
    `reachable` UInt8,
    `consented` UInt8,
    `deliverable` UInt8
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (run_id, customer_id)
SETTINGS index_granularity = 8192;

CREATE VIEW channels
(
    `channel` String,
    `title` String,
    `kind` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM channels_local
FINAL;

CREATE TABLE channels_local
(
    `channel` String,
    `title` String,
    `kind` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY channel
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW channels_log
(
    `channel` String,
    `title` String,
    `kind` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM channels_log_local;

CREATE TABLE channels_log_local
(
    `channel` String,
    `title` String,
    `kind` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (channel, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW competitor_facts
(
    `competitor` String,
    `observed_on` Date,
    `product_name` String,
    `sku` String,
    `attribute` LowCardinality(String),
    `value` String,
    `price_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM competitor_facts_local
FINAL;

CREATE TABLE competitor_facts_local
(
    `competitor` String,
    `observed_on` Date,
    `product_name` String,
    `sku` String,
    `attribute` LowCardinality(String),
    `value` String,
    `price_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (source, competitor, product_name, attribute, observed_on)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW competitor_facts_log
(
    `competitor` String,
    `observed_on` Date,
    `product_name` String,
    `sku` String,
    `attribute` LowCardinality(String),
    `value` String,
    `price_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM competitor_facts_log_local;

CREATE TABLE competitor_facts_log_local
(
    `competitor` String,
    `observed_on` Date,
    `product_name` String,
    `sku` String,
    `attribute` LowCardinality(String),
    `value` String,
    `price_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (source, competitor, product_name, attribute, observed_on, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW customer_exclusions
(
    `customer_id` UUID,
    `rule` LowCardinality(String),
    `detail` String,
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM customer_exclusions_local
FINAL;

CREATE TABLE customer_exclusions_local
(
    `customer_id` UUID,
    `rule` LowCardinality(String),
    `detail` String,
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, rule)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW customer_features
(
    `as_of` DateTime64(3, 'UTC'),
    `definition_version` UInt32,
    `customer_id` UUID,
    `value_is` LowCardinality(String),
    `registered_day` Nullable(Date),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` Nullable(UInt16),
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `main_channel` LowCardinality(String),
    `main_category` LowCardinality(String),
    `first_category` LowCardinality(String),
    `first_day` Nullable(Date),
    `last_day` Nullable(Date),
    `recency_days` Nullable(UInt32),
    `occasions` UInt32,
    `frequency` UInt32,
    `monetary` Decimal(18, 4),
    `total_value` Decimal(18, 4),
    `value_365` Decimal(18, 4),
    `mean_value` Nullable(Float64),
    `shrunk_value` Nullable(Float64),
    `active_months` UInt16,
    `tenure_months` UInt16,
    `gaps` UInt32,
    `elapsed_days` Nullable(Float64),
    `age_days` Nullable(Float64),
    `repeat_value` Nullable(Decimal(18, 4)),
    `expected_gap_days` Nullable(Float64),
    `log_gap_spread` Nullable(Float64),
    `stop_share` Nullable(Float64),
    `overdue_probability` Nullable(Float64),
    `rhythm_band` LowCardinality(String),
    `alive_probability` Nullable(Float64),
    `order_probability_90` Nullable(Float64),
    `order_probability_90_sd` Nullable(Float64),
    `order_probability_365` Nullable(Float64),
    `order_probability_1095` Nullable(Float64),
    `expected_orders_365` Nullable(Float64),
    `future_value_12` Nullable(Float64),
    `future_value_12_sd` Nullable(Float64),
    `future_value_36` Nullable(Float64),
    `future_value_36_sd` Nullable(Float64),
    `r_score` UInt8,
    `f_score` UInt8,
    `m_score` UInt8,
    `rfm_cell` LowCardinality(String),
    `value_score` Nullable(Float64),
    `tier_now` LowCardinality(String),
    `tier` LowCardinality(String),
    `cut_version` UInt32,
    `stage` LowCardinality(String),
    `stage_since` Nullable(Date),
    `flags` Array(LowCardinality(String)),
    `version` UInt64
)
AS SELECT *
FROM customer_features_local
FINAL;

CREATE VIEW customer_features_draft
(
    `run_id` UUID,
    `customer_id` UUID,
    `registered_day` Nullable(Date),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` Nullable(UInt16),
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `main_channel` LowCardinality(String),
    `main_category` LowCardinality(String),
    `first_category` LowCardinality(String),
    `first_day` Nullable(Date),
    `last_day` Nullable(Date),
    `second_day` Nullable(Date),
    `recency_days` Nullable(UInt32),
    `occasions` UInt32,
    `frequency` UInt32,
    `monetary` Decimal(18, 4),
    `total_value` Decimal(18, 4),
    `value_365` Decimal(18, 4),
    `value_squares` Float64,
    `active_months` UInt16,
    `tenure_months` UInt16,
    `log_gap_sum` Int64,
    `log_gap_squares` Int64,
    `elapsed_days` Nullable(Float64),
    `periods` UInt16,
    `repeats_recent` UInt32,
    `repeats_older` UInt32,
    `age_days` Nullable(Float64),
    `repeat_value` Nullable(Decimal(18, 4)),
    `days` Array(UInt16)
)
AS SELECT *
FROM customer_features_draft_local;

CREATE TABLE customer_features_draft_local
(
    `run_id` UUID,
    `customer_id` UUID,
    `registered_day` Nullable(Date),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` Nullable(UInt16),
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `main_channel` LowCardinality(String),
    `main_category` LowCardinality(String),
    `first_category` LowCardinality(String),
    `first_day` Nullable(Date),
    `last_day` Nullable(Date),
    `second_day` Nullable(Date),
    `recency_days` Nullable(UInt32),
    `occasions` UInt32,
    `frequency` UInt32,
    `monetary` Decimal(18, 4),
    `total_value` Decimal(18, 4),
    `value_365` Decimal(18, 4),
    `value_squares` Float64,
    `active_months` UInt16,
    `tenure_months` UInt16,
    `log_gap_sum` Int64,
    `log_gap_squares` Int64,
    `elapsed_days` Nullable(Float64),
    `periods` UInt16,
    `repeats_recent` UInt32,
    `repeats_older` UInt32,
    `age_days` Nullable(Float64),
    `repeat_value` Nullable(Decimal(18, 4)),
    `days` Array(UInt16)
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (run_id, customer_id)
SETTINGS index_granularity = 8192;

CREATE TABLE customer_features_local
(
    `as_of` DateTime64(3, 'UTC'),
    `definition_version` UInt32,
    `customer_id` UUID,
    `value_is` LowCardinality(String),
    `registered_day` Nullable(Date),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` Nullable(UInt16),
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `main_channel` LowCardinality(String),
    `main_category` LowCardinality(String),
    `first_category` LowCardinality(String),
    `first_day` Nullable(Date),
    `last_day` Nullable(Date),
    `recency_days` Nullable(UInt32),
    `occasions` UInt32,
    `frequency` UInt32,
    `monetary` Decimal(18, 4),
    `total_value` Decimal(18, 4),
    `value_365` Decimal(18, 4),
    `mean_value` Nullable(Float64),
    `shrunk_value` Nullable(Float64),
    `active_months` UInt16,
    `tenure_months` UInt16,
    `gaps` UInt32,
    `elapsed_days` Nullable(Float64),
    `age_days` Nullable(Float64),
    `repeat_value` Nullable(Decimal(18, 4)),
    `expected_gap_days` Nullable(Float64),
    `log_gap_spread` Nullable(Float64),
    `stop_share` Nullable(Float64),
    `overdue_probability` Nullable(Float64),
    `rhythm_band` LowCardinality(String),
    `alive_probability` Nullable(Float64),
    `order_probability_90` Nullable(Float64),
    `order_probability_90_sd` Nullable(Float64),
    `order_probability_365` Nullable(Float64),
    `order_probability_1095` Nullable(Float64),
    `expected_orders_365` Nullable(Float64),
    `future_value_12` Nullable(Float64),
    `future_value_12_sd` Nullable(Float64),
    `future_value_36` Nullable(Float64),
    `future_value_36_sd` Nullable(Float64),
    `r_score` UInt8,
    `f_score` UInt8,
    `m_score` UInt8,
    `rfm_cell` LowCardinality(String),
    `value_score` Nullable(Float64),
    `tier_now` LowCardinality(String),
    `tier` LowCardinality(String),
    `cut_version` UInt32,
    `stage` LowCardinality(String),
    `stage_since` Nullable(Date),
    `flags` Array(LowCardinality(String)),
    `version` UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (as_of, definition_version, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW customer_places
(
    `customer_id` UUID,
    `owner_id` UUID,
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `version` UInt64
)
AS SELECT *
FROM customer_places_local
FINAL;

CREATE TABLE customer_places_local
(
    `customer_id` UUID,
    `owner_id` UUID,
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `version` UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY customer_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW customer_trend_draft
(
    `run_id` UUID,
    `customer_id` UUID,
    `trend` LowCardinality(String)
)
AS SELECT *
FROM customer_trend_draft_local;

CREATE TABLE customer_trend_draft_local
(
    `run_id` UUID,
    `customer_id` UUID,
    `trend` LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (run_id, customer_id)
SETTINGS index_granularity = 8192;

CREATE VIEW customer_value_draft
(
    `run_id` UUID,
    `family` UInt16,
    `repeats` UInt32,
    `age` UInt32,
    `orders_12` Float64,
    `pairs_12` Float64,
    `discounted_12` Float64,
    `orders_36` Float64,
    `pairs_36` Float64,
    `discounted_36` Float64
)
AS SELECT *
FROM customer_value_draft_local;

CREATE TABLE customer_value_draft_local
(
    `run_id` UUID,
    `family` UInt16,
    `repeats` UInt32,
    `age` UInt32,
    `orders_12` Float64,
    `pairs_12` Float64,
    `discounted_12` Float64,
    `orders_36` Float64,
    `pairs_36` Float64,
    `discounted_36` Float64
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (run_id, family, repeats, age)
SETTINGS index_granularity = 8192;

CREATE VIEW customers
(
    `source` LowCardinality(String),
    `customer_id` UUID,
    `registered_at` Nullable(DateTime64(3, 'UTC')),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` UInt16,
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `industry` LowCardinality(String),
    `kind` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM customers_local
FINAL;

CREATE VIEW customers_incoming
(
    `source` LowCardinality(String),
    `customer_id` UUID,
    `registered_at` Nullable(DateTime64(3, 'UTC')),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` UInt16,
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `industry` LowCardinality(String),
    `kind` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM customers_incoming_local;

CREATE TABLE customers_incoming_local
(
    `source` LowCardinality(String),
    `customer_id` UUID,
    `registered_at` Nullable(DateTime64(3, 'UTC')),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` UInt16,
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `industry` LowCardinality(String),
    `kind` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, source)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, max_bytes_to_merge_at_max_space_in_pool = 1, index_granularity = 8192;

CREATE TABLE customers_local
(
    `source` LowCardinality(String),
    `customer_id` UUID,
    `registered_at` Nullable(DateTime64(3, 'UTC')),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` UInt16,
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `industry` LowCardinality(String),
    `kind` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, source)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW customers_log
(
    `source` LowCardinality(String),
    `customer_id` UUID,
    `registered_at` Nullable(DateTime64(3, 'UTC')),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` UInt16,
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `industry` LowCardinality(String),
    `kind` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM customers_log_local;

CREATE VIEW customers_log_incoming
(
    `source` LowCardinality(String),
    `customer_id` UUID,
    `registered_at` Nullable(DateTime64(3, 'UTC')),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` UInt16,
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `industry` LowCardinality(String),
    `kind` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM customers_log_incoming_local;

CREATE TABLE customers_log_incoming_local
(
    `source` LowCardinality(String),
    `customer_id` UUID,
    `registered_at` Nullable(DateTime64(3, 'UTC')),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` UInt16,
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `industry` LowCardinality(String),
    `kind` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (customer_id, source, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, max_bytes_to_merge_at_max_space_in_pool = 1, index_granularity = 8192;

CREATE TABLE customers_log_local
(
    `source` LowCardinality(String),
    `customer_id` UUID,
    `registered_at` Nullable(DateTime64(3, 'UTC')),
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `birth_year` UInt16,
    `sex` LowCardinality(String),
    `acquisition_channel` LowCardinality(String),
    `industry` LowCardinality(String),
    `kind` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (customer_id, source, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW event_mentions
(
    `import_id` UUID,
    `customer_id` UUID,
    `source` LowCardinality(String),
    `message_id` String
)
AS SELECT *
FROM event_mentions_local
FINAL;

CREATE TABLE event_mentions_local
(
    `import_id` UUID,
    `customer_id` UUID,
    `source` LowCardinality(String),
    `message_id` String
)
ENGINE = ReplacingMergeTree
ORDER BY (customer_id, source, message_id, import_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW event_staging
(
    `import_id` UUID,
    `row_number` UInt64,
    `customer_id` UUID,
    `source` LowCardinality(String),
    `message_id` String,
    `anonymous_id` UUID,
    `kind` LowCardinality(String),
    `event` LowCardinality(String),
    `occurred_at` DateTime64(3, 'UTC'),
    `received_at` DateTime64(3, 'UTC'),
    `original_at` Nullable(DateTime64(3, 'UTC')),
    `sent_at` Nullable(DateTime64(3, 'UTC')),
    `clock_flag` LowCardinality(String),
    `properties` String,
    `context` String,
    `removed` UInt16,
    `plan_version` UInt32,
    `violations` Array(LowCardinality(String)),
    `version` UInt64
)
AS SELECT *
FROM event_staging_local;

CREATE TABLE event_staging_local
(
    `import_id` UUID,
    `row_number` UInt64,
    `customer_id` UUID,
    `source` LowCardinality(String),
    `message_id` String,
    `anonymous_id` UUID,
    `kind` LowCardinality(String),
    `event` LowCardinality(String),
    `occurred_at` DateTime64(3, 'UTC'),
    `received_at` DateTime64(3, 'UTC'),
    `original_at` Nullable(DateTime64(3, 'UTC')),
    `sent_at` Nullable(DateTime64(3, 'UTC')),
    `clock_flag` LowCardinality(String),
    `properties` String CODEC(ZSTD(1)),
    `context` String CODEC(ZSTD(1)),
    `removed` UInt16,
    `plan_version` UInt32,
    `violations` Array(LowCardinality(String)),
    `version` UInt64
)
ENGINE = MergeTree
PARTITION BY import_id
ORDER BY row_number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW events
(
    `customer_id` UUID,
    `source` LowCardinality(String),
    `message_id` String,
    `anonymous_id` UUID,
    `kind` LowCardinality(String),
    `event` LowCardinality(String),
    `occurred_at` DateTime64(3, 'UTC'),
    `received_at` DateTime64(3, 'UTC'),
    `original_at` Nullable(DateTime64(3, 'UTC')),
    `sent_at` Nullable(DateTime64(3, 'UTC')),
    `clock_flag` LowCardinality(String),
    `properties` String,
    `context` String,
    `removed` UInt16,
    `plan_version` UInt32,
    `ingested_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `violations` Array(LowCardinality(String)),
    `import_id` UUID
)
AS SELECT *
FROM events_local
FINAL;

CREATE TABLE events_local
(
    `customer_id` UUID,
    `source` LowCardinality(String),
    `message_id` String,
    `anonymous_id` UUID,
    `kind` LowCardinality(String),
    `event` LowCardinality(String),
    `occurred_at` DateTime64(3, 'UTC'),
    `received_at` DateTime64(3, 'UTC'),
    `original_at` Nullable(DateTime64(3, 'UTC')),
    `sent_at` Nullable(DateTime64(3, 'UTC')),
    `clock_flag` LowCardinality(String),
    `properties` String CODEC(ZSTD(1)),
    `context` String CODEC(ZSTD(1)),
    `removed` UInt16,
    `plan_version` UInt32,
    `ingested_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `violations` Array(LowCardinality(String)),
    `import_id` UUID
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (customer_id, source, message_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192, merge_selector_base = 10;

CREATE VIEW exclusions_draft
(
    `run_id` UUID,
    `customer_id` UUID,
    `rule` LowCardinality(String)
)
AS SELECT *
FROM exclusions_draft_local;

CREATE TABLE exclusions_draft_local
(
    `run_id` UUID,
    `customer_id` UUID,
    `rule` LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (run_id, customer_id)
SETTINGS index_granularity = 8192;

CREATE VIEW feedback_texts
(
    `customer_id` UUID,
    `said_id` UUID,
    `feedback_id` String,
    `said_at` DateTime64(3, 'UTC'),
    `channel` LowCardinality(String),
    `topic` LowCardinality(String),
    `rating` Nullable(Decimal(18, 4)),
    `text` String,
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM feedback_texts_local
FINAL;

CREATE TABLE feedback_texts_local
(
    `customer_id` UUID,
    `said_id` UUID,
    `feedback_id` String,
    `said_at` DateTime64(3, 'UTC'),
    `channel` LowCardinality(String),
    `topic` LowCardinality(String),
    `rating` Nullable(Decimal(18, 4)),
    `text` String CODEC(ZSTD(1)),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, source, feedback_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW feedback_texts_log
(
    `customer_id` UUID,
    `said_id` UUID,
    `feedback_id` String,
    `said_at` DateTime64(3, 'UTC'),
    `channel` LowCardinality(String),
    `topic` LowCardinality(String),
    `rating` Nullable(Decimal(18, 4)),
    `text` String,
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM feedback_texts_log_local;

CREATE TABLE feedback_texts_log_local
(
    `customer_id` UUID,
    `said_id` UUID,
    `feedback_id` String,
    `said_at` DateTime64(3, 'UTC'),
    `channel` LowCardinality(String),
    `topic` LowCardinality(String),
    `rating` Nullable(Decimal(18, 4)),
    `text` String CODEC(ZSTD(1)),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (customer_id, source, feedback_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW households
(
    `customer_id` UUID,
    `household_id` UUID,
    `people` UInt16,
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM households_local
FINAL;

CREATE TABLE households_local
(
    `customer_id` UUID,
    `household_id` UUID,
    `people` UInt16,
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY customer_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW identity_links
(
    `raw_id` UUID,
    `person_id` UUID,
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM identity_links_local
FINAL;

CREATE TABLE identity_links_local
(
    `raw_id` UUID,
    `person_id` UUID,
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY raw_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW import_undos
(
    `import_id` UUID,
    `effective_at` DateTime64(3, 'UTC'),
    `undone_at` DateTime64(3, 'UTC')
)
AS SELECT *
FROM import_undos_local
FINAL;

CREATE TABLE import_undos_local
(
    `import_id` UUID,
    `effective_at` DateTime64(3, 'UTC'),
    `undone_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY import_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW opportunity_draft
(
    `run_id` UUID,
    `customer_id` UUID,
    `code` UInt32,
    `weight` Int64,
    `shrunk` Decimal(38, 6),
    `value_365` Decimal(18, 4),
    `own_value` Decimal(18, 4),
    `own_bought` UInt8,
    `messages` UInt32,
    `message_cost` Decimal(18, 4)
)
AS SELECT *
FROM opportunity_draft_local;

CREATE TABLE opportunity_draft_local
(
    `run_id` UUID,
    `customer_id` UUID,
    `code` UInt32,
    `weight` Int64,
    `shrunk` Decimal(38, 6),
    `value_365` Decimal(18, 4),
    `own_value` Decimal(18, 4),
    `own_bought` UInt8,
    `messages` UInt32,
    `message_cost` Decimal(18, 4)
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (run_id, code, customer_id)
SETTINGS index_granularity = 8192;

CREATE VIEW opportunity_members
(
    `opportunity_id` UUID,
    `customer_id` UUID,
    `version` UInt64
)
AS SELECT *
FROM opportunity_members_local
FINAL;

CREATE TABLE opportunity_members_local
(
    `opportunity_id` UUID,
    `customer_id` UUID,
    `version` UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (opportunity_id, customer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW order_lines
(
    `source` LowCardinality(String),
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `ordered_at` DateTime64(3, 'UTC'),
    `paid_at` DateTime64(3, 'UTC'),
    `sold_at` DateTime64(3, 'UTC'),
    `status` LowCardinality(String),
    `counts_as_sale` UInt8,
    `line_kind` LowCardinality(String),
    `duplicate_no` UInt32,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `list_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `coupon_code` String,
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `said_id` UUID
)
AS SELECT *
FROM order_lines_local
FINAL;

CREATE VIEW order_lines_incoming
(
    `source` LowCardinality(String),
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `ordered_at` DateTime64(3, 'UTC'),
    `paid_at` DateTime64(3, 'UTC'),
    `sold_at` DateTime64(3, 'UTC'),
    `status` LowCardinality(String),
    `counts_as_sale` UInt8,
    `line_kind` LowCardinality(String),
    `duplicate_no` UInt32,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `list_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `coupon_code` String,
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `said_id` UUID
)
AS SELECT *
FROM order_lines_incoming_local;

CREATE TABLE order_lines_incoming_local
(
    `source` LowCardinality(String),
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `ordered_at` DateTime64(3, 'UTC'),
    `paid_at` DateTime64(3, 'UTC'),
    `sold_at` DateTime64(3, 'UTC'),
    `status` LowCardinality(String),
    `counts_as_sale` UInt8,
    `line_kind` LowCardinality(String),
    `duplicate_no` UInt32,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `list_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `coupon_code` String,
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `said_id` UUID DEFAULT customer_id
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, source, order_id, line_no)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, max_bytes_to_merge_at_max_space_in_pool = 1, index_granularity = 8192;

CREATE TABLE order_lines_local
(
    `source` LowCardinality(String),
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `ordered_at` DateTime64(3, 'UTC'),
    `paid_at` DateTime64(3, 'UTC'),
    `sold_at` DateTime64(3, 'UTC'),
    `status` LowCardinality(String),
    `counts_as_sale` UInt8,
    `line_kind` LowCardinality(String),
    `duplicate_no` UInt32,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `list_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `coupon_code` String,
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `said_id` UUID DEFAULT customer_id
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, source, order_id, line_no)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW order_lines_log
(
    `source` LowCardinality(String),
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `ordered_at` DateTime64(3, 'UTC'),
    `paid_at` DateTime64(3, 'UTC'),
    `sold_at` DateTime64(3, 'UTC'),
    `status` LowCardinality(String),
    `counts_as_sale` UInt8,
    `line_kind` LowCardinality(String),
    `duplicate_no` UInt32,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `list_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `coupon_code` String,
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `said_id` UUID
)
AS SELECT *
FROM order_lines_log_local;

CREATE VIEW order_lines_log_incoming
(
    `source` LowCardinality(String),
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `ordered_at` DateTime64(3, 'UTC'),
    `paid_at` DateTime64(3, 'UTC'),
    `sold_at` DateTime64(3, 'UTC'),
    `status` LowCardinality(String),
    `counts_as_sale` UInt8,
    `line_kind` LowCardinality(String),
    `duplicate_no` UInt32,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `list_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `coupon_code` String,
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `said_id` UUID
)
AS SELECT *
FROM order_lines_log_incoming_local;

CREATE TABLE order_lines_log_incoming_local
(
    `source` LowCardinality(String),
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `ordered_at` DateTime64(3, 'UTC'),
    `paid_at` DateTime64(3, 'UTC'),
    `sold_at` DateTime64(3, 'UTC'),
    `status` LowCardinality(String),
    `counts_as_sale` UInt8,
    `line_kind` LowCardinality(String),
    `duplicate_no` UInt32,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `list_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `coupon_code` String,
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `said_id` UUID DEFAULT customer_id
)
ENGINE = MergeTree
ORDER BY (customer_id, source, order_id, line_no, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, max_bytes_to_merge_at_max_space_in_pool = 1, index_granularity = 8192;

CREATE TABLE order_lines_log_local
(
    `source` LowCardinality(String),
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `ordered_at` DateTime64(3, 'UTC'),
    `paid_at` DateTime64(3, 'UTC'),
    `sold_at` DateTime64(3, 'UTC'),
    `status` LowCardinality(String),
    `counts_as_sale` UInt8,
    `line_kind` LowCardinality(String),
    `duplicate_no` UInt32,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `list_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `coupon_code` String,
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `said_id` UUID DEFAULT customer_id
)
ENGINE = MergeTree
ORDER BY (customer_id, source, order_id, line_no, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW order_mentions
(
    `log` LowCardinality(String),
    `customer_id` UUID,
    `natural_key` UInt64,
    `content` UInt64,
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `is_history` UInt8,
    `version` UInt64
)
AS SELECT *
FROM order_mentions_local;

CREATE TABLE order_mentions_local
(
    `log` LowCardinality(String),
    `customer_id` UUID,
    `natural_key` UInt64,
    `content` UInt64,
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `is_history` UInt8,
    `version` UInt64
)
ENGINE = MergeTree
ORDER BY (log, customer_id, natural_key, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW order_repeats
(
    `import_id` UUID,
    `row_number` UInt64,
    `line_no` UInt32,
    `duplicate_no` UInt32,
    `verdict` LowCardinality(String)
)
AS SELECT *
FROM order_repeats_local;

CREATE TABLE order_repeats_local
(
    `import_id` UUID,
    `row_number` UInt64,
    `line_no` UInt32,
    `duplicate_no` UInt32,
    `verdict` LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY import_id
ORDER BY row_number
SETTINGS max_bytes_to_merge_at_max_space_in_pool = 1, index_granularity = 8192;

CREATE VIEW order_staging
(
    `import_id` UUID,
    `row_number` UInt64,
    `code` LowCardinality(String),
    `column_name` LowCardinality(String),
    `row_kind` LowCardinality(String),
    `identifier` String,
    `customer_id` UUID,
    `order_id` String,
    `line_no` UInt32,
    `line_given` UInt8,
    `ordered_at` DateTime64(3, 'UTC'),
    `paid_at` DateTime64(3, 'UTC'),
    `sold_at` DateTime64(3, 'UTC'),
    `status` LowCardinality(String),
    `status_counts` UInt8,
    `is_booked` UInt8,
    `counts_as_sale` UInt8,
    `line_kind` LowCardinality(String),
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `list_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `coupon_code` String,
    `refund_id` String,
    `refunded_at` DateTime64(3, 'UTC'),
    `refund_amount` Decimal(18, 4),
    `refund_reason` String,
    `repeat_key` UInt64
)
AS SELECT *
FROM order_staging_local;

CREATE TABLE order_staging_local
(
    `import_id` UUID,
    `row_number` UInt64,
    `code` LowCardinality(String),
    `column_name` LowCardinality(String),
    `row_kind` LowCardinality(String),
    `identifier` String,
    `customer_id` UUID,
    `order_id` String,
    `line_no` UInt32,
    `line_given` UInt8,
    `ordered_at` DateTime64(3, 'UTC'),
    `paid_at` DateTime64(3, 'UTC'),
    `sold_at` DateTime64(3, 'UTC'),
    `status` LowCardinality(String),
    `status_counts` UInt8,
    `is_booked` UInt8,
    `counts_as_sale` UInt8,
    `line_kind` LowCardinality(String),
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `list_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `store` LowCardinality(String),
    `region` LowCardinality(String),
    `coupon_code` String,
    `refund_id` String,
    `refunded_at` DateTime64(3, 'UTC'),
    `refund_amount` Decimal(18, 4),
    `refund_reason` String,
    `repeat_key` UInt64
)
ENGINE = MergeTree
PARTITION BY import_id
ORDER BY tuple()
SETTINGS max_bytes_to_merge_at_max_space_in_pool = 1, index_granularity = 8192;

CREATE VIEW past_touches
(
    `customer_id` UUID,
    `said_id` UUID,
    `touch_id` String,
    `occurred_at` DateTime64(3, 'UTC'),
    `channel` LowCardinality(String),
    `campaign` String,
    `kind` LowCardinality(String),
    `cost` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM past_touches_local
FINAL;

CREATE TABLE past_touches_local
(
    `customer_id` UUID,
    `said_id` UUID,
    `touch_id` String,
    `occurred_at` DateTime64(3, 'UTC'),
    `channel` LowCardinality(String),
    `campaign` String,
    `kind` LowCardinality(String),
    `cost` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, source, touch_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW past_touches_log
(
    `customer_id` UUID,
    `said_id` UUID,
    `touch_id` String,
    `occurred_at` DateTime64(3, 'UTC'),
    `channel` LowCardinality(String),
    `campaign` String,
    `kind` LowCardinality(String),
    `cost` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM past_touches_log_local;

CREATE TABLE past_touches_log_local
(
    `customer_id` UUID,
    `said_id` UUID,
    `touch_id` String,
    `occurred_at` DateTime64(3, 'UTC'),
    `channel` LowCardinality(String),
    `campaign` String,
    `kind` LowCardinality(String),
    `cost` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (customer_id, source, touch_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW product_lines_draft
(
    `run_id` UUID,
    `customer_id` UUID,
    `order_key` UInt64,
    `sku_key` UInt64,
    `day` Date,
    `booked_day` Date,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `channel` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `margin_amount` Nullable(Decimal(18, 4)),
    `is_refund` UInt8
)
AS SELECT *
FROM product_lines_draft_local;

CREATE TABLE product_lines_draft_local
(
    `run_id` UUID,
    `customer_id` UUID,
    `order_key` UInt64,
    `sku_key` UInt64,
    `day` Date,
    `booked_day` Date,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `channel` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `discount_amount` Decimal(18, 4),
    `margin_amount` Nullable(Decimal(18, 4)),
    `is_refund` UInt8
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (run_id, customer_id)
SETTINGS index_granularity = 8192;

CREATE VIEW products
(
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `brand` LowCardinality(String),
    `list_amount` Nullable(Decimal(18, 4)),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM products_local
FINAL;

CREATE TABLE products_local
(
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `brand` LowCardinality(String),
    `list_amount` Nullable(Decimal(18, 4)),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY sku
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW products_log
(
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `brand` LowCardinality(String),
    `list_amount` Nullable(Decimal(18, 4)),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM products_log_local;

CREATE TABLE products_log_local
(
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `brand` LowCardinality(String),
    `list_amount` Nullable(Decimal(18, 4)),
    `cost_amount` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (sku, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW quality_days
(
    `table_name` LowCardinality(String),
    `rule` LowCardinality(String),
    `day` Date,
    `checked` UInt64,
    `passed` UInt64,
    `run_id` UUID,
    `version` UInt64
)
AS SELECT *
FROM quality_days_local
FINAL;

CREATE TABLE quality_days_local
(
    `table_name` LowCardinality(String),
    `rule` LowCardinality(String),
    `day` Date,
    `checked` UInt64,
    `passed` UInt64,
    `run_id` UUID,
    `version` UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (table_name, rule, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW reference_staging
(
    `import_id` UUID,
    `row_number` UInt64,
    `code` LowCardinality(String),
    `column_name` LowCardinality(String),
    `key` UInt64,
    `content` UInt64,
    `known_on` String,
    `cells` Array(String),
    `customer_id` UUID
)
AS SELECT *
FROM reference_staging_local;

CREATE TABLE reference_staging_local
(
    `import_id` UUID,
    `row_number` UInt64,
    `code` LowCardinality(String),
    `column_name` LowCardinality(String),
    `key` UInt64,
    `content` UInt64,
    `known_on` String,
    `cells` Array(String),
    `customer_id` UUID
)
ENGINE = MergeTree
PARTITION BY import_id
ORDER BY row_number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW refunds
(
    `source` LowCardinality(String),
    `refund_id` String,
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `refunded_at` DateTime64(3, 'UTC'),
    `purchase_sold_at` Nullable(DateTime64(3, 'UTC')),
    `matched` UInt8,
    `line_kind` LowCardinality(String),
    `sku` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `reason` String,
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `match_by` LowCardinality(String),
    `given_cost_amount` Nullable(Decimal(18, 4)),
    `said_id` UUID
)
AS SELECT *
FROM refunds_local
FINAL;

CREATE VIEW refunds_incoming
(
    `source` LowCardinality(String),
    `refund_id` String,
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `refunded_at` DateTime64(3, 'UTC'),
    `purchase_sold_at` Nullable(DateTime64(3, 'UTC')),
    `matched` UInt8,
    `line_kind` LowCardinality(String),
    `sku` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `reason` String,
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `match_by` LowCardinality(String),
    `given_cost_amount` Nullable(Decimal(18, 4)),
    `said_id` UUID
)
AS SELECT *
FROM refunds_incoming_local;

CREATE TABLE refunds_incoming_local
(
    `source` LowCardinality(String),
    `refund_id` String,
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `refunded_at` DateTime64(3, 'UTC'),
    `purchase_sold_at` Nullable(DateTime64(3, 'UTC')),
    `matched` UInt8,
    `line_kind` LowCardinality(String),
    `sku` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `reason` String,
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `match_by` LowCardinality(String) DEFAULT 'kept',
    `given_cost_amount` Nullable(Decimal(18, 4)),
    `said_id` UUID DEFAULT customer_id
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, source, refund_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, max_bytes_to_merge_at_max_space_in_pool = 1, index_granularity = 8192;

CREATE TABLE refunds_local
(
    `source` LowCardinality(String),
    `refund_id` String,
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `refunded_at` DateTime64(3, 'UTC'),
    `purchase_sold_at` Nullable(DateTime64(3, 'UTC')),
    `matched` UInt8,
    `line_kind` LowCardinality(String),
    `sku` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `reason` String,
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `match_by` LowCardinality(String) DEFAULT 'kept',
    `given_cost_amount` Nullable(Decimal(18, 4)),
    `said_id` UUID DEFAULT customer_id
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, source, refund_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW refunds_log
(
    `source` LowCardinality(String),
    `refund_id` String,
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `refunded_at` DateTime64(3, 'UTC'),
    `purchase_sold_at` Nullable(DateTime64(3, 'UTC')),
    `matched` UInt8,
    `line_kind` LowCardinality(String),
    `sku` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `reason` String,
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `match_by` LowCardinality(String),
    `given_cost_amount` Nullable(Decimal(18, 4)),
    `said_id` UUID
)
AS SELECT *
FROM refunds_log_local;

CREATE VIEW refunds_log_incoming
(
    `source` LowCardinality(String),
    `refund_id` String,
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `refunded_at` DateTime64(3, 'UTC'),
    `purchase_sold_at` Nullable(DateTime64(3, 'UTC')),
    `matched` UInt8,
    `line_kind` LowCardinality(String),
    `sku` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `reason` String,
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `match_by` LowCardinality(String),
    `given_cost_amount` Nullable(Decimal(18, 4)),
    `said_id` UUID
)
AS SELECT *
FROM refunds_log_incoming_local;

CREATE TABLE refunds_log_incoming_local
(
    `source` LowCardinality(String),
    `refund_id` String,
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `refunded_at` DateTime64(3, 'UTC'),
    `purchase_sold_at` Nullable(DateTime64(3, 'UTC')),
    `matched` UInt8,
    `line_kind` LowCardinality(String),
    `sku` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `reason` String,
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `match_by` LowCardinality(String) DEFAULT 'kept',
    `given_cost_amount` Nullable(Decimal(18, 4)),
    `said_id` UUID DEFAULT customer_id
)
ENGINE = MergeTree
ORDER BY (customer_id, source, refund_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, max_bytes_to_merge_at_max_space_in_pool = 1, index_granularity = 8192;

CREATE TABLE refunds_log_local
(
    `source` LowCardinality(String),
    `refund_id` String,
    `order_id` String,
    `line_no` UInt32,
    `customer_id` UUID,
    `refunded_at` DateTime64(3, 'UTC'),
    `purchase_sold_at` Nullable(DateTime64(3, 'UTC')),
    `matched` UInt8,
    `line_kind` LowCardinality(String),
    `sku` String,
    `category` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `amount` Decimal(18, 4),
    `cost_amount` Nullable(Decimal(18, 4)),
    `reason` String,
    `currency` LowCardinality(String),
    `channel` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8,
    `match_by` LowCardinality(String) DEFAULT 'kept',
    `given_cost_amount` Nullable(Decimal(18, 4)),
    `said_id` UUID DEFAULT customer_id
)
ENGINE = MergeTree
ORDER BY (customer_id, source, refund_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW review_lines_draft
(
    `run_id` UUID,
    `customer_id` UUID,
    `order_key` UInt64,
    `sold_at` DateTime64(3, 'UTC'),
    `day` Date,
    `booked_day` Date,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `channel` LowCardinality(String),
    `region` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `margin_amount` Nullable(Decimal(18, 4)),
    `is_refund` UInt8,
    `discount_amount` Decimal(18, 4)
)
AS SELECT *
FROM review_lines_draft_local;

CREATE TABLE review_lines_draft_local
(
    `run_id` UUID,
    `customer_id` UUID,
    `order_key` UInt64,
    `sold_at` DateTime64(3, 'UTC'),
    `day` Date,
    `booked_day` Date,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `channel` LowCardinality(String),
    `region` LowCardinality(String),
    `quantity` Decimal(18, 4),
    `net_amount` Decimal(18, 4),
    `margin_amount` Nullable(Decimal(18, 4)),
    `is_refund` UInt8,
    `discount_amount` Decimal(18, 4)
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY tuple()
SETTINGS index_granularity = 8192;

CREATE VIEW review_product_months
(
    `review_id` UUID,
    `sku` String,
    `month` Date,
    `units` Decimal(18, 4),
    `orders` UInt64,
    `sales` Decimal(18, 4),
    `returns` Decimal(18, 4),
    `discount` Decimal(18, 4),
    `version` UInt64
)
AS SELECT *
FROM review_product_months_local;

CREATE TABLE review_product_months_local
(
    `review_id` UUID,
    `sku` String,
    `month` Date,
    `units` Decimal(18, 4),
    `orders` UInt64,
    `sales` Decimal(18, 4),
    `returns` Decimal(18, 4),
    `discount` Decimal(18, 4),
    `version` UInt64
)
ENGINE = MergeTree
ORDER BY (review_id, version, sku, month)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW review_products
(
    `review_id` UUID,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `units` Decimal(18, 4),
    `units_before` Decimal(18, 4),
    `orders` UInt64,
    `buyers` UInt64,
    `new_buyers` UInt64,
    `repeat_buyers` UInt64,
    `sales` Decimal(18, 4),
    `sales_before` Decimal(18, 4),
    `returns` Decimal(18, 4),
    `net` Decimal(18, 4),
    `net_before` Decimal(18, 4),
    `discount` Decimal(18, 4),
    `cost_known_share` Float64,
    `margin` Nullable(Decimal(18, 4)),
    `channel_cost` Decimal(18, 4),
    `service_cost` Decimal(18, 4),
    `contribution` Nullable(Decimal(18, 4)),
    `contribution_before` Nullable(Decimal(18, 4)),
    `total_net` Decimal(18, 4),
    `first_day` Nullable(Date),
    `last_day` Nullable(Date),
    `sale_months` UInt32,
    `first_buyers` UInt64,
    `second_orders` UInt64,
    `second_q` Nullable(Float64),
    `last_buyers` UInt64,
    `lapses` UInt64,
    `lapse_q` Nullable(Float64),
    `class` LowCardinality(String),
    `place` UInt32,
    `stage` LowCardinality(String),
    `months_in_stage` UInt32,
    `stage_months` UInt32,
    `slope` Nullable(Float64),
    `slope_lo` Nullable(Float64),
    `slope_hi` Nullable(Float64),
    `slope_p` Nullable(Float64),
    `confidence` Nullable(Float64),
    `stock_out_months` UInt32,
    `promotion_months` UInt32,
    `is_ended` UInt8,
    `measured_against` LowCardinality(String),
    `action` LowCardinality(String),
    `evidence` String,
    `version` UInt64
)
AS SELECT *
FROM review_products_local;

CREATE TABLE review_products_local
(
    `review_id` UUID,
    `sku` String,
    `product_name` String,
    `category` LowCardinality(String),
    `units` Decimal(18, 4),
    `units_before` Decimal(18, 4),
    `orders` UInt64,
    `buyers` UInt64,
    `new_buyers` UInt64,
    `repeat_buyers` UInt64,
    `sales` Decimal(18, 4),
    `sales_before` Decimal(18, 4),
    `returns` Decimal(18, 4),
    `net` Decimal(18, 4),
    `net_before` Decimal(18, 4),
    `discount` Decimal(18, 4),
    `cost_known_share` Float64,
    `margin` Nullable(Decimal(18, 4)),
    `channel_cost` Decimal(18, 4),
    `service_cost` Decimal(18, 4),
    `contribution` Nullable(Decimal(18, 4)),
    `contribution_before` Nullable(Decimal(18, 4)),
    `total_net` Decimal(18, 4),
    `first_day` Nullable(Date),
    `last_day` Nullable(Date),
    `sale_months` UInt32,
    `first_buyers` UInt64,
    `second_orders` UInt64,
    `second_q` Nullable(Float64),
    `last_buyers` UInt64,
    `lapses` UInt64,
    `lapse_q` Nullable(Float64),
    `class` LowCardinality(String),
    `place` UInt32,
    `stage` LowCardinality(String),
    `months_in_stage` UInt32,
    `stage_months` UInt32,
    `slope` Nullable(Float64),
    `slope_lo` Nullable(Float64),
    `slope_hi` Nullable(Float64),
    `slope_p` Nullable(Float64),
    `confidence` Nullable(Float64),
    `stock_out_months` UInt32,
    `promotion_months` UInt32,
    `is_ended` UInt8,
    `measured_against` LowCardinality(String),
    `action` LowCardinality(String),
    `evidence` String,
    `version` UInt64
)
ENGINE = MergeTree
ORDER BY (review_id, version, sku)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW service_cases
(
    `customer_id` UUID,
    `said_id` UUID,
    `case_id` String,
    `opened_at` DateTime64(3, 'UTC'),
    `closed_at` Nullable(DateTime64(3, 'UTC')),
    `channel` LowCardinality(String),
    `category` LowCardinality(String),
    `minutes` Nullable(Decimal(18, 4)),
    `cost` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `satisfaction` Nullable(Decimal(18, 4)),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM service_cases_local
FINAL;

CREATE TABLE service_cases_local
(
    `customer_id` UUID,
    `said_id` UUID,
    `case_id` String,
    `opened_at` DateTime64(3, 'UTC'),
    `closed_at` Nullable(DateTime64(3, 'UTC')),
    `channel` LowCardinality(String),
    `category` LowCardinality(String),
    `minutes` Nullable(Decimal(18, 4)),
    `cost` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `satisfaction` Nullable(Decimal(18, 4)),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, source, case_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW service_cases_log
(
    `customer_id` UUID,
    `said_id` UUID,
    `case_id` String,
    `opened_at` DateTime64(3, 'UTC'),
    `closed_at` Nullable(DateTime64(3, 'UTC')),
    `channel` LowCardinality(String),
    `category` LowCardinality(String),
    `minutes` Nullable(Decimal(18, 4)),
    `cost` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `satisfaction` Nullable(Decimal(18, 4)),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM service_cases_log_local;

CREATE TABLE service_cases_log_local
(
    `customer_id` UUID,
    `said_id` UUID,
    `case_id` String,
    `opened_at` DateTime64(3, 'UTC'),
    `closed_at` Nullable(DateTime64(3, 'UTC')),
    `channel` LowCardinality(String),
    `category` LowCardinality(String),
    `minutes` Nullable(Decimal(18, 4)),
    `cost` Nullable(Decimal(18, 4)),
    `currency` LowCardinality(String),
    `satisfaction` Nullable(Decimal(18, 4)),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (customer_id, source, case_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW spend
(
    `spend_id` String,
    `spent_on` Date,
    `channel` LowCardinality(String),
    `campaign` String,
    `amount` Decimal(18, 4),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM spend_local
FINAL;

CREATE TABLE spend_local
(
    `spend_id` String,
    `spent_on` Date,
    `channel` LowCardinality(String),
    `campaign` String,
    `amount` Decimal(18, 4),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (source, spend_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW spend_log
(
    `spend_id` String,
    `spent_on` Date,
    `channel` LowCardinality(String),
    `campaign` String,
    `amount` Decimal(18, 4),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM spend_log_local;

CREATE TABLE spend_log_local
(
    `spend_id` String,
    `spent_on` Date,
    `channel` LowCardinality(String),
    `campaign` String,
    `amount` Decimal(18, 4),
    `currency` LowCardinality(String),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (source, spend_id, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW stores
(
    `store` String,
    `title` String,
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `kind` LowCardinality(String),
    `opened_on` Nullable(Date),
    `floor_area` Nullable(Decimal(18, 4)),
    `staff` Nullable(Decimal(18, 4)),
    `staff_amount` Nullable(Decimal(18, 4)),
    `rent_amount` Nullable(Decimal(18, 4)),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM stores_local
FINAL;

CREATE TABLE stores_local
(
    `store` String,
    `title` String,
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `kind` LowCardinality(String),
    `opened_on` Nullable(Date),
    `floor_area` Nullable(Decimal(18, 4)),
    `staff` Nullable(Decimal(18, 4)),
    `staff_amount` Nullable(Decimal(18, 4)),
    `rent_amount` Nullable(Decimal(18, 4)),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY store
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW stores_log
(
    `store` String,
    `title` String,
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `kind` LowCardinality(String),
    `opened_on` Nullable(Date),
    `floor_area` Nullable(Decimal(18, 4)),
    `staff` Nullable(Decimal(18, 4)),
    `staff_amount` Nullable(Decimal(18, 4)),
    `rent_amount` Nullable(Decimal(18, 4)),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM stores_log_local;

CREATE TABLE stores_log_local
(
    `store` String,
    `title` String,
    `region` LowCardinality(String),
    `city` LowCardinality(String),
    `kind` LowCardinality(String),
    `opened_on` Nullable(Date),
    `floor_area` Nullable(Decimal(18, 4)),
    `staff` Nullable(Decimal(18, 4)),
    `staff_amount` Nullable(Decimal(18, 4)),
    `rent_amount` Nullable(Decimal(18, 4)),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (store, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW survey_answers
(
    `customer_id` UUID,
    `said_id` UUID,
    `response_id` String,
    `question` String,
    `survey` String,
    `metric` LowCardinality(String),
    `answer` String,
    `score` Nullable(Decimal(18, 4)),
    `channel` LowCardinality(String),
    `answered_at` DateTime64(3, 'UTC'),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM survey_answers_local
FINAL;

CREATE TABLE survey_answers_local
(
    `customer_id` UUID,
    `said_id` UUID,
    `response_id` String,
    `question` String,
    `survey` String,
    `metric` LowCardinality(String),
    `answer` String CODEC(ZSTD(1)),
    `score` Nullable(Decimal(18, 4)),
    `channel` LowCardinality(String),
    `answered_at` DateTime64(3, 'UTC'),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (customer_id, source, response_id, question)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW survey_answers_log
(
    `customer_id` UUID,
    `said_id` UUID,
    `response_id` String,
    `question` String,
    `survey` String,
    `metric` LowCardinality(String),
    `answer` String,
    `score` Nullable(Decimal(18, 4)),
    `channel` LowCardinality(String),
    `answered_at` DateTime64(3, 'UTC'),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
AS SELECT *
FROM survey_answers_log_local;

CREATE TABLE survey_answers_log_local
(
    `customer_id` UUID,
    `said_id` UUID,
    `response_id` String,
    `question` String,
    `survey` String,
    `metric` LowCardinality(String),
    `answer` String CODEC(ZSTD(1)),
    `score` Nullable(Decimal(18, 4)),
    `channel` LowCardinality(String),
    `answered_at` DateTime64(3, 'UTC'),
    `source` LowCardinality(String),
    `import_id` UUID,
    `ingested_at` DateTime64(3, 'UTC'),
    `known_at` DateTime64(3, 'UTC'),
    `version` UInt64,
    `is_deleted` UInt8
)
ENGINE = MergeTree
ORDER BY (customer_id, source, response_id, question, ingested_at, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE VIEW touches
(
    `customer_id` UUID,
    `campaign_id` UUID,
    `delivery_id` UUID,
    `step` LowCardinality(String),
    `channel` LowCardinality(String),
    `kind` LowCardinality(String),
    `occurred_at` DateTime64(3, 'UTC'),
    `cost` Decimal(18, 4),
    `ingested_at` DateTime64(3, 'UTC')
)
AS SELECT *
FROM touches_local
FINAL;

CREATE TABLE touches_local
(
    `customer_id` UUID,
    `campaign_id` UUID,
    `delivery_id` UUID,
    `step` LowCardinality(String),
    `channel` LowCardinality(String),
    `kind` LowCardinality(String),
    `occurred_at` DateTime64(3, 'UTC'),
    `cost` Decimal(18, 4),
    `ingested_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (customer_id, campaign_id, delivery_id, kind, occurred_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;
