-- Backups this deployment made, newest first on the page; where each lies and what it held.
create table backups (
  backup_id uuid primary key,
  path text not null,
  made_at timestamptz not null,
  seconds double precision not null,
  bytes bigint not null,
  state_rows bigint not null,
  facts_rows bigint not null,
  outbox_shipped bigint not null
);
create index backups_by_age on backups (made_at desc);
