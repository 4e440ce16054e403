-- Whose customer a person is, as state has it: the owner's account (zero: nobody), store and region. What a data scope
-- filters every other table by.

CREATE TABLE IF NOT EXISTS customer_places_local {{ON_CLUSTER}} (
  customer_id UUID,
  owner_id UUID,
  store LowCardinality(String),
  region LowCardinality(String),
  version UInt64
) ENGINE = {{ENGINE ReplacingMergeTree version}}
ORDER BY customer_id
{{SETTINGS}};

{{PUBLIC FINAL customer_places cityHash64(customer_id)}};
