-- Lists as people want to find them again: filters, order and columns under a name, for one person.

create table saved_views (
  user_id uuid not null references users on delete cascade,
  list text not null,
  name text not null,
  query text not null,
  created_at timestamptz not null,
  primary key (user_id, list, name)
);
