-- Keys by generation: which there were, since when, and which parts of them nothing refers to any more. A blind index
-- says which generation's key made it, since it may be newer than the ciphertext beside it.
create table key_generations (
  generation integer primary key,
  -- Tells whether the key file holds this very generation; reveals nothing of its keys.
  check_value text not null,
  made_at timestamptz not null,
  -- The job that brought it; null for the first.
  rotation_id uuid unique,
  finished_at timestamptz,
  data_retired_at timestamptz,
  index_retired_at timestamptz
);

alter table contact_points add column index_version integer not null default 1;
alter table suppressions add column index_version integer not null default 1;
