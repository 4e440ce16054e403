-- What service cost, laid on products; and what a store has to work with: floor in square metres, people, and what staff and
-- rent cost in a year in the organisation's currency. Stores imported before say none of it.
ALTER TABLE review_products_local {{ON_CLUSTER}}
  ADD COLUMN IF NOT EXISTS service_cost Decimal(18, 4) AFTER channel_cost;

ALTER TABLE stores_log_local {{ON_CLUSTER}}
  ADD COLUMN IF NOT EXISTS floor_area Nullable(Decimal(18, 4)) AFTER opened_on,
  ADD COLUMN IF NOT EXISTS staff Nullable(Decimal(18, 4)) AFTER floor_area,
  ADD COLUMN IF NOT EXISTS staff_amount Nullable(Decimal(18, 4)) AFTER staff,
  ADD COLUMN IF NOT EXISTS rent_amount Nullable(Decimal(18, 4)) AFTER staff_amount;

ALTER TABLE stores_local {{ON_CLUSTER}}
  ADD COLUMN IF NOT EXISTS floor_area Nullable(Decimal(18, 4)) AFTER opened_on,
  ADD COLUMN IF NOT EXISTS staff Nullable(Decimal(18, 4)) AFTER floor_area,
  ADD COLUMN IF NOT EXISTS staff_amount Nullable(Decimal(18, 4)) AFTER staff,
  ADD COLUMN IF NOT EXISTS rent_amount Nullable(Decimal(18, 4)) AFTER staff_amount;

{{PUBLIC review_products cityHash64(sku)}};
{{PUBLIC stores_log cityHash64(store)}};
{{PUBLIC FINAL stores cityHash64(store)}};
