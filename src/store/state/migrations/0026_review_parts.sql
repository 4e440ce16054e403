-- Chapters of a review that have a page of their own: how well the value models did, the backtest of stages and others.

create table review_parts (
  review_id uuid not null references reviews on delete cascade,
  part text not null,
  document jsonb not null,
  created_at timestamptz not null,
  primary key (review_id, part)
);
