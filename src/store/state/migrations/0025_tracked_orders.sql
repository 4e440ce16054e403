-- Orders told by events: the newest word on each, from which its lines in facts are written. What it said before stands in
-- the log of order lines.
create sequence tracked_revision;

create table tracked_orders (
  source text not null,
  order_id text not null,
  customer_id uuid not null,
  -- When the newest event about the order happened.
  occurred_at timestamptz not null,
  ordered_at timestamptz not null,
  status text not null,
  currency text not null,
  channel text not null,
  store text not null,
  coupon_code text not null,
  lines jsonb not null,
  -- Lines that were ever written: those that are no more get a tombstone.
  lines_written integer not null,
  revision bigint not null,
  primary key (source, order_id)
);
create index tracked_orders_by_customer on tracked_orders (customer_id);

create table tracked_refunds (
  source text not null,
  refund_id text not null,
  order_id text not null,
  customer_id uuid not null,
  refunded_at timestamptz not null,
  currency text not null,
  -- Null: the whole order, whose amount is known when the order is.
  amount numeric(18, 4),
  lines jsonb not null,
  reason text not null,
  -- False while the order it belongs to has not been told.
  written boolean not null,
  primary key (source, refund_id)
);
create index tracked_refunds_by_order on tracked_refunds (source, order_id);
create index tracked_refunds_by_customer on tracked_refunds (customer_id);
