-- Keys that too many people share leave the list of what is to be looked at once somebody has looked; they go on joining
-- nobody. A key that is shared too widely no longer loses its row, and with it the mark.
alter table identity_shared_keys add column ignored_at timestamptz;
create index identity_shared_keys_open on identity_shared_keys (records desc, kind, key_id) where ignored_at is null;
