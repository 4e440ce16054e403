-- What somebody took off a list can be put on it again, so ignoring is told apart from deciding.
alter table identity_doubts add column ignored_at timestamptz;
update identity_doubts d set ignored_at = settled_at where settled_at is not null and not exists (
  select from identity_rulings r where r.undone_at is null
    and ((r.left_id = d.record_id and r.right_id = d.other_id) or (r.left_id = d.other_id and r.right_id = d.record_id)));
create index identity_doubts_ignored on identity_doubts (found_at desc, record_id) where ignored_at is not null;

-- A key that somebody says is one person's in spite of how many share it; its row stays however many they are.
alter table identity_shared_keys add column enabled_at timestamptz;
create index identity_shared_keys_enabled on identity_shared_keys (kind, key_id) where enabled_at is not null;
