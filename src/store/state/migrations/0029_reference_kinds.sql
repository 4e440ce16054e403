-- Imports of reference tables: products, stores, channels, spend and competitors.
alter table imports drop constraint imports_kind_check;
alter table imports add constraint imports_kind_check
  check (kind in ('customers', 'orders', 'products', 'stores', 'channels', 'spend', 'competitors'));
