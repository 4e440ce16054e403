-- Inbound hooks: where shops and tools send their own JSON, how it is signed, and by which mapping it becomes events.
create table inbound_hooks (
  hook_id uuid primary key,
  name text not null unique,
  -- Under which its events and orders are kept.
  source text not null,
  -- The part of the address nobody can guess.
  path_key text not null unique,
  signing jsonb not null,
  secret_cipher bytea not null,
  key_version integer not null,
  -- Whose ready mapping it uses; null: only its own.
  shop text,
  -- Its own; null: the ready one of the shop, as the running version has it.
  mapping jsonb,
  live boolean not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- Counts deliveries: the place of the next one among those that are kept.
  deliveries bigint not null default 0,
  check (shop is not null or mapping is not null)
);

-- The last deliveries of each hook, without what they said. Unsigned ones have places of their own, so that nobody who only
-- knows the address can push the others out.
create table hook_deliveries (
  hook_id uuid not null references inbound_hooks on delete cascade,
  slot smallint not null,
  received_at timestamptz not null,
  delivery_id text not null,
  outcome text not null,
  events integer not null,
  refused integer not null,
  bytes integer not null,
  code text,
  path text,
  primary key (hook_id, slot)
);

create table hook_counts (
  hook_id uuid not null references inbound_hooks on delete cascade,
  day date not null,
  outcome text not null,
  n bigint not null,
  primary key (hook_id, day, outcome)
);
