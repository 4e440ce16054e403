-- Backups the server makes by itself: which were read again after they were made, and which made room for newer ones.
alter table backups
  add column scheduled boolean not null default false,
  add column verified_at timestamptz,
  add column removed_at timestamptz;
