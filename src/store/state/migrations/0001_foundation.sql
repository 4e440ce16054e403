-- What every part of the house stands on: settings, people who log in, keys of programs, replies kept for
-- repeated requests, the way from state to facts, long work, and who changed what.
-- Domain times come from the program as parameters; no column has a clock as its default.

create table settings (
  key text primary key,
  value jsonb not null
);

create table users (
  user_id uuid primary key,
  email_cipher bytea not null,
  key_version integer not null default 1,
  email_index bytea not null unique,
  password_hash text not null,
  role text not null,
  locale text not null,
  created_at timestamptz not null,
  deactivated_at timestamptz
);

create table sessions (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_expiry on sessions (expires_at);

create table api_keys (
  key_id uuid primary key,
  name text not null unique,
  prefix text not null,
  key_hash bytea not null unique,
  scope text not null check (scope in ('track', 'read', 'manage')),
  created_at timestamptz not null,
  revoked_at timestamptz
);

create table idempotency (
  actor_id text not null,
  key text not null,
  route text not null,
  request_hash bytea not null,
  status integer,
  response jsonb,
  created_at timestamptz not null,
  primary key (actor_id, key)
);
create index idempotency_by_age on idempotency (created_at);

create table facts_outbox (
  batch_no bigserial primary key,
  target_table text not null,
  rows jsonb not null,
  created_at timestamptz not null,
  shipped_at timestamptz
);
create index facts_outbox_waiting on facts_outbox (batch_no) where shipped_at is null;
create index facts_outbox_shipped on facts_outbox (shipped_at) where shipped_at is not null;

create table facts_migrations (
  name text primary key,
  applied_at timestamptz not null
);

create table jobs (
  job_id uuid primary key,
  kind text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'canceled')),
  input jsonb not null,
  done bigint not null default 0,
  total bigint,
  label text not null default '',
  result jsonb,
  error jsonb,
  cancel_requested boolean not null default false,
  created_by text,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  heartbeat_at timestamptz
);
create index jobs_by_age on jobs (created_at desc);
create index jobs_unfinished on jobs (state) where state in ('queued', 'running');

create table audit_entries (
  audit_id bigserial primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text,
  action text not null,
  target text,
  before jsonb,
  after jsonb,
  reason text
);
create index audit_entries_by_target on audit_entries (target, audit_id);
