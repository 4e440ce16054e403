/**
 * What the value models read from a run's draft, and the lookup they leave for scoring. Histories are grouped in the
 * engine: the models see distinct (year, repeats, recency, age), never a customer.
 */
import { allOf } from '../kernel/all-of.ts';
import type { OrderValueRow } from '../models/order-value.ts';
import type { StoreContext } from '../store/context.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import type { CohortHistory, CustomerValueFit } from './customer-value.ts';
import { inModelThread } from './model-thread.ts';

type Stores = Pick<StoreContext, 'ch'>;
type Row = Record<string, string | number>;

const batch = (tag: string) => ({ tag: `value.${tag}`, role: 'batch' }) as const;

/**
 * From this many buyers on, histories are taken in whole weeks: distinct ones then grow far slower than the base. The
 * review of 100,000 customers took 11.7 s with days and 7.1 s with weeks.
 */
const weeklyFrom = 50_000;

/** The models of one run, and the width of its age bins in days. */
export interface CustomerValue extends CustomerValueFit {
  readonly binDays: 1 | 7;
}

const buyers = (runId: string): FactsSql =>
  factsSql`customer_features_draft where run_id = ${p.uuid(runId)} and occasions >= 1`;

/** Operational days to the middle of their bin. */
export const binned = (days: FactsSql, binDays: number): FactsSql =>
  factsSql`toUInt32(round(greatest(assumeNotNull(${days}), 0) / ${p.float64(binDays)}) * ${p.uint32(binDays)})`;

/** Mean value of a repeat purchase, to the cent or, with many customers, to a hundredth of itself. */
export const valueBin = (mean: FactsSql, binDays: number): FactsSql =>
  binDays === 1 ? factsSql`round(${mean}, 2)` : factsSql`exp(round(log(${mean}) * 100) / 100)`;

/** Counted in the engine; a row per distinct history. */
export async function loadHistories(
  { ch }: Stores,
  runId: string,
  binDays: number,
): Promise<CohortHistory[]> {
  const rows = await ch.query<Row>(
    factsSql`select toYear(assumeNotNull(first_day)) as year, occasions - 1 as x,
  ${binned(factsSql`age_days - elapsed_days`, binDays)} as tx, ${binned(factsSql`age_days`, binDays)} as age, count() as customers
from ${buyers(runId)} group by year, x, tx, age order by year, x, tx, age`,
    batch('histories'),
  );
  return rows.map(row => ({
    year: Number(row['year']),
    x: Number(row['x']),
    tx: Number(row['tx']),
    age: Number(row['age']),
    customers: Number(row['customers']),
  }));
}

/** Repeat buyers by number and mean value of their repeat purchases; those worth nothing are left out. */
export async function loadOrderValues(
  { ch }: Stores,
  runId: string,
  binDays: number,
): Promise<OrderValueRow[]> {
  const mean = factsSql`toFloat64(assumeNotNull(repeat_value)) / (occasions - 1)`;
  const rows = await ch.query<Row>(
    factsSql`select occasions - 1 as x, ${valueBin(mean, binDays)} as z, count() as customers
from ${buyers(runId)} and occasions >= 2 and repeat_value > 0 group by x, z having z > 0 order by x, z`,
    batch('order-values'),
  );
  return orderValueRows(rows);
}

export const orderValueRows = (rows: readonly Row[]): OrderValueRow[] =>
  rows.map(row => ({ x: Number(row['x']), z: Number(row['z']), customers: Number(row['customers']) }));

/** Fits in a thread and stores the lookup; it goes with the run's other drafts. */
export async function computeCustomerValue(ctx: Stores, runId: string): Promise<CustomerValue> {
  const [row] = await ctx.ch.query<{ n: string }>(
    factsSql`select count() as n from ${buyers(runId)}`,
    batch('buyers'),
  );
  const binDays = Number(row?.n ?? 0) >= weeklyFrom ? 7 : 1;
  const [histories, values] = await allOf([
    loadHistories(ctx, runId, binDays),
    loadOrderValues(ctx, runId, binDays),
  ]);
  const found = await inModelThread('fitCustomerValue', { histories, values });
  const rows = found.outlook.map(each => ({ run_id: runId, ...each }));
  if (rows.length > 0) await ctx.ch.insert('customer_value_draft', rows, { tag: 'value.outlook' });
  return { ...found, binDays };
}
