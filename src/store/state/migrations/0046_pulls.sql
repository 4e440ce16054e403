-- Databases rows are pulled from, what is pulled of each, and which of their rows have been seen.
create table pull_sources (
  source_id uuid primary key,
  name text not null unique,
  kind text not null,
  host text not null,
  port integer not null,
  database text not null,
  login text not null,
  tls text not null,
  -- Certificates of who signs the server's, PEM; null: those the system trusts.
  authority text,
  password_cipher bytea not null,
  key_version integer not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  check (kind in ('postgresql', 'mysql')),
  check (tls in ('off', 'encrypt', 'verify'))
);

create table pulls (
  pull_id uuid primary key,
  name text not null unique,
  source_id uuid not null references pull_sources,
  -- One of the two: a table or view, `schema.table` or plain; or one SELECT.
  table_name text,
  statement text,
  key_column text not null,
  -- Null: the whole table is read each time.
  updated_column text,
  overlap_seconds integer not null,
  mapping jsonb not null,
  -- Machine minutes between two runs; null: only when somebody asks.
  every_minutes integer,
  rows_per_second integer,
  paused boolean not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- How far it has come: the last row's time and key, encrypted, since a key may be a phone number. Null: nothing yet.
  cursor_cipher bytea,
  key_version integer,
  -- Grows when everything is to be read again: a run that began before moves the cursor no more.
  revision integer not null default 1,
  -- The first whole reading has ended; rows from then on are known from their import on.
  caught_up boolean not null default false,
  rows_read bigint not null default 0,
  rows_taken bigint not null default 0,
  -- The time the last row read carries, where the source says times in a known zone.
  last_row_at timestamptz,
  last_run_at timestamptz,
  last_success_at timestamptz,
  last_code text,
  last_code_params jsonb
);

-- Keyed hashes of a source row's key and of all it said, and where it came in: what makes a row read again no new row,
-- and what tells which rows are gone. No key and no value stands here.
create table pull_rows (
  pull_id uuid not null references pulls on delete cascade,
  key_hash bytea not null,
  row_hash bytea not null,
  import_id uuid not null,
  row_number integer not null,
  primary key (pull_id, key_hash)
);
create index pull_rows_import on pull_rows (import_id);
