-- What runs again and again on a server: when each last ran, last succeeded and is due next. Machine times.
create table schedules (
  name text primary key,
  every_seconds double precision not null,
  last_started_at timestamptz,
  last_finished_at timestamptz,
  last_success_at timestamptz,
  next_at timestamptz,
  failures integer not null default 0,
  error_code text
);
