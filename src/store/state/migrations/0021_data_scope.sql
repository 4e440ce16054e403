-- Whose customer a person is: an owner (an account), a store and a region; and who sees only some of them. The views such a
-- person reads through are made after all migrations, from the tables there are then (scope-schema.ts).
alter table customers
  add column owner_id uuid references users(user_id) on delete set null,
  add column store text,
  add column region text;
create index customers_by_owner on customers (owner_id, created_at desc, customer_id) where owner_id is not null;
create index customers_by_store on customers (store, created_at desc, customer_id) where store is not null;
create index customers_by_region on customers (region, created_at desc, customer_id) where region is not null;

alter table customer_rows
  add column owner_id uuid,
  add column store text,
  add column region text;
alter table customer_staging
  add column owner_index bytea,
  add column store text,
  add column region text;

-- The order of changes to a customer's place, by which the facts store keeps the newest.
create sequence customer_place_version;

-- Null: everybody. Else {own, stores, regions}.
alter table users add column data_scope jsonb;
alter table api_keys add column data_scope jsonb;

-- Roles whose people see only their own customers unless their account says which.
create table limited_roles (role text primary key);
