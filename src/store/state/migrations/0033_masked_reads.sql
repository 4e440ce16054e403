-- How much each account and key read of people: replies with masked names or contacts, by day and route. Counted, not
-- logged one by one: which customers somebody saw masked is kept nowhere.
create table masked_reads (
  day date not null,
  actor_kind text not null,
  actor_id text not null,
  -- `GET /api/customers`: never an address with values.
  route text not null,
  requests integer not null,
  -- Customers in these replies, one seen twice counted twice.
  people bigint not null,
  last_at timestamptz not null,
  primary key (day, actor_kind, actor_id, route)
);
