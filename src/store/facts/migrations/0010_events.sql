-- Tracked events. Nothing in the key can change: a retry of the client's is the same row, and the first arrival stays
-- (`version` falls with the time of arrival), so that no reading as of a moment changes afterwards. There are no
-- corrections of events, so that the log and the current table are one.
-- properties and context are the JSON text as it came less contact data: a column typed by the first value that arrives
-- would refuse whole batches later. anonymous_id is the visitor's keyed hash, zero where none was sent.
CREATE TABLE IF NOT EXISTS events_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE ReplacingMergeTree version}}
ORDER BY (customer_id, source, message_id)
{{SETTINGS}};

{{PUBLIC FINAL events cityHash64(customer_id)}};
