/** What the chapter on the value to come reads: the snapshot's groups, a sample of it, and the hold-out before a past cut. */
import { allOf } from '../kernel/all-of.ts';
import type { CustomerValueReport } from '../records/customer-value.ts';
import type { StoreContext } from '../store/context.ts';
import { featureRows, type SnapshotKey } from '../store/facts/feature-rows.ts';
import { noCustomer } from '../store/facts/no-customer.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import { valueAmount } from '../store/facts/value-rule.ts';
import type { FeaturesRun } from './compute-features.store.ts';
import { binned, orderValueRows, valueBin } from './customer-value.store.ts';
import { wholeNumbers } from './features-draft.store.ts';
import { inModelThread } from './model-thread.ts';
import { overPortions } from './review-lines.store.ts';
import { addDays } from './seasonal-clock.ts';
import type { CutHistory } from './value-calibration.ts';
import { type GroupSums, valueReportOf } from './value-report.ts';
import type { SampledCustomer } from './value-spread.ts';
import { dayNumber } from './zone-day.ts';

type Stores = Pick<StoreContext, 'ch'>;
type Row = Record<string, string | number>;

const batch = (tag: string) => ({ tag: `value.${tag}`, role: 'batch' }) as const;
const groupsOf = factsSql`arrayJoin([('all', 'all'), ('tier', toString(tier)), ('stage', toString(stage))])`;

async function loadGroups({ ch }: Stores, snapshot: SnapshotKey): Promise<GroupSums[]> {
  const total = (column: FactsSql) => factsSql`sum(toDecimal128(ifNull(${column}, 0), 4))`;
  const rows = await ch.query<Row>(
    factsSql`select group_of.1 as kind, group_of.2 as name, count() as customers, sum(toDecimal128(ifNull(alive_probability, 0), 6)) as alive,
  sum(toDecimal128(ifNull(expected_orders_365, 0), 6)) as orders, ${total(factsSql`future_value_12`)} as value_12, ${total(factsSql`future_value_36`)} as value_36,
  ${total(factsSql`pow(future_value_12_sd, 2)`)} as variance_12, ${total(factsSql`pow(future_value_36_sd, 2)`)} as variance_36
from (select *, ${groupsOf} as group_of from ${featureRows(snapshot)} as snapshot where isNotNull(alive_probability)) as grouped
where name != '' group by kind, name order by kind, name`,
    batch('groups'),
  );
  return rows.map(row => {
    const n = (name: string) => Number(row[name] ?? 0);
    const customers = n('customers');
    return {
      kind: String(row['kind']) as GroupSums['kind'],
      name: String(row['name']),
      customers,
      alive: n('alive') / Math.max(1, customers),
      orders365: n('orders') / Math.max(1, customers),
      value12: n('value_12'),
      value36: n('value_36'),
      variance12: n('variance_12'),
      variance36: n('variance_36'),
    };
  });
}

const sampleSize = p.uint32(2000);

async function loadSample({ ch }: Stores, snapshot: SnapshotKey): Promise<SampledCustomer[]> {
  const rows = await ch.query<Row>(
    factsSql`select toYear(assumeNotNull(first_day)) as year, gaps as x, age_days - elapsed_days as tx, age_days as age,
  toFloat64(ifNull(repeat_value, 0)) as repeat_sum, toString(tier) as tier_name, toString(stage) as stage_name
from ${featureRows(snapshot)} as snapshot where isNotNull(alive_probability) order by cityHash64(customer_id), customer_id limit ${sampleSize}`,
    batch('sample'),
  );
  return rows.map(row => ({
    year: Number(row['year']),
    x: Number(row['x']),
    tx: Number(row['x']) === 0 ? 0 : Math.max(0, Number(row['tx'])),
    age: Number(row['age']),
    repeatValue: Number(row['repeat_sum']),
    groups: ['all/all', `tier/${row['tier_name']}`, `stage/${row['stage_name']}`],
  }));
}

/** How long a hold-out a history can spare: a year of two and a half, half a year of 455 days, a quarter of 270. */
export function holdoutDays(historyDays: number): number | null {
  if (historyDays >= 913) return 365;
  if (historyDays >= 455) return 182;
  return historyDays >= 270 ? 90 : null;
}

