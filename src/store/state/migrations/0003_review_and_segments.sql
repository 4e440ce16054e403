-- What `understand` and `decide` conclude: reviews, frozen cut points, opportunities with their members, segments
-- and the snapshots that campaigns are built on.

create table cut_versions (
  version integer generated always as identity primary key,
  as_of timestamptz not null,
  definition_version integer not null,
  value_is text not null check (value_is in ('margin', 'sales')),
  cuts jsonb not null,
  created_at timestamptz not null,
  unique (as_of, definition_version, value_is)
);

create table reviews (
  review_id uuid primary key,
  as_of timestamptz not null,
  definition_version integer not null,
  document jsonb not null,
  created_at timestamptz not null
);
create index reviews_by_time on reviews (created_at desc);

create table opportunities (
  opportunity_id uuid primary key,
  review_id uuid references reviews on delete cascade,
  as_of timestamptz not null,
  kind text not null,
  document jsonb not null,
  created_at timestamptz not null
);
create index opportunities_by_review on opportunities (review_id);

create table opportunity_members (
  opportunity_id uuid not null references opportunities on delete cascade,
  customer_id uuid not null,
  primary key (opportunity_id, customer_id)
);

create table segments (
  segment_id uuid primary key,
  name text not null unique,
  title text not null,
  definition jsonb not null,
  opportunity_id uuid references opportunities on delete set null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  last_count bigint,
  last_counted_at timestamptz,
  last_count_ms bigint
);

create table segment_snapshots (
  snapshot_id uuid primary key,
  segment_id uuid not null references segments on delete cascade,
  definition jsonb not null,
  as_of timestamptz not null,
  features_as_of timestamptz not null,
  count bigint not null,
  created_at timestamptz not null,
  seconds double precision not null
);
create index segment_snapshots_by_segment on segment_snapshots (segment_id, created_at desc);

create table segment_snapshot_members (
  snapshot_id uuid not null references segment_snapshots on delete cascade,
  customer_id uuid not null,
  primary key (snapshot_id, customer_id)
);
