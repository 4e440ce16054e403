-- The audit log as a chain: where a change came from, machine time beside the organisation's, and the seal one sealer
-- puts on each entry. Entries are only ever added; the one update allowed is the seal, once.

alter table audit_entries
  add column address text,
  add column recorded_at timestamptz,
  add column seal_no bigint,
  add column hash bytea;
update audit_entries set recorded_at = at;
alter table audit_entries
  alter column recorded_at set not null,
  add constraint audit_entries_seal_whole check ((seal_no is null) = (hash is null));

create unique index audit_entries_by_seal on audit_entries (seal_no) where seal_no is not null;
create index audit_entries_unsealed on audit_entries (audit_id) where seal_no is null;
create index audit_entries_by_actor on audit_entries (actor_id, audit_id);
create index audit_entries_by_time on audit_entries (at, audit_id);

create function audit_entries_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.seal_no is null and new.seal_no is not null
    and (to_jsonb(new) - 'seal_no' - 'hash') = (to_jsonb(old) - 'seal_no' - 'hash') then
    return new;
  end if;
  raise exception 'audit entries are only added' using errcode = 'restrict_violation';
end
$$;

create trigger audit_entries_append_only before update or delete on audit_entries
  for each row execute function audit_entries_append_only();
create trigger audit_entries_no_truncate before truncate on audit_entries
  for each statement execute function audit_entries_append_only();
