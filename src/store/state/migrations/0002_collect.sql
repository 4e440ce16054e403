-- What the collect stage owns in state: imports and what they refused, customers with encrypted contact points,
-- consent as an append-only record, suppressions that no import may lift, and the exclusion rules.
create table imports (
  import_id uuid primary key,
  kind text not null check (kind in ('customers', 'orders')),
  source text not null,
  file_name text not null,
  file_sha256 text not null,
  mapping jsonb not null,
  options jsonb not null default '{}',
  state text not null check (state in ('staging', 'publishing', 'committed', 'failed', 'undone')),
  -- Orders the versions of facts rows: a later import wins whatever the clock says.
  version bigserial,
  rows_read bigint not null default 0,
  rows_stored bigint not null default 0,
  rows_duplicate bigint not null default 0,
  rows_quarantined bigint not null default 0,
  reasons jsonb not null default '[]',
  effects jsonb not null default '[]',
  notes jsonb not null default '[]',
  created_by text,
  created_at timestamptz not null,
  finished_at timestamptz,
  undone_at timestamptz
);
create index imports_by_age on imports (created_at desc, import_id);
create index imports_by_file on imports (file_sha256) where state = 'committed';
-- One import runs at a time: the tables rows wait in before they appear are shared.
create unique index imports_one_running on imports ((true)) where state in ('staging', 'publishing');

create table quarantine (
  quarantine_id bigserial primary key,
  import_id uuid not null references imports on delete cascade,
  row_number bigint not null,
  code text not null,
  column_name text,
  params jsonb not null default '{}',
  payload_cipher bytea not null,
  key_version integer not null,
  created_at timestamptz not null
);
create index quarantine_by_row on quarantine (import_id, row_number);

create table customers (
  customer_id uuid primary key,
  id_type text not null,
  external_id_cipher bytea,
  external_id_index bytea,
  name_cipher bytea,
  key_version integer not null default 1,
  locale text,
  zone text,
  created_at timestamptz not null,
  restricted_at timestamptz,
  erased_at timestamptz,
  import_id uuid
);
create index customers_by_external_id on customers (external_id_index);
create index customers_by_age on customers (created_at desc, customer_id);
create index customers_by_import on customers (import_id);

create table contact_points (
  contact_id uuid primary key,
  customer_id uuid not null references customers on delete cascade,
  kind text not null check (kind in ('email', 'phone')),
  blind_index bytea not null,
  value_cipher bytea not null,
  key_version integer not null,
  status text not null check (status in ('active', 'retired', 'bounced')),
  created_at timestamptz not null,
  import_id uuid,
  retired_at timestamptz,
  retired_by_import uuid
);
create unique index contact_points_one_active on contact_points (customer_id, kind, blind_index) where status = 'active';
create index contact_points_by_customer on contact_points (customer_id);
create index contact_points_by_value on contact_points (blind_index);
create index contact_points_by_import on contact_points (import_id);
create index contact_points_by_retiring_import on contact_points (retired_by_import) where retired_by_import is not null;

create table consents (
  consent_no bigserial primary key,
  customer_id uuid not null,
  purpose text not null,
  channel text not null,
  action text not null check (action in ('granted', 'withdrawn')),
  method text not null,
  wording_version text,
  evidence text,
  at timestamptz not null,
  actor text,
  import_id uuid,
  -- Set when the import that brought the row was undone; the row stays as evidence and no longer speaks.
  void_at timestamptz
);
create index consents_latest on consents (customer_id, purpose, channel, at desc, consent_no desc);
create index consents_by_import on consents (import_id) where import_id is not null;

create view current_consents as
select distinct on (customer_id, purpose, channel) customer_id, purpose, channel, action, at
from consents
where void_at is null
order by customer_id, purpose, channel, at desc, consent_no desc;

create table suppressions (
  blind_index bytea not null,
  kind text not null check (kind in ('email', 'phone')),
  reason text not null,
  at timestamptz not null,
  primary key (blind_index, kind)
);

create table exclusion_rules (
  rule text primary key,
  definition jsonb not null,
  updated_at timestamptz not null
);

-- Rows of a customers file on their way in: already normalised and encrypted, so that no clear contact datum is ever
-- written. Emptied when the import ends; unlogged because an import cut off while staging is rolled back anyway.
create unlogged table customer_staging (
  import_id uuid not null,
  row_number bigint not null,
  customer_id uuid not null,
  external_id_cipher bytea not null,
  external_id_index bytea not null,
  name_cipher bytea,
  key_version integer not null,
  locale text,
  zone text,
  phone_index bytea,
  phone_cipher bytea,
  phone_contact_id uuid,
  email_index bytea,
  email_cipher bytea,
  email_contact_id uuid,
  -- `purpose:channel:action`
  consents text[] not null,
  consent_at timestamptz,
  -- Keyed hash of everything read from the row: tells a repeat from a contradiction without comparing ciphers.
  fingerprint bytea not null
);
create index customer_staging_by_customer on customer_staging (import_id, customer_id, row_number);

-- What each import said of a customer: a row that says the same again changes nothing, and undoing an import brings
-- back what the latest remaining one said.
create table customer_rows (
  customer_id uuid not null,
  source text not null,
  import_id uuid not null,
  version bigint not null,
  fingerprint bytea not null,
  name_cipher bytea,
  key_version integer not null,
  locale text,
  zone text,
  primary key (customer_id, source, import_id)
);
create index customer_rows_by_import on customer_rows (import_id);
