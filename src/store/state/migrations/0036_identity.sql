-- Who is one person. Records (customers as files and programs name them) are named by keys; records of one person are
-- linked to the one that names the person. A key is a keyed hash that never rotates (an id a customer of that identifier
-- would have), never the value.
create table identity_keys (
  customer_id uuid not null references customers (customer_id) on delete cascade,
  kind text not null,
  key_id uuid not null,
  trust smallint not null,
  source text not null,
  -- Nil: a program said it.
  import_id uuid not null,
  seen_at timestamptz not null,
  primary key (customer_id, kind, key_id, import_id)
);
create index identity_keys_by_key on identity_keys (key_id, kind);
create index identity_keys_by_import on identity_keys (import_id);

-- Records of which something new was said since they were last resolved.
create table identity_waiting (
  customer_id uuid primary key,
  since timestamptz not null
);

-- Records that another record stands for, flat: no customer_id is itself a raw_id.
create table identity_links (
  raw_id uuid primary key,
  customer_id uuid not null,
  linked_at timestamptz not null
);
create index identity_links_by_customer on identity_links (customer_id);

-- Every change of a link, only ever added; its number is the version of the link's copy in facts.
create table identity_ledger (
  entry_no bigint generated always as identity primary key,
  raw_id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  at timestamptz not null
);
create index identity_ledger_by_raw on identity_ledger (raw_id, entry_no);

-- What people with the right decided about two records; rows of one decision are taken back together.
create table identity_rulings (
  decision_id uuid not null,
  kind text not null check (kind in ('same', 'apart')),
  left_id uuid not null,
  right_id uuid not null,
  at timestamptz not null,
  decision_no bigint generated always as identity,
  actor_id text not null,
  reason text not null,
  undone_at timestamptz,
  undone_by text,
  primary key (decision_id, left_id, right_id)
);
create index identity_rulings_by_left on identity_rulings (left_id);
create index identity_rulings_by_right on identity_rulings (right_id);

-- Pairs a key would join and a rule keeps apart, for a person to decide.
create table identity_doubts (
  record_id uuid not null,
  other_id uuid not null,
  key_kind text not null,
  key_id uuid not null,
  why text not null check (why in ('conflict', 'no-name', 'other-name')),
  found_at timestamptz not null,
  settled_at timestamptz,
  primary key (record_id, other_id, key_kind, key_id)
);
create index identity_doubts_open on identity_doubts (found_at desc, record_id) where settled_at is null;

-- Keys that too many people share.
create table identity_shared_keys (
  kind text not null,
  key_id uuid not null,
  records integer not null,
  found_at timestamptz not null,
  primary key (kind, key_id)
);

-- Records whose rows in facts are still to be moved to where their link says.
create table identity_moves (
  raw_id uuid primary key,
  since timestamptz not null
);

alter table customer_staging add column phone_key uuid, add column email_key uuid, add column name_key uuid;

-- Whom it was said of, where that is another record of the person; null: of `customer_id` itself.
alter table contact_points add column said_id uuid;
alter table consents add column said_id uuid;
alter table tracked_orders add column said_id uuid;
create index contact_points_by_record on contact_points ((coalesce(said_id, customer_id)));
create index consents_by_record on consents ((coalesce(said_id, customer_id)));
create index tracked_orders_by_said on tracked_orders (said_id) where said_id is not null;
-- Two records of one person may have the same address; it stays with both until they are parted again.
drop index contact_points_one_active;
create unique index contact_points_one_active on contact_points ((coalesce(said_id, customer_id)), kind, blind_index)
  where status = 'active';

-- What is already known gets its own key now; phones and e-mails follow with the next import or identify.
insert into identity_keys (customer_id, kind, key_id, trust, source, import_id, seen_at)
select customer_id, id_type, customer_id, 3, '', '00000000-0000-0000-0000-000000000000', created_at
from customers where erased_at is null;
