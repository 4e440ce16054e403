-- What stores are measured by, chosen with the rules of costs; null: whatever the data have.
alter table channel_cost_rules add column frontier jsonb;
