-- Whom a row was said of: the record of the source, also after its rows were moved to the person it belongs to. And the
-- links between records and the person they are, copied from state: pseudonyms on both sides, never a row of a customer.

ALTER TABLE order_lines_log_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;
ALTER TABLE order_lines_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;
ALTER TABLE order_lines_log_incoming_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;
ALTER TABLE order_lines_incoming_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;
ALTER TABLE refunds_log_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;
ALTER TABLE refunds_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;
ALTER TABLE refunds_log_incoming_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;
ALTER TABLE refunds_incoming_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS said_id UUID DEFAULT customer_id;

CREATE TABLE IF NOT EXISTS identity_links_local {{ON_CLUSTER}} (
  raw_id UUID,
  person_id UUID,
  version UInt64,
  is_deleted UInt8
) ENGINE = {{ENGINE ReplacingMergeTree version, is_deleted}}
ORDER BY raw_id
{{SETTINGS}};

{{PUBLIC order_lines_log cityHash64(customer_id)}};
{{PUBLIC FINAL order_lines cityHash64(customer_id)}};
{{PUBLIC order_lines_log_incoming cityHash64(customer_id)}};
{{PUBLIC order_lines_incoming cityHash64(customer_id)}};
{{PUBLIC refunds_log cityHash64(customer_id)}};
{{PUBLIC FINAL refunds cityHash64(customer_id)}};
{{PUBLIC refunds_log_incoming cityHash64(customer_id)}};
{{PUBLIC refunds_incoming cityHash64(customer_id)}};
{{PUBLIC FINAL identity_links cityHash64(raw_id)}};
