-- Imports of touches of past campaigns, service cases, survey answers and feedback texts.
alter table imports drop constraint imports_kind_check;
alter table imports add constraint imports_kind_check
  check (kind in ('customers', 'orders', 'products', 'stores', 'channels', 'spend', 'competitors',
    'touches', 'cases', 'answers', 'feedback'));
