-- How far each kind of key is trusted: versions, the newest in force. Before the first the product's own hold.
-- `rebuilt_to` is the last record that was resolved anew under a version, so that a rebuild goes on where it was cut off.
create table identity_settings (
  version int primary key,
  kinds jsonb not null,
  reason text not null,
  actor_id text not null,
  created_at timestamptz not null,
  rebuilt_to uuid,
  rebuilt_records int not null default 0,
  changed_records int not null default 0,
  rebuilt_at timestamptz
);
