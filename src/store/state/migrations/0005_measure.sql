-- Every read of a campaign's result, never overwritten: a correction points at the read it supersedes.
create table results (
  result_id uuid primary key,
  campaign_id uuid not null references campaigns,
  read text not null check (read in ('running','final','corrected')),
  computed_at timestamptz not null,
  as_of timestamptz not null,
  outbox_watermark text not null,
  document jsonb not null,
  supersedes uuid references results
);
create index results_campaign on results (campaign_id, computed_at desc);
-- One final read per campaign: two processes reading at once cannot both give a verdict.
create unique index results_one_final on results (campaign_id) where read = 'final';
