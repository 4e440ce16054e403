-- Campaigns, their frozen audience, intents, contact reservations and what came back from the channels.
create table campaigns (
  campaign_id uuid primary key,
  name text not null unique,
  title text not null,
  state text not null check (state in ('draft','approved','running','paused','canceled','awaiting-read','finished')),
  version integer not null default 1,
  definition jsonb not null,
  segment_snapshot_id uuid,
  salt text not null,
  spent_minor numeric(20,4) not null default 0,
  forecast jsonb,
  approved_by text,
  approved_at timestamptz,
  launched_at timestamptz,
  final_read_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Everyone the segment matched and who was lost before randomisation, with the rule that said so.
create table campaign_losses (
  campaign_id uuid not null references campaigns,
  customer_id uuid not null,
  step text not null,
  reason text not null,
  primary key (campaign_id, customer_id)
);

create table campaign_audience (
  campaign_id uuid not null references campaigns,
  customer_id uuid not null,
  contact_id uuid,
  cluster_key text not null,
  bucket integer not null check (bucket between 0 and 9999),
  hash_order numeric(20,0) not null,
  arm text not null check (arm in ('treatment','control')),
  slot_at timestamptz not null,
  would_send boolean,
  skip_reason text,
  decided_at timestamptz,
  primary key (campaign_id, customer_id)
);
create index campaign_audience_due on campaign_audience (campaign_id, slot_at, hash_order) where decided_at is null;
create index campaign_audience_customer on campaign_audience (customer_id, slot_at);

create table intents (
  intent_id uuid primary key,
  campaign_id uuid not null references campaigns,
  step text not null,
  customer_id uuid not null,
  contact_id uuid not null,
  channel text not null,
  state text not null check (state in
    ('queued','claimed','calling','accepted','delivered','failed','unknown','canceled','skipped')),
  slot_at timestamptz not null,
  not_before timestamptz not null,
  lease_owner text,
  lease_until timestamptz,
  attempts integer not null default 0,
  provider_message_id text,
  error_class text,
  skip_reason text,
  sent_at timestamptz,
  cost_minor numeric(20,4) not null default 0,
  unique (campaign_id, step, customer_id)
);
create index intents_ready on intents (not_before, intent_id) where state = 'queued';
create index intents_leased on intents (lease_owner) where state in ('claimed','calling');
create index intents_customer on intents (customer_id, slot_at);

-- One row per contact that counts against a cap; released only when it provably was not sent.
create table contact_reservations (
  intent_id uuid primary key,
  customer_id uuid not null,
  medium text not null,
  reserved_at timestamptz not null,
  released_at timestamptz
);
create index contact_reservations_window on contact_reservations (customer_id, medium, reserved_at)
  where released_at is null;

create table delivery_events (
  event_no bigint generated always as identity primary key,
  intent_id uuid not null,
  kind text not null check (kind in
    ('accepted','delivered','opened','clicked','unsubscribed','bounced','complained','failed')),
  at timestamptz not null,
  source text not null,
  detail text,
  unique (intent_id, kind, at)
);

create table sandbox_messages (
  message_id uuid primary key,
  intent_id uuid,
  head_cipher bytea not null,
  raw_cipher bytea not null,
  key_version integer not null,
  received_at timestamptz not null
);
create index sandbox_messages_time on sandbox_messages (received_at desc, message_id);

create table file_exports (
  export_id uuid primary key,
  campaign_id uuid not null references campaigns,
  people integer not null,
  watermark text not null,
  approved_by text not null,
  created_at timestamptz not null
);
create table file_export_rows (
  export_id uuid not null references file_exports,
  intent_id uuid not null unique,
  row_no integer not null,
  primary key (export_id, row_no)
);
