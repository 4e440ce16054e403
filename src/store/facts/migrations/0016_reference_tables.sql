-- Reference tables: what a company keeps of its products, stores, channels, spend and competitors. Small, named by a key of
-- their own and not by a customer; logs and current tables as those of 0001. The tables of 0001 with these names had no
-- log and nothing ever wrote to them.
--
-- `products.cost_amount` is what one unit costs. A row of a history file without a time of its own was known always.

DROP TABLE IF EXISTS products_local {{ON_CLUSTER}} SYNC;
DROP TABLE IF EXISTS spend_local {{ON_CLUSTER}} SYNC;
DROP TABLE IF EXISTS channels_local {{ON_CLUSTER}} SYNC;

CREATE TABLE IF NOT EXISTS products_log_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (sku, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS products_local {{ON_CLUSTER}} AS products_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY sku
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS stores_log_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (store, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS stores_local {{ON_CLUSTER}} AS stores_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY store
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS channels_log_local {{ON_CLUSTER}} (
  channel String,
  title String,
  kind LowCardinality(String),
  source LowCardinality(String),
  import_id UUID,
  ingested_at DateTime64(3, 'UTC'),
  known_at DateTime64(3, 'UTC'),
  version UInt64,
  is_deleted UInt8
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (channel, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS channels_local {{ON_CLUSTER}} AS channels_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY channel
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS spend_log_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (source, spend_id, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS spend_local {{ON_CLUSTER}} AS spend_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (source, spend_id)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS competitor_facts_log_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (source, competitor, product_name, attribute, observed_on, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS competitor_facts_local {{ON_CLUSTER}} AS competitor_facts_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (source, competitor, product_name, attribute, observed_on)
{{SETTINGS}};

-- Rows of a reference file as they will be stored: every value as text in the order of its table's columns, and what is
-- wrong with the row. Durable, since the log is written from it after the point of no return.
CREATE TABLE IF NOT EXISTS reference_staging_local {{ON_CLUSTER}} (
  import_id UUID,
  row_number UInt64,
  code LowCardinality(String),
  column_name LowCardinality(String),
  key UInt64,
  content UInt64,
  known_on String,
  cells Array(String)
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY import_id
ORDER BY row_number
{{SETTINGS}};

{{PUBLIC products_log cityHash64(sku)}};
{{PUBLIC FINAL products cityHash64(sku)}};
{{PUBLIC stores_log cityHash64(store)}};
{{PUBLIC FINAL stores cityHash64(store)}};
{{PUBLIC channels_log cityHash64(channel)}};
{{PUBLIC FINAL channels cityHash64(channel)}};
{{PUBLIC spend_log cityHash64(spend_id)}};
{{PUBLIC FINAL spend cityHash64(spend_id)}};
{{PUBLIC competitor_facts_log cityHash64(competitor)}};
{{PUBLIC FINAL competitor_facts cityHash64(competitor)}};
{{PUBLIC reference_staging cityHash64(row_number)}};
