-- Tracking: events that break a rule, and anonymous visitors who turned out to be customers. Events themselves are facts.
create table event_quarantine (
  refused_id uuid primary key,
  -- Keyed hash of source, code and payload: the same event sent again is the same row.
  fingerprint bytea not null unique,
  source text not null,
  message_id text,
  event_type text not null,
  code text not null,
  path text not null,
  -- Masked where it may be about a person.
  received text not null,
  expected text not null,
  payload_cipher bytea not null,
  key_version integer not null,
  received_at timestamptz not null
);
create index event_quarantine_by_age on event_quarantine (received_at desc, refused_id desc);
create index event_quarantine_by_source on event_quarantine (source, received_at desc, refused_id desc);

-- The first customer a visitor was identified as; what the visitor did before is the customer's history.
create table customer_links (
  raw_id uuid primary key,
  customer_id uuid not null,
  source text not null,
  linked_at timestamptz not null
);
create index customer_links_by_customer on customer_links (customer_id);

-- Set where an identify call named the address; null for every other way.
alter table contact_points add column source text;
