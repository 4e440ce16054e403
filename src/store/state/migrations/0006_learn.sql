-- Retrospectives (one a campaign, frozen with their query versions) and what the knowledge base keeps of them.
create table retrospectives (
  retrospective_id uuid primary key,
  campaign_id uuid not null unique references campaigns,
  document jsonb not null,
  lessons jsonb not null,
  frozen_at timestamptz,
  updated_at timestamptz not null
);

create table knowledge_entries (
  entry_id uuid primary key,
  kind text not null check (kind in ('campaign-lesson')),
  title text not null,
  body text not null,
  campaign_id uuid not null unique references campaigns,
  tags text[] not null default '{}',
  document jsonb not null,
  created_at timestamptz not null
);
create index knowledge_entries_time on knowledge_entries (created_at desc, entry_id);
