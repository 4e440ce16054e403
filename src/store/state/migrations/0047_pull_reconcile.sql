-- Looking for rows that a source does not have any more.
-- Hours between two looks; null: only when somebody asks.
alter table pulls add column reconcile_hours integer;
alter table pulls add column last_reconciled_at timestamptz;
-- Known rows the last look did not find and left in place: customers are never removed because a source misses them.
alter table pulls add column rows_missing bigint not null default 0;

-- The keys a look has found so far; empty between two looks. Lost in a crash, as the look is.
create unlogged table pull_seen (
  pull_id uuid not null references pulls on delete cascade,
  key_hash bytea not null,
  primary key (pull_id, key_hash)
);
