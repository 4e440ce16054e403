-- A refused event waits until it is mended and taken in, which happens once; then the row says when. It goes with its
-- retention period either way.
alter table event_quarantine add column state text not null default 'waiting' check (state in ('waiting', 'replayed'));
alter table event_quarantine add column settled_at timestamptz;
-- The machine's time of arrival, by which a client's clock is judged; null: as received_at.
alter table event_quarantine add column machine_at timestamptz;
-- Name of the event without contact data; empty where it has none.
alter table event_quarantine add column event_name text not null default '';
create index event_quarantine_waiting on event_quarantine (code, source, refused_id) where state = 'waiting';
