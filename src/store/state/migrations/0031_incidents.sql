-- Leaks of personal data and drills of them: what was found, who is affected, what was stopped, what is told to whom.
-- Customers stand in it by pseudonym only.
create table incidents (
  incident_id uuid primary key,
  mode text not null check (mode in ('drill', 'real')),
  finding text not null,
  source jsonb not null,
  found_at timestamptz not null,
  opened_at timestamptz not null,
  -- Counts of the affected as they were when last listed: an erasure later does not change what was reported.
  people jsonb,
  -- What people said for the notices: cause, harm, measures, advice, contact, kinds of data.
  notice_facts jsonb,
  closed_at timestamptz,
  conclusion text,
  check ((closed_at is null) = (conclusion is null))
);
create index incidents_by_age on incidents (opened_at desc, incident_id);

create table incident_people (
  incident_id uuid not null references incidents on delete cascade,
  customer_id uuid not null,
  primary key (incident_id, customer_id)
);

-- Only ever added to; the first of a kind is the one the checklist times.
create table incident_steps (
  step_no bigint generated always as identity primary key,
  incident_id uuid not null references incidents on delete cascade,
  step text not null check (step in ('found', 'people', 'sending-stopped', 'notice-drafted', 'authority-told', 'people-told', 'closed')),
  at timestamptz not null,
  done_by text not null,
  detail jsonb not null
);
create index incident_steps_by_incident on incident_steps (incident_id, step_no);

create table incident_notices (
  incident_id uuid not null references incidents on delete cascade,
  recipient text not null check (recipient in ('authority', 'people')),
  locale text not null check (locale in ('zh-CN', 'en')),
  body text not null,
  -- By hand: drafting again leaves it alone unless told to replace it.
  edited_at timestamptz,
  drafted_at timestamptz not null,
  primary key (incident_id, recipient, locale)
);
