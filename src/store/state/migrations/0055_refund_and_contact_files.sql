-- Imports of refunds, and of contacts with consents.
alter table imports drop constraint imports_kind_check;
alter table imports add constraint imports_kind_check
  check (kind in ('customers', 'orders', 'products', 'stores', 'channels', 'spend', 'competitors',
    'touches', 'cases', 'answers', 'feedback', 'events', 'refunds', 'contacts'));
-- Refunds that wait for their order are looked for whenever orders come.
create index quarantine_waiting_refunds on quarantine (import_id, row_number) where code = 'refund-order-unknown';