/** Everybody who had bought before the cut, with their history then and what came from it on. */
function cutCustomers(lines: FactsSql, run: FeaturesRun, cutDay: string): FactsSql {
  const { value, clock } = run;
  const cut = p.date(cutDay);
  const perDay = factsSql`select customer_id, day, sum(net_amount) as net, sum(${valueAmount(value)}) as day_value
    from ${lines} as lines where customer_id != ${p.uuid(noCustomer)} group by customer_id, day having net > 0`;
  const perCustomer = factsSql`select customer_id, minIf(day, day < ${cut}) as first_day, maxIf(day, day < ${cut}) as last_before,
    countIf(day < ${cut}) as before, countIf(day >= ${cut}) as after, toFloat64(sumIf(day_value, day < ${cut}) - argMinIf(day_value, day, day < ${cut})) as repeat_sum,
    toFloat64(sumIf(day_value, day >= ${cut})) as later_sum
    from (${perDay}) as customer_days group by customer_id having before > 0`;
  const tick = (day: FactsSql) => factsSql`clock[toUInt32(${day} - clock_from) + 1]`;
  return factsSql`with ${wholeNumbers(clock.elapsedMilliDays)} as clock, toDate(${p.string(clock.from)}) as clock_from
  select toYear(first_day) as year, year * 4 + toQuarter(first_day) - 1 as quarter, before - 1 as x,
    (${tick(factsSql`last_before`)} - ${tick(factsSql`first_day`)}) / 1000 as tx_days, (${tick(factsSql`(${cut} - 1)`)} - ${tick(factsSql`first_day`)}) / 1000 as age_at_cut,
    after, repeat_sum, later_sum from (${perCustomer}) as buyers`;
}

async function loadCutHistories(ctx: Stores, run: FeaturesRun, cutDay: string): Promise<CutHistory[]> {
  const { binDays } = run.customerValue;
  const bin = (column: FactsSql) => binned(factsSql`toNullable(${column})`, binDays);
  const rows = await overPortions<Row>(ctx, run.source, {
    tag: 'value.cut-histories',
    by: { year: 'number', quarter: 'number', x: 'number', tx: 'number', age: 'number' },
    build:
      lines => factsSql`select year, quarter, x, ${bin(factsSql`tx_days`)} as tx, ${bin(factsSql`age_at_cut`)} as age, count() as customers,
  sum(toDecimal128(repeat_sum, 4)) as repeats, sum(after) as orders, countIf(after > 0) as buyers, sum(toDecimal128(later_sum, 4)) as later
from (${cutCustomers(lines, run, cutDay)}) as customers group by year, quarter, x, tx, age order by year, quarter, x, tx, age`,
  });
  return rows.map(row => {
    const n = (name: string) => Number(row[name] ?? 0);
    return {
      year: n('year'),
      quarter: n('quarter'),
      x: n('x'),
      tx: n('tx'),
      age: n('age'),
      customers: n('customers'),
      repeatValue: n('repeats'),
      laterOrders: n('orders'),
      laterBuyers: n('buyers'),
      laterValue: n('later'),
    };
  });
}

async function calibrate(ctx: Stores, run: FeaturesRun): Promise<CustomerValueReport['calibration']> {
  const history = run.clock.elapsedMilliDays.length;
  const days = holdoutDays(history);
  if (days === null) return null;
  const cutDay = addDays(run.asOfDay, -days);
  const mean = factsSql`repeat_sum / x`;
  const [histories, values] = await allOf([
    loadCutHistories(ctx, run, cutDay),
    overPortions<Row>(ctx, run.source, {
      tag: 'value.cut-values',
      by: { x: 'number', z: 'number' },
      build:
        lines => factsSql`select x, ${valueBin(mean, run.customerValue.binDays)} as z, count() as customers
from (${cutCustomers(lines, run, cutDay)}) as customers where x > 0 and repeat_sum > 0 group by x, z having z > 0 order by x, z`,
    }),
  ]);
  return inModelThread('calibrateValue', { histories, values: orderValueRows(values), cutDay, days });
}

async function spreadOf(
  ctx: Stores,
  run: FeaturesRun,
  snapshot: SnapshotKey,
): Promise<Record<string, number>> {
  const { families, orderValue } = run.customerValue;
  const sample = await loadSample(ctx, snapshot);
  if (sample.length === 0) return {};
  return inModelThread('parameterSpread', { families, orderValue, sample, days: 365, seed: 1 });
}

/** The chapter of a run whose snapshot is stored and whose draft lines still stand. */
export async function loadValueReport(
  ctx: Stores,
  run: FeaturesRun,
  snapshot: SnapshotKey,
): Promise<CustomerValueReport> {
  const { families, orderValue } = run.customerValue;
  const scored = families.some(({ model }) => model);
  const { buyers, cuts } = run;
  const [sums, parameterSpread, calibration, holdout] = await allOf([
    loadGroups(ctx, snapshot),
    // What past years strayed by holds the error of the parameters too.
    scored && orderValue.status === 'ok' && run.repurchase.orders.times === 0
      ? spreadOf(ctx, run, snapshot)
      : Promise.resolve({}),
    scored ? calibrate(ctx, run) : Promise.resolve(null),
    scored && cuts
      ? inModelThread('holdOutValue', { buyers, cuts, asOf: dayNumber(run.asOfDay) })
      : Promise.resolve(null),
  ]);
  return valueReportOf({
    currency: run.source.lines.definition.currency,
    valueIs: run.value.valueIs,
    fit: run.customerValue,
    sums,
    parameterSpread,
    calibration,
    holdout,
    orders: run.repurchase.orders,
  });
}
