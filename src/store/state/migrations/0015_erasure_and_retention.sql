-- People whose data was erased, with the certificate of what was done; lists that expire; what each purge removed.

create table erasures (
  erasure_id uuid primary key,
  customer_id uuid not null,
  reason text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  -- When the state database was done: what a person was known by cannot be looked for after it.
  state_erased_at timestamptz,
  finished_at timestamptz,
  certificate jsonb
);
create unique index erasures_one_each on erasures (customer_id);
create index erasures_by_age on erasures (requested_at desc, erasure_id);

alter table file_exports add column expires_at timestamptz;
update file_exports set expires_at = created_at + interval '7 days';
alter table file_exports alter column expires_at set not null;

create table purges (
  purge_id uuid primary key,
  at timestamptz not null,
  report jsonb not null
);
create index purges_by_age on purges (at desc, purge_id);
