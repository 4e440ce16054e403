/**
 * Orders and value to come as columns of the scoring statement, behind its stage, which corrects them. The formulas are
 * those of `models/value-outlook`; a test compares the two.
 */
import { burst, discountedYears, type OrdersCorrection } from '../models/value-outlook.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import type { CustomerValue } from './customer-value.store.ts';
import type { OrdersCalibration } from './repurchase/order-calibration.ts';

const absent = factsSql`cast(null as Nullable(Float64))`;

function ofStage(
  { stages }: OrdersCalibration,
  of: (one: OrdersCorrection) => number,
  otherwise: number,
): FactsSql {
  const values = factsSql`arrayMap(x -> toFloat64(x), ${p.strings(stages.map(each => String(of(each))))})`;
  return factsSql`transform(life_stage, ${p.strings(stages.map(each => each.stage))}, ${values}, ${p.float64(otherwise)})`;
}

/** Without a correction the purchase model speaks alone, of who is there too: both its mistakes lean to opposite sides. */
function correction(orders: OrdersCalibration): FactsSql {
  return orders.stages.length === 0
    ? factsSql`model_alive as there, 1. as order_factor, 0. as returning, 1. as pair_factor`
    : factsSql`p_alive as there, ${ofStage(orders, s => s.factor, 1)} as order_factor, ${ofStage(orders, s => s.returning, 0)} as returning,
  ${ofStage(orders, s => s.pairs, 1)} as pair_factor`;
}

interface Outlook {
  readonly orders: FactsSql;
  readonly pairs: FactsSql;
  readonly discounted: FactsSql;
}

const toCome = ({ orders, pairs, discounted }: Outlook, years: number): Outlook => ({
  orders: factsSql`(order_factor * there * ${orders} + (1 - there) * returning * ${p.float64(years)})`,
  pairs: factsSql`(pair_factor * (order_factor * order_factor * there * ${pairs}
    + ${p.float64(burst)} * (1 - there) * pow(returning * ${p.float64(years)}, 2)))`,
  discounted: factsSql`(order_factor * there * ${discounted} + (1 - there) * returning * ${p.float64(discountedYears(years))})`,
});

/**
 * Columns by the names `saveFeatures` reads; all null where nothing was fitted, value refused, not guessed, where the value
 * of an order is not identified.
 */
export function worthColumns(
  { families, orderValue }: CustomerValue,
  { orders }: { readonly orders: OrdersCalibration },
): FactsSql {
  const noWorth = factsSql`${absent} as worth_12, ${absent} as spread_12, ${absent} as worth_36, ${absent} as spread_36`;
  if (!families.some(({ model }) => model)) return factsSql`${absent} as orders_year, ${noWorth}`;
  const year = toCome(
    {
      orders: factsSql`orders_12`,
      pairs: factsSql`pairs_12`,
      discounted: factsSql`discounted_12`,
    },
    1,
  );
  const ordersYear = factsSql`${correction(orders)}, if(is_scored, round(${year.orders}, 6), null) as orders_year`;
  if (orderValue.status !== 'ok') return factsSql`${ordersYear}, ${noWorth}`;
  const three = toCome(
    {
      orders: factsSql`orders_36`,
      pairs: factsSql`pairs_36`,
      discounted: factsSql`discounted_36`,
    },
    3,
  );
  const { p: shape, q, v } = orderValue.model;
  const one = (all: Outlook) => ({
    mean: factsSql`if(is_scored, round(${all.discounted} * order_mean, 4), null)`,
    sd: factsSql`if(is_scored, round(if(${all.orders} > 0, ${all.discounted} / ${all.orders}, 0) * sqrt(greatest(0, ${all.orders} * order_within
      + (${all.pairs} + ${all.orders}) * (order_level + order_mean * order_mean) - pow(${all.orders} * order_mean, 2))), 4), null)`,
  });
  const [in12, in36] = [one(year), one(three)];
  return factsSql`${ordersYear}, ${p.float64(v)} + toFloat64(ifNull(repeat_value, 0)) as value_scale,
  ${p.float64(shape)} * value_scale / (${p.float64(shape)} * repeats + ${p.float64(q - 1)}) as order_mean,
  greatest(2.5, ${p.float64(shape)} * repeats + ${p.float64(q)}) as value_shape,
  value_scale * value_scale / ((value_shape - 1) * (value_shape - 2)) as value_square,
  ${p.float64(shape * shape)} * (value_square - pow(value_scale / (value_shape - 1), 2)) as order_level, ${p.float64(shape)} * value_square as order_within,
  ${in12.mean} as worth_12, ${in12.sd} as spread_12, ${in36.mean} as worth_36, ${in36.sd} as spread_36`;
}
