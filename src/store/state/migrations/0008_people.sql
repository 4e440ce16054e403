-- Customers files: why a staged row is not stored, and which contact points each import's row named, so that undoing
-- one import keeps what another one says as well.
alter table customer_staging add column verdict text check (verdict in ('duplicate', 'conflict', 'erased'));

alter table customer_rows
  add column phone_index bytea,
  add column email_index bytea;
