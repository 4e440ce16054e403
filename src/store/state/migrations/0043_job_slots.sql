-- Scheduled work begins once a slot and try, also where the process died before its schedule could note that it began.
alter table jobs add column slot_key text;
create unique index jobs_once_a_slot on jobs (slot_key) where slot_key is not null;
