-- Imports of events.
alter table imports drop constraint imports_kind_check;
alter table imports add constraint imports_kind_check
  check (kind in ('customers', 'orders', 'products', 'stores', 'channels', 'spend', 'competitors',
    'touches', 'cases', 'answers', 'feedback', 'events'));
