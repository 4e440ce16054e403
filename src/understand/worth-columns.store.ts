/**
 * Orders and value to come as columns of the scoring statement, behind its stage, which corrects them. The formulas are
 * those of `models/value-outlook`; a test compares the two.
 */
import { burst, discountedYears } from '../models/value-outlook.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import type { CustomerValue } from './customer-value.store.ts';
import type { OrdersCalibration, StageOrders } from './repurchase/order-calibration.ts';
import type { Trim } from './repurchase/order-fit.ts';

const absent = factsSql`cast(null as Nullable(Float64))`;

function ofStage(
  { stages }: OrdersCalibration,
  of: (one: StageOrders) => number,
  otherwise: number,
): FactsSql {
  const values = floats(stages.map(of));
  return factsSql`transform(life_stage, ${p.strings(stages.map(each => each.stage))}, ${values}, ${p.float64(otherwise)})`;
}

const floats = (values: readonly number[]): FactsSql =>
  factsSql`arrayMap(x -> toFloat64(x), ${p.strings(values.map(String))})`;

/** The multiplier of one person's orders: `recentRate`, `tenureOf` and `multiplierOf` of the code. */
function trim(orders: OrdersCalibration, asOfDay: string): FactsSql {
  const of = (name: keyof Trim) => ofStage(orders, ({ trim }) => trim[name], 0);
  return factsSql`${floats(orders.recentDays)}[least(6, intDiv(toInt64(periods), 2)) + 1] as recent_days,
  if(periods < 2, 0., log((repeats_recent + 1) / (repeats / greatest(30., ifNull(age_days, 0.)) * recent_days + 1))) as recent_rate,
  least(log((if(occasions = 0, 0, toInt64(${p.date(asOfDay)} - assumeNotNull(first_day))) + 30) / 365), ${of('longest')}) as tenure_known,
  exp(greatest(-1., least(1., ${of('intercept')} + ${of('recent')} * recent_rate + ${of('tenure')} * tenure_known
    + ${of('high')} * (tier_of_now = 'high') + ${of('mid')} * (tier_of_now = 'mid')))) as order_trim`;
}

/** Without a correction the purchase model speaks alone, of who is there too: both its mistakes lean to opposite sides. */
function correction(orders: OrdersCalibration, asOfDay: string): FactsSql {
  if (orders.stages.length === 0)
    return factsSql`model_alive as there, 1. as order_factor, 0. as returning, 1. as pair_factor, 1. as order_trim, 1. as later_factor, 1. as worth_factor`;
  const { tiers } = orders;
  return factsSql`p_alive as there, ${trim(orders, asOfDay)}, ${ofStage(orders, s => s.factor, 1)} as order_factor,
  ${ofStage(orders, s => s.returning, 0)} as returning, ${ofStage(orders, s => s.pairs, 1)} as pair_factor,
  ${ofStage(orders, s => s.later, 1)} as later_factor,
  transform(tier_of_now, ${p.strings(tiers.map(each => each.tier))}, ${floats(tiers.map(each => each.factor))}, 1.) as worth_factor`;
}

interface Outlook {
  readonly orders: FactsSql;
  readonly pairs: FactsSql;
  readonly discounted: FactsSql;
}

const toCome = ({ orders, pairs, discounted }: Outlook, years: number): Outlook => ({
  orders: factsSql`(order_trim * (order_factor * there * ${orders} + (1 - there) * returning * ${p.float64(years)}))`,
  pairs: factsSql`(pair_factor * order_trim * order_trim * (order_factor * order_factor * there * ${pairs}
    + ${p.float64(burst)} * (1 - there) * pow(returning * ${p.float64(years)}, 2)))`,
  discounted: factsSql`(order_trim * (order_factor * there * ${discounted} + (1 - there) * returning * ${p.float64(discountedYears(years))}))`,
});

/** Three years of which the second and third bring `later_factor` times as much. */
const withLater = (year: Outlook, three: Outlook): Outlook => {
  const orders = factsSql`(${year.orders} + later_factor * (${three.orders} - ${year.orders}))`;
  return {
    orders,
    pairs: factsSql`if(${three.orders} > 0, ${three.pairs} * pow(${orders} / ${three.orders}, 2), 0.)`,
    discounted: factsSql`(${year.discounted} + later_factor * (${three.discounted} - ${year.discounted}))`,
  };
};

/**
 * Columns by the names `saveFeatures` reads; all null where nothing was fitted, value refused, not guessed, where the value
 * of an order is not identified.
 */
export function worthColumns(
  { families, orderValue }: CustomerValue,
  { orders, asOfDay }: { readonly orders: OrdersCalibration; readonly asOfDay: string },
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
  const ordersYear = factsSql`${correction(orders, asOfDay)}, if(is_scored, round(${year.orders}, 6), null) as orders_year`;
  if (orderValue.status !== 'ok') return factsSql`${ordersYear}, ${noWorth}`;
  const three = withLater(
    year,
    toCome(
      {
        orders: factsSql`orders_36`,
        pairs: factsSql`pairs_36`,
        discounted: factsSql`discounted_36`,
      },
      3,
    ),
  );
  const { p: shape, q, v } = orderValue.model;
  const one = (all: Outlook) => ({
    mean: factsSql`if(is_scored, round(${all.discounted} * order_mean, 4), null)`,
    sd: factsSql`if(is_scored, round(if(${all.orders} > 0, ${all.discounted} / ${all.orders}, 0) * sqrt(greatest(0, ${all.orders} * order_within
      + (${all.pairs} + ${all.orders}) * (order_level + order_mean * order_mean) - pow(${all.orders} * order_mean, 2))), 4), null)`,
  });
  const [in12, in36] = [one(year), one(three)];
  return factsSql`${ordersYear}, ${p.float64(v)} + toFloat64(ifNull(repeat_value, 0)) as value_scale,
  ${p.float64(shape)} * value_scale / (${p.float64(shape)} * repeats + ${p.float64(q - 1)}) * worth_factor as order_mean,
  greatest(2.5, ${p.float64(shape)} * repeats + ${p.float64(q)}) as value_shape,
  value_scale * value_scale / ((value_shape - 1) * (value_shape - 2)) as value_square,
  worth_factor * worth_factor * ${p.float64(shape * shape)} * (value_square - pow(value_scale / (value_shape - 1), 2)) as order_level,
  worth_factor * worth_factor * ${p.float64(shape)} * value_square as order_within,
  ${in12.mean} as worth_12, ${in12.sd} as spread_12, ${in36.mean} as worth_36, ${in36.sd} as spread_36`;
}
