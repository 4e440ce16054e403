-- Dealings: touches of past campaigns, service cases, survey answers and feedback texts, as files of other systems tell
-- them. Logs and current tables as those of orders (0001): the customer first in the key, `said_id` the record of the source.
-- Texts hold no contact datum: they are scrubbed before they are staged. An answer or text of nobody has the id of nobody.

CREATE TABLE IF NOT EXISTS past_touches_log_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (customer_id, source, touch_id, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS past_touches_local {{ON_CLUSTER}} AS past_touches_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, source, touch_id)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS service_cases_log_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (customer_id, source, case_id, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS service_cases_local {{ON_CLUSTER}} AS service_cases_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, source, case_id)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS survey_answers_log_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (customer_id, source, response_id, question, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS survey_answers_local {{ON_CLUSTER}} AS survey_answers_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, source, response_id, question)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS feedback_texts_log_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE MergeTree}}
ORDER BY (customer_id, source, feedback_id, ingested_at, version)
{{SETTINGS}};

CREATE TABLE IF NOT EXISTS feedback_texts_local {{ON_CLUSTER}} AS feedback_texts_log_local
ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY (customer_id, source, feedback_id)
{{SETTINGS}};

-- Whom a staged row is about, so that erasing somebody takes it out as well.
ALTER TABLE reference_staging_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS customer_id UUID;

{{PUBLIC past_touches_log cityHash64(customer_id)}};
{{PUBLIC FINAL past_touches cityHash64(customer_id)}};
{{PUBLIC service_cases_log cityHash64(customer_id)}};
{{PUBLIC FINAL service_cases cityHash64(customer_id)}};
{{PUBLIC survey_answers_log cityHash64(customer_id)}};
{{PUBLIC FINAL survey_answers cityHash64(customer_id)}};
{{PUBLIC feedback_texts_log cityHash64(customer_id)}};
{{PUBLIC FINAL feedback_texts cityHash64(customer_id)}};
{{PUBLIC reference_staging cityHash64(row_number)}};
