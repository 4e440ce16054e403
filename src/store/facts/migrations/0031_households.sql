-- Who lives together, copied from state for segments: a row for each person of a household of two or more.

CREATE TABLE IF NOT EXISTS households_local {{ON_CLUSTER}} (
  customer_id UUID,
  household_id UUID,
  people UInt16,
  version UInt64,
  is_deleted UInt8
) ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY customer_id
{{SETTINGS}};

{{PUBLIC FINAL households cityHash64(customer_id)}};
