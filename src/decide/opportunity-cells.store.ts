/** Counts behind opportunities: cells of a feature snapshot, what its customers did afterwards, and who is in a list. */
import { arrivalDays } from '../records/buying-share.ts';
import type { OpportunityKind } from '../records/opportunity.ts';
import type { StoreContext } from '../store/context.ts';
import { featureRows } from '../store/facts/feature-rows.ts';
import { type SaleLinesOptions, saleLines } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, joinSql, p } from '../store/facts/sql.ts';
import { type ValueRule, valueAmount } from '../store/facts/value-rule.ts';
import { type CellCount, type CellKey, kindHolds } from './opportunity-cells.ts';

type Stores = Pick<StoreContext, 'ch'>;
type Row = Record<string, string>;
const dayMs = 86_400_000;
const batch = (tag: string) => ({ tag: `opportunities.${tag}`, role: 'batch' }) as const;

/** A feature snapshot and how money is read; `lines` is bounded by T, the time everything is known at. */
export interface CellsOptions {
  readonly lines: SaleLinesOptions;
  readonly value: ValueRule;
  readonly snapshot: Date;
  readonly horizonDays: number;
}

/** The cells of one past time with what their customers did in the horizon after it. */
export interface OriginCells {
  readonly at: Date;
  readonly cells: readonly CellCount[];
}

export interface Snapshot {
  readonly customers: number;
  readonly valueIs: 'margin' | 'sales' | null;
}

/** Whether features were computed at a time under this definition. */
export async function loadSnapshot({ ch }: Stores, asOf: Date, definitionVersion: number): Promise<Snapshot> {
  const [row] = await ch.query<Row>(
    factsSql`select count() as customers, any(value_is) as value_name from ${featureRows({ asOf, definitionVersion })}`,
    batch('snapshot'),
  );
  const name = row?.value_name;
  return {
    customers: Number(row?.customers ?? 0),
    valueIs: name === 'margin' || name === 'sales' ? name : null,
  };
}

const snapshotRows = ({ snapshot, lines }: CellsOptions): FactsSql =>
  factsSql`${featureRows({ asOf: snapshot, definitionVersion: lines.definition.version })} as snapshot
    where rhythm_band != ''`;

/**
 * Square root of the purchases the rhythm model expects of a customer in the horizon: P(not gone and next gap ends within
 * it) from stop share s and survival S of the gap, (1 − s)(S(e) − S(e + H)) / (s + (1 − s) S(e)), then half a horizon at
 * the expected gap. The root stands between trusting the model (its level drifts as histories grow: realised 1.0 to 1.3
 * of the estimate) and ignoring it (.72 to 1.0); see decision 0005. 1 where a snapshot holds no model.
 */
function expectation(horizonDays: number): FactsSql {
  const horizon = p.float64(horizonDays);
  const survival = (elapsed: FactsSql) =>
    factsSql`0.5 * erfc((log(greatest(${elapsed}, 0.5)) - log(assumeNotNull(expected_gap_days))) / (assumeNotNull(log_gap_spread) * sqrt(2)))`;
  const now = survival(factsSql`assumeNotNull(elapsed_days)`);
  const later = survival(factsSql`assumeNotNull(elapsed_days) + ${horizon}`);
  const returns = factsSql`(1 - assumeNotNull(stop_share)) * (${now} - ${later})
    / greatest(assumeNotNull(stop_share) + (1 - assumeNotNull(stop_share)) * (${now}), 1e-300)`;
  const further = factsSql`1 + (1 - assumeNotNull(stop_share)) * ${horizon} / 2
    / (assumeNotNull(expected_gap_days) * exp(pow(assumeNotNull(log_gap_spread), 2) / 2))`;
  return factsSql`if(isNull(log_gap_spread), 1., sqrt(greatest(${returns} * (${further}), 1e-6)))`;
}

