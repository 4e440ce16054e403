/**
 * P(alive), the chance of an order and the value to come of each customer, as columns of the scoring statement. The
 * formulas are those of `models/purchase-forecast` and `models/value-outlook`; a test compares the two.
 */
import { type FactsSql, factsSql, joinSql, p } from '../store/facts/sql.ts';
import type { CustomerValue } from './customer-value.store.ts';
import { binned } from './customer-value.store.ts';
import type { WaitsModel } from './repurchase/standing.ts';
import { aliveColumns, pauseEndsWithin } from './repurchase/waits-columns.store.ts';

/** No family scores these customers. */
const noFamily = 65_535;

const absent = factsSql`cast(null as Nullable(Float64))`;

/** The draft's rows with the key of the lookup, and the lookup itself. */
export function withOutlook(runId: string, { families, binDays }: CustomerValue): FactsSql {
  const draft = factsSql`select * from customer_features_draft where run_id = ${p.uuid(runId)}`;
  const of = families.flatMap(({ fromYear, toYear, model }, at) =>
    model
      ? [
          factsSql`toYear(assumeNotNull(first_day)) between ${p.uint32(fromYear)} and ${p.uint32(toYear)}, toUInt16(${p.uint32(at)})`,
        ]
      : [],
  );
  if (of.length === 0) return factsSql`(${draft}) as draft`;
  return factsSql`(select *, if(occasions = 0, toUInt16(${p.uint32(noFamily)}), multiIf(${joinSql(of, ', ')}, toUInt16(${p.uint32(noFamily)}))) as family,
    toUInt32(greatest(occasions, 1) - 1) as repeats, ${binned(factsSql`ifNull(age_days, 0)`, binDays)} as age
    from (${draft}) as rows) as draft
  left join (select family, repeats, age, orders_12, pairs_12, discounted_12, orders_36, pairs_36, discounted_36
    from customer_value_draft where run_id = ${p.uuid(runId)}) as outlook using (family, repeats, age)`;
}

/** A parameter by family. */
function parameter(
  value: CustomerValue,
  of: (model: { r: number; alpha: number; a: number; b: number }) => number,
): FactsSql {
  const known = value.families.flatMap(({ model }, at) => (model ? [{ at, value: of(model) }] : []));
  const texts = (list: readonly number[]) => p.strings(list.map(String));
  return factsSql`transform(toUInt64(family), arrayMap(x -> toUInt64(x), ${texts(known.map(k => k.at))}),
    arrayMap(x -> toFloat64(x), ${texts(known.map(k => k.value))}), 1.)`;
}

const everyAbsent = joinSql(
  [
    factsSql`${absent} as alive`,
    factsSql`${absent} as soon`,
    factsSql`${absent} as within_year`,
    factsSql`${absent} as within_three`,
    factsSql`${absent} as orders_year`,
    factsSql`${absent} as worth_12`,
    factsSql`${absent} as spread_12`,
    factsSql`${absent} as worth_36`,
    factsSql`${absent} as spread_36`,
  ],
  ', ',
);

/**
 * Columns of the value models by the names `saveFeatures` reads; all null where nothing was fitted. `daysAhead`: operational
 * days expected in the next 90. P(alive) is that of the law of waits where it says more of them than the purchase model.
 */
export function valueColumns(
  value: CustomerValue,
  { daysAhead, waits }: { readonly daysAhead: number; readonly waits: WaitsModel | null },
): FactsSql {
  if (!value.families.some(({ model }) => model)) return everyAbsent;
  return factsSql`family != ${p.uint32(noFamily)} as is_scored, ${parameter(value, m => m.r)} + repeats as shape, ${parameter(value, m => m.alpha)} as alpha_of,
  alpha_of + ifNull(age_days, 0.) as seen, alpha_of + greatest(ifNull(age_days, 0.) - ifNull(elapsed_days, 0.), 0.) as seen_last,
  1 / (1 + ${parameter(value, m => m.a)} / (${parameter(value, m => m.b)} + repeats) * exp(shape * log(seen / seen_last))) as model_alive,
  ${aliveColumns(waits)}, if(is_scored, round(p_alive, 6), null) as alive, ${within(daysAhead, waits)} as soon, ${within(365, waits)} as within_year, ${within(1095, waits)} as within_three,
  if(is_scored, round(model_alive * orders_12, 6), null) as orders_year, ${worthColumns(value)}`;
}

const within = (days: number, waits: WaitsModel | null): FactsSql =>
  factsSql`if(is_scored, round(p_alive * (1 - exp(-shape * log1p(${p.float64(days)} / seen))) + (1 - p_alive) * ${pauseEndsWithin(waits, days)}, 6), null)`;

/** Value to come and its standard deviation; refused, not guessed, where the value of an order is not identified. */
function worthColumns({ orderValue }: CustomerValue): FactsSql {
  if (orderValue.status !== 'ok')
    return factsSql`${absent} as worth_12, ${absent} as spread_12, ${absent} as worth_36, ${absent} as spread_36`;
  const { p: shape, q, v } = orderValue.model;
  const one = (orders: FactsSql, pairs: FactsSql, discounted: FactsSql) => ({
    mean: factsSql`if(is_scored, round(model_alive * ${discounted} * order_mean, 4), null)`,
    sd: factsSql`if(is_scored, round(if(${orders} > 0, ${discounted} / ${orders}, 0) * sqrt(greatest(0, model_alive * ${orders} * order_within
      + model_alive * (${pairs} + ${orders}) * (order_level + order_mean * order_mean) - pow(model_alive * ${orders} * order_mean, 2))), 4), null)`,
  });
  const year = one(factsSql`orders_12`, factsSql`pairs_12`, factsSql`discounted_12`);
  const three = one(factsSql`orders_36`, factsSql`pairs_36`, factsSql`discounted_36`);
  return factsSql`${p.float64(v)} + toFloat64(ifNull(repeat_value, 0)) as value_scale,
  ${p.float64(shape)} * value_scale / (${p.float64(shape)} * repeats + ${p.float64(q - 1)}) as order_mean,
  greatest(2.5, ${p.float64(shape)} * repeats + ${p.float64(q)}) as value_shape,
  value_scale * value_scale / ((value_shape - 1) * (value_shape - 2)) as value_square,
  ${p.float64(shape * shape)} * (value_square - pow(value_scale / (value_shape - 1), 2)) as order_level, ${p.float64(shape)} * value_square as order_within,
  ${year.mean} as worth_12, ${year.sd} as spread_12, ${three.mean} as worth_36, ${three.sd} as spread_36`;
}
