-- What a review says of its channels, and the rules by which their costs are laid on what they did.
create table review_channels (
  review_id uuid primary key references reviews on delete cascade,
  document jsonb not null,
  created_at timestamptz not null
);

-- Every set of rules that was ever in force; the highest version is. Never changed, so that a document says which it used.
create table channel_cost_rules (
  version integer primary key,
  rules jsonb not null,
  created_at timestamptz not null
);