/** Buyers of a snapshot with their three coordinates; thirds of m̂ are those of this snapshot's buyers. */
const placed = (options: CellsOptions): FactsSql =>
  factsSql`with (select quantilesExactInclusive(1 / 3, 2 / 3)(assumeNotNull(shrunk_value)) from ${snapshotRows(options)}) as thirds
  select customer_id, assumeNotNull(shrunk_value) as shrunk, value_365,
    multiIf(occasions = 1, 0, occasions <= 3, 1, occasions <= 9, 2, 3) as occasion_band,
    indexOf(['on-rhythm', 'warning', 'overdue', 'far-overdue'], rhythm_band) - 1 as rhythm_index,
    toUInt8(shrunk > thirds[1]) + toUInt8(shrunk > thirds[2]) as third, ${expectation(options.horizonDays)} as weight
  from ${snapshotRows(options)}`;

const cellOf = (row: Row): CellKey => ({
  occasions: Number(row.occasion_band),
  rhythm: Number(row.rhythm_index),
  third: Number(row.third),
});

/** Sums of weights are taken in whole millionths, so that no order of addition changes a byte. */
const weightSumOf = (condition: FactsSql): FactsSql =>
  factsSql`sumIf(toInt64(round(weight * 1000000)), ${condition}) / 1000000`;
const weightSum = weightSumOf(factsSql`1`);

const dominantShare = 0.05;
const mostDominant = 20;

/**
 * Customers worth over 5 % of the year of everybody as far off their rhythm: at an origin they are left out as they are
 * at T, or one of them would decide what a whole list is compared with.
 */
const dominates = factsSql`value_365 > ${p.float64(dominantShare)} * sum(toFloat64(value_365))
    over (partition by multiIf(rhythm_index = 0, 0, rhythm_index <= 2, 1, 2))`;

/** Cells of an origin with value and buyers of the horizon after it, as known at T. One bounded scan of the lines. */
export async function loadOriginCells({ ch }: Stores, options: CellsOptions): Promise<CellCount[]> {
  const arrived = (days: number) =>
    factsSql`countIf(bought and first_at < ${p.dateTime(new Date(options.snapshot.getTime() + days * dayMs))})`;
  const rows = await ch.query<Row & { arrivals: string[]; value_sums: string[] }>(
    factsSql`select occasion_band, rhythm_index, third, count() as customers, ${weightSum} as weight_sum,
  sum(value) as value_sum, arrayMap(each -> toString(each), sumForEach(value_by_days)) as value_sums,
  countIf(bought) as buyers,
  [${joinSql(arrivalDays.map(arrived), ', ')}] as arrivals
from (select *, ${dominates} as dominant from (${placed(options)}) as placed_customers) as compared
left join (${valueAfter(options)}) as after using (customer_id)
where not dominant group by occasion_band, rhythm_index, third order by occasion_band, rhythm_index, third`,
    batch('origin-cells'),
  );
  return rows.map(row => ({
    ...cellOf(row),
    customers: Number(row.customers),
    weight: Number(row.weight_sum),
    value: Number(row.value_sum),
    buyers: Number(row.buyers),
    arrivals: row.arrivals.map(Number),
    values: arrivalDays.map((_, index) => Number(row.value_sums[index] ?? 0)),
  }));
}

/**
 * Value per customer of purchases in [snapshot, snapshot + horizon), also by each of the days, and when the first came;
 * refunds of them known at T are taken off.
 */
function valueAfter({ lines, value, snapshot, horizonDays }: CellsOptions): FactsSql {
  const until = (days: number) => p.dateTime(new Date(snapshot.getTime() + days * dayMs));
  const by = arrivalDays.map(days => factsSql`sumIf(${valueAmount(value)}, sold_at < ${until(days)})`);
  return factsSql`select customer_id, sum(${valueAmount(value)}) as value, [${joinSql(by, ', ')}] as value_by_days,
    sum(net_amount) > 0 as bought, minIf(sold_at, net_amount > 0) as first_at
  from (${saleLines({ ...lines, from: snapshot })}) as lines_after
  where sold_at >= ${p.dateTime(snapshot)} and sold_at < ${until(horizonDays)}
  group by customer_id`;
}

