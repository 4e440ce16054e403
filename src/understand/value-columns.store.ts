/**
 * P(alive) and the chance of an order of each customer, as columns of the scoring statement. The formulas are those of
 * `models/purchase-forecast` and `models/wait-law`; a test compares the two.
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

const everyAbsent = factsSql`${absent} as alive, ${absent} as soon, ${absent} as within_year, ${absent} as within_three`;

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
  ${aliveColumns(waits)}, if(is_scored, round(p_alive, 6), null) as alive, ${within(daysAhead, waits)} as soon, ${within(365, waits)} as within_year, ${within(1095, waits)} as within_three`;
}

const within = (days: number, waits: WaitsModel | null): FactsSql =>
  factsSql`if(is_scored, round(p_alive * (1 - exp(-shape * log1p(${p.float64(days)} / seen))) + (1 - p_alive) * ${pauseEndsWithin(waits, days)}, 6), null)`;
