-- Customers at the time of a run of opportunities, from which its lists are taken; dropped when it ends.
CREATE TABLE IF NOT EXISTS opportunity_draft_local {{ON_CLUSTER}} (
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
) ENGINE = {{ENGINE MergeTree}}
PARTITION BY run_id
ORDER BY (run_id, code, customer_id);

{{PUBLIC opportunity_draft cityHash64(customer_id)}};
