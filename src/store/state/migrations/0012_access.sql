-- Accounts by invitation, second factors, sessions a person can tell apart, locks that grow and end by themselves, and
-- keys of programs with addresses, an end and two live at once while they rotate. All times here are machine times.

-- Null: invited and not yet arrived.
alter table users alter column password_hash drop not null;

alter table users
  add column password_changed_at timestamptz,
  add column second_factor_cipher bytea,
  add column second_factor_key_version integer,
  -- Null: begun and not yet proved by a code.
  add column second_factor_at timestamptz,
  -- The time step whose code was last accepted: a code is good once.
  add column second_factor_step bigint;

create table account_links (
  link_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  purpose text not null check (purpose in ('invitation', 'password')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
-- A new link replaces the one before it.
create unique index account_links_one_open on account_links (user_id) where used_at is null;

create table recovery_codes (
  user_id uuid not null references users on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

alter table sessions
  add column session_id uuid not null default gen_random_uuid(),
  add column address text,
  add column agent text;
create unique index sessions_by_id on sessions (session_id);

-- `place` is a keyed hash of what is counted: an account's address from a network address, a network address, a person's second factor.
create table login_throttle (
  place bytea primary key,
  failures integer not null,
  wait_until timestamptz not null,
  last_at timestamptz not null
);
create index login_throttle_by_age on login_throttle (last_at);

alter table api_keys
  -- Addresses and networks (`10.0.0.0/8`) a key may come from; none: from anywhere.
  add column addresses text[] not null default '{}',
  add column expires_at timestamptz,
  -- Set when a newer secret took its place; the key lives on until expires_at.
  add column replaced_at timestamptz,
  add column last_used_at timestamptz;
alter table api_keys drop constraint api_keys_name_key;
create unique index api_keys_one_current on api_keys (name) where revoked_at is null and replaced_at is null;
