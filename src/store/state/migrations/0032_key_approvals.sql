-- A rotation of the keys waits for a second person like a change of role.
alter table approvals drop constraint approvals_kind_check;
alter table approvals add constraint approvals_kind_check check (kind in ('role', 'audience', 'export', 'erasure', 'keys'));
