-- What a review says of its products as a whole, and the actions people have taken on for single products.
create table review_products (
  review_id uuid primary key references reviews on delete cascade,
  -- The rows in facts that belong to it.
  version bigint not null,
  document jsonb not null,
  -- Rules that passed every control, strongest first; the document shows the first of them.
  pairs jsonb not null,
  created_at timestamptz not null
);

create table product_actions (
  action_id uuid primary key,
  sku text not null,
  product_name text not null,
  kind text not null check (kind in ('secure', 'push', 'fix', 'clear', 'stop')),
  state text not null check (state in ('open', 'done', 'dropped')),
  -- The review whose rule proposed it, and what it said; null and empty where a person thought of it.
  review_id uuid references reviews on delete set null,
  evidence jsonb not null,
  owner text not null,
  due_on date not null,
  note text not null default '',
  -- The day from which the follow-up counts.
  started_on date not null,
  -- What came after, described against as long a time before; null until a review has looked.
  follow_up jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index product_actions_by_due on product_actions (state, due_on, action_id);
-- One open action of a kind for a product at a time.
create unique index product_actions_open on product_actions (sku, kind) where state = 'open';
