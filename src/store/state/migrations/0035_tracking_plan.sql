-- What the organisation's programs should send. The version rises with every change; events say by which they were judged.
create table tracking_plan (
  is_only boolean primary key default true check (is_only),
  version integer not null,
  -- What becomes of events nobody declared, once any is declared.
  undeclared text not null check (undeclared in ('count', 'refuse'))
);
insert into tracking_plan (version, undeclared) values (0, 'count');

create table tracking_plan_events (
  event_name text primary key,
  mode text not null check (mode in ('count', 'refuse')),
  description text not null,
  owner text not null,
  properties jsonb not null,
  changed_at timestamptz not null
);
