-- Where an event departs from the tracking plan it was judged by, each as `code path`; plan_version says which plan that was.

ALTER TABLE events_local {{ON_CLUSTER}} ADD COLUMN IF NOT EXISTS violations Array(LowCardinality(String));

{{PUBLIC FINAL events cityHash64(customer_id)}};
