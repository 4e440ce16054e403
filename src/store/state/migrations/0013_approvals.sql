-- Four eyes: what one person wants to do and another has to allow. The request, what it would change and the decision
-- are kept; an approval is good for one use. Times are machine times.
create table approvals (
  approval_id uuid primary key,
  kind text not null check (kind in ('role', 'audience', 'export', 'erasure')),
  -- The deed itself: an approval of one campaign's list is none of another's.
  deed text not null,
  target text not null,
  detail jsonb not null,
  -- How many people it concerns; an approval covers as many and no more.
  people bigint not null,
  requested_by text not null,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  approved boolean,
  note text,
  used_at timestamptz,
  check ((decided_at is null) = (decided_by is null) and (decided_at is null) = (approved is null)),
  check (decided_by is null or decided_by <> requested_by)
);
create unique index approvals_one_waiting on approvals (deed, requested_by) where decided_at is null;
create index approvals_by_age on approvals (requested_at desc);
