-- Whether each channel works, which processes can send over it, and why a campaign was stopped by itself.
-- Times of channel_health and channel_senders are machine time: an outage is the world's, not the calendar's.
create table channel_health (
  channel text primary key,
  trouble text,
  reply_code text,
  failures integer not null default 0,
  probes integer not null default 0,
  since timestamptz,
  probe_at timestamptz,
  checked_at timestamptz not null,
  check (trouble is null or (since is not null and probe_at is not null))
);

create table channel_senders (
  channel text not null,
  owner text not null,
  seen_at timestamptz not null,
  primary key (channel, owner)
);

-- pause_reason is null after a pause by a person; batch_from is when sending last began: at launch or a resume.
alter table campaigns
  add column pause_reason jsonb,
  add column batch_from timestamptz;

-- When the provider last said something about this person, accepted or refused.
alter table intents add column answered_at timestamptz;
create index intents_answered on intents (campaign_id, answered_at) where answered_at is not null;
