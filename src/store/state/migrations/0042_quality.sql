-- What was found of the data and when. The summary is read again for the trend, the document to look at one run.
create table quality_runs (
  run_id uuid primary key,
  as_of timestamptz not null,
  query_version integer not null,
  rules_version integer not null,
  summary jsonb not null,
  document jsonb not null,
  created_at timestamptz not null
);
create index quality_runs_by_time on quality_runs (created_at desc);

-- Every set of rules an organisation ever had in force; the highest version is.
create table quality_rule_sets (
  version integer primary key,
  rules jsonb not null,
  created_at timestamptz not null
);