/** One kind's customers as a condition on the coordinates. */
export function listCondition(cells: readonly CellKey[]): FactsSql {
  if (cells.length === 0) return factsSql`0 = 1`;
  const each = cells.map(
    cell =>
      factsSql`(occasion_band = ${p.uint8(cell.occasions)} and rhythm_index = ${p.uint8(cell.rhythm)} and third = ${p.uint8(cell.third)})`,
  );
  return factsSql`(${joinSql(each, ' or ')})`;
}

/** All cells a kind is about. */
export function cellsOfKind(kind: OpportunityKind): CellKey[] {
  const cells: CellKey[] = [];
  for (let occasions = 0; occasions < 4; occasions++) {
    for (let rhythm = 0; rhythm < 4; rhythm++) {
      for (let third = 0; third < 3; third++) cells.push({ occasions, rhythm, third });
    }
  }
  return cells.filter(kindHolds[kind]);
}

export interface ListFigures {
  readonly cells: readonly CellCount[];
  readonly dominant: readonly string[];
}

/** A kind's list at T by cell, and the customers worth over 5 % of its yearly value, who are left out of the cells. */
export async function loadList(
  { ch }: Stores,
  options: CellsOptions,
  kind: OpportunityKind,
): Promise<ListFigures> {
  const condition = listCondition(cellsOfKind(kind));
  const inList = factsSql`select *, value_365 > ${p.float64(dominantShare)} * sum(toFloat64(value_365)) over () as dominates
  from (${placed(options)}) as placed_customers where ${condition}`;
  const rows = await ch.query<Row & { dominant: string[] }>(
    factsSql`select occasion_band, rhythm_index, third, countIf(not dominates) as customers,
  ${weightSumOf(factsSql`not dominates`)} as weight_sum,  arraySort(groupArrayIf(toString(customer_id), dominates)) as dominant
from (${inList}) as list group by occasion_band, rhythm_index, third order by occasion_band, rhythm_index, third`,
    batch('list'),
  );
  const dominant = rows.flatMap(row => row.dominant).sort();
  const cells = rows.map(row => ({
    ...cellOf(row),
    customers: Number(row.customers),
    weight: Number(row.weight_sum),
    value: 0,
    buyers: 0,
  }));
  return { cells: cells.filter(cell => cell.customers > 0), dominant: dominant.slice(0, mostDominant) };
}

export interface MembersOptions extends CellsOptions {
  readonly opportunityId: string;
  readonly cells: readonly CellKey[];
  readonly without: readonly string[];
  readonly version: number;
}

const members = (options: MembersOptions): FactsSql =>
  factsSql`from (${placed(options)}) as placed_customers
where ${listCondition(options.cells)} and not has(${p.uuids(options.without)}, customer_id)`;

/** Freezes the list in facts, where segments join it; returns its mean m̂. */
export async function saveMembersInFacts({ ch }: Stores, options: MembersOptions): Promise<number> {
  await ch.command(
    factsSql`insert into ${ch.target('opportunity_members')} (opportunity_id, customer_id, version)
select ${p.uuid(options.opportunityId)}, customer_id, ${p.uint64(options.version)} ${members(options)}`,
    batch('save-members'),
  );
  const [row] = await ch.query<Row>(
    factsSql`select toString(sum(toDecimal128(shrunk, 6)) / greatest(count(), 1)) as mean_value ${members(options)}`,
    batch('mean-value'),
  );
  return Number(row?.mean_value ?? 0);
}

/** The frozen members in batches, for the copy in state. */
export async function* streamMembers({ ch }: Stores, opportunityId: string): AsyncGenerator<string[]> {
  const rows = ch.stream<{ customer_id: string }>(
    factsSql`select customer_id from (select * from opportunity_members
  where opportunity_id = ${p.uuid(opportunityId)} settings final = 1) as frozen order by customer_id`,
    batch('members'),
  );
  for await (const chunk of rows) yield chunk.map(row => row.customer_id);
}
