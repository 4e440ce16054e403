-- Events from files. The import an event came by, zero for tracked ones; a tracked event of the same key stays before it, so
-- that taking an import back takes nothing a program said.
ALTER TABLE events_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS import_id UUID;

-- Where the events of a file wait, scrubbed. Durable, since they are stored from here after the point of no return.
CREATE TABLE IF NOT EXISTS event_staging_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY import_id
ORDER BY row_number
{{SETTINGS}};

-- What an import said that was there already: it stays when the import that brought it first is taken back.
CREATE TABLE IF NOT EXISTS event_mentions_local {{ON_CLUSTER}} (
  import_id UUID,
  customer_id UUID,
  source LowCardinality(String),
  message_id String
) ENGINE = {{ENGINE ReplacingMergeTree}}
ORDER BY (customer_id, source, message_id, import_id)
{{SETTINGS}};

{{PUBLIC FINAL events cityHash64(customer_id)}};
{{PUBLIC event_staging cityHash64(customer_id)}};
{{PUBLIC FINAL event_mentions cityHash64(customer_id)}};
