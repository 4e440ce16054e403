/** Sums for how the base moves: each figure one statement over the run's lines or snapshot. */
import { allOf } from '../kernel/all-of.ts';
import type { BaseMigration, BaseMovement } from '../records/base-movement.ts';
import { lifeCycleStages, valueTiers } from '../records/feature.ts';
import type { StoreContext } from '../store/context.ts';
import { featureRows, type SnapshotKey } from '../store/facts/feature-rows.ts';
import { noCustomer } from '../store/facts/no-customer.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import { valueAmount } from '../store/facts/value-rule.ts';
import { cohortTriangles, concentrationOf, type MonthFlow, migrationOf, shiftsOf } from './base-movement.ts';
import type { FeaturesRun } from './compute-features.store.ts';
import { findCuts } from './cut-versions.store.ts';
import { tierUnder, valueScore } from './features-score.store.ts';
import { type FirstBuyers, firstPurchasesOf, laterDays } from './first-purchases.ts';
import { overPortions } from './review-lines.store.ts';

type Stores = Pick<StoreContext, 'ch'>;
type Row = Record<string, string | number>;

const batch = (tag: string) => ({ tag: `movement.${tag}`, role: 'batch' }) as const;

async function loadConcentration(
  { ch }: Stores,
  snapshot: SnapshotKey,
): Promise<BaseMovement['concentration']> {
  const rows = await ch.query<Row>(
    factsSql`select intDiv((place - 1) * 100, holders) as part, count() as n, sum(value_365) as held,
  any(toFloat64(total)) as whole, sum(toFloat64(2 * toInt64(holders - place + 1) - toInt64(holders) - 1) * toFloat64(value_365)) as ranked,
  sum(pow(toFloat64(value_365) / toFloat64(total), 2)) as squares, any(holders) as everybody
from (select value_365, row_number() over (order by value_365 desc, customer_id) as place, count() over () as holders, sum(value_365) over () as total
  from ${featureRows(snapshot)} as snapshot where value_365 > 0) as ranked_holders group by part order by part`,
    batch('concentration'),
  );
  const n = (row: Row | undefined, name: string) => Number(row?.[name] ?? 0);
  const sum = (name: string) => rows.reduce((total, row) => total + n(row, name), 0);
  const whole = n(rows[0], 'whole') * n(rows[0], 'everybody');
  return concentrationOf({
    gini: whole > 0 ? sum('ranked') / whole : 0,
    hhi: sum('squares'),
    groups: rows.map(row => ({ holders: n(row, 'n'), value: n(row, 'held') })),
  });
}

/** Purchase days of each customer with a net above zero, and their value. */
const occasions = (lines: FactsSql, { value }: FeaturesRun): FactsSql =>
  factsSql`select customer_id, day, sum(net_amount) as net, sum(${valueAmount(value)}) as day_value from ${lines} as lines
  where customer_id != ${p.uuid(noCustomer)} group by customer_id, day having net > 0`;

const bridgeMonths = p.uint32(12);
const activeDays = p.uint32(365);
const lostDays = p.uint32(730);

async function loadMonthFlows(ctx: Stores, run: FeaturesRun): Promise<MonthFlow[]> {
  const end = factsSql`toStartOfMonth(${p.date(run.asOfDay)})`;
  const rows = await overPortions<Row>(ctx, run.source, {
    tag: 'movement.months',
    by: { month: 'text' },
    build:
      lines => factsSql`select formatDateTime(month_begin, '%Y-%m') as month, countIf(was) as begin, countIf(not was and is and first_day >= month_begin) as fresh,
  countIf(not was and is and first_day < month_begin) as returned, countIf(was and not is) as lapsed, countIf(is) as end,
  countIf(was_away) as away_begin, countIf(was_away and is) as back, countIf(was_away and not is and not is_away) as lost, countIf(is_away) as away_end
from (select first_day, last_before, month_begin, toLastDayOfMonth(month_begin) + 1 as month_end,
    arrayExists(d -> d < month_begin and d >= month_begin - ${activeDays}, days) as was,
    arrayExists(d -> d < month_end and d >= month_end - ${activeDays}, days) as is,
    not was and arrayExists(d -> d < month_begin and d >= month_begin - ${lostDays}, days) as was_away,
    not is and arrayExists(d -> d < month_end and d >= month_end - ${lostDays}, days) as is_away
  from (select days, days[1] as first_day, days[-1] as last_before, arrayJoin(arrayMap(k -> addMonths(${end}, -toInt32(k) - 1), range(${bridgeMonths}))) as month_begin
    from (select arraySort(groupArray(day)) as days from (${occasions(lines, run)}) as customer_days group by customer_id) as buyers) as boundaries) as flows
where month_begin >= (select toStartOfMonth(min(day)) from (${occasions(lines, run)}) as known) group by month_begin order by month_begin`,
  });
  return rows.map(row => {
    const n = (name: string) => Number(row[name] ?? 0);
    return {
      month: String(row['month']),
      begin: n('begin'),
      fresh: n('fresh'),
      returned: n('returned'),
      lapsed: n('lapsed'),
      end: n('end'),
      away: { begin: n('away_begin'), back: n('back'), lost: n('lost'), end: n('away_end') },
    };
  });
}

const quarterNumber = (year: number, quarter: number) => year * 4 + quarter - 1;
/** Twelve quarters are what a page can show as a triangle. */
const shownQuarters = p.uint32(12);

function cohortsSql(lines: FactsSql, run: FeaturesRun): FactsSql {
  const running = factsSql`toStartOfQuarter(${p.date(run.asOfDay)})`;
  return factsSql`select concat(toString(toYear(first_quarter)), '-Q', toString(toQuarter(first_quarter))) as quarter,
  dateDiff('quarter', first_quarter, in_quarter) as after, count() as active, sum(toDecimal128(quarter_value, 4)) as brought
from (select customer_id, toStartOfQuarter(day) as in_quarter, min(min(day)) over (partition by customer_id) as first_day,
    toStartOfQuarter(first_day) as first_quarter, sum(day_value) as quarter_value
  from (${occasions(lines, run)}) as customer_days group by customer_id, in_quarter) as customer_quarters
where in_quarter < ${running} and first_quarter >= addQuarters(${running}, -toInt32(${shownQuarters})) group by first_quarter, after order by first_quarter, after`;
}

/** The statement of the cohorts as a person can run it. */
export const cohortStatement = (run: FeaturesRun): FactsSql => cohortsSql(run.source.shown, run);

async function loadCohorts(ctx: Stores, run: FeaturesRun): Promise<BaseMovement['cohorts']> {
  const rows = await overPortions<Row>(ctx, run.source, {
    tag: 'movement.cohorts',
    by: { quarter: 'text', after: 'number' },
    build: lines => cohortsSql(lines, run),
  });
  const [year = 0, month = 1] = run.asOfDay.split('-').map(Number);
  const now = quarterNumber(year, Math.ceil(month / 3));
  const cells = rows.map(row => ({
    quarter: String(row['quarter']),
    after: Number(row['after']),
    active: Number(row['active']),
    value: Number(row['brought']),
  }));
  return cohortTriangles(cells, quarter => {
    const [cohortYear = 0, cohortQuarter = 1] = quarter.split('-Q').map(Number);
    return now - quarterNumber(cohortYear, cohortQuarter);
  });
}

const shownYears = 3;

/** First buyers of each category and product, and all of them, whose year after it is over. */
async function loadFirstPurchases(ctx: Stores, run: FeaturesRun): Promise<BaseMovement['firstPurchases']> {
  const latest = factsSql`${p.date(run.asOfDay)} - ${p.uint32(laterDays)}`;
  const earliest = factsSql`${p.date(run.asOfDay)} - ${p.uint32(laterDays * shownYears)}`;
  const rows = await overPortions<Row>(ctx, run.source, {
    tag: 'movement.first-purchases',
    by: { kind: 'text', code: 'text' },
    most: ['name'],
    build: lines => {
      const firsts = factsSql`select customer_id, argMin(day, day) as first_day, groupArray((day, day_value)) as pairs,
      arrayFilter(pair -> pair.1 > first_day and pair.1 <= first_day + ${p.uint32(laterDays)}, pairs) as after,
      toDecimal128(arraySum(pair -> pair.2, after), 4) as later
    from (${occasions(lines, run)}) as customer_days group by customer_id having first_day < ${latest} and first_day >= ${earliest}`;
      const bought = factsSql`select customer_id, what.1 as kind, what.2 as code, max(what.3) as name
    from (select customer_id, day, arrayJoin([('all', '', ''), ('category', toString(category), toString(category)), ('product', sku, product_name)]) as what
      from ${lines} as lines where is_refund = 0) as first_lines
    inner join (select customer_id, first_day from (${firsts}) as dated) as dates using (customer_id)
    where day = first_day and (kind = 'all' or code != '') group by customer_id, kind, code`;
      return factsSql`select kind, code, max(name) as name, count() as customers, countIf(length(after) > 0) as repeated, sum(later) as brought,
  sum(cast(round(later * later, 4) as Decimal(38, 4))) as squares
from (${bought}) as first_bought inner join (select customer_id, after, later from (${firsts}) as dated) as followed using (customer_id)
group by kind, code having customers > 0 order by kind, code`;
    },
  });
  return firstPurchasesOf(
    rows.map(row => ({
      kind: String(row['kind']) as FirstBuyers['kind'],
      code: String(row['code']),
      name: String(row['name']),
      customers: Number(row['customers']),
      repeated: Number(row['repeated']),
      value: Number(row['brought']),
      squares: Number(row['squares']),
    })),
  );
}

/** The chapter of a run whose snapshot is stored and whose draft lines still stand. */
export async function loadBaseMovement(
  ctx: Stores,
  run: FeaturesRun,
  snapshot: SnapshotKey,
): Promise<BaseMovement> {
  const [concentration, months, cohorts, firstPurchases] = await allOf([
    loadConcentration(ctx, snapshot),
    loadMonthFlows(ctx, run),
    loadCohorts(ctx, run),
    loadFirstPurchases(ctx, run),
  ]);
  const { currency } = run.source.lines.definition;
  return { currency, valueIs: run.value.valueIs, concentration, months, cohorts, firstPurchases };
}

const orders = { tier: [...valueTiers, 'none'], stage: [...lifeCycleStages, 'none'] };

export interface MigrationQuestion {
  readonly now: SnapshotKey;
  readonly before: SnapshotKey;
  readonly currency: string;
}

/** The cuts of each time and what value is at it; no version where nobody has bought. */
async function loadCutsOf({ ch, pg }: Pick<StoreContext, 'ch' | 'pg'>, { now, before }: MigrationQuestion) {
  const rows = await ch.query<Row>(
    factsSql`select at, max(cut_version) as version, groupUniqArray(toString(value_is)) as meanings from (
  select 'now' as at, cut_version, value_is from ${featureRows(now)} as a
  union all select 'before' as at, cut_version, value_is from ${featureRows(before)} as b) as both group by at`,
    batch('cuts'),
  );
  const version = (at: string) => Number(rows.find(row => row['at'] === at)?.['version'] ?? 0);
  const meanings = new Set(rows.flatMap(row => row['meanings'] as unknown as string[]));
  const cuts = await findCuts({ pg }, version('now'));
  return {
    cuts,
    isSame: version('now') === version('before'),
    comparable: cuts !== null && meanings.size === 1,
  };
}

/**
 * Moves of every customer known at either time; `none` is not yet a buyer (tier) or not yet known (stage). Tiers of a time
 * with other cuts than now's are placed anew on now's, without the inertia of either time.
 */
export async function loadMigration(
  ctx: Pick<StoreContext, 'ch' | 'pg'>,
  question: MigrationQuestion,
): Promise<BaseMigration> {
  const { now, before, currency } = question;
  const { cuts, isSame, comparable } = await loadCutsOf(ctx, question);
  const anew = cuts && !isSame ? cuts : null;
  const tierThen = anew ? tierUnder(anew, factsSql`occasions > 0`, valueScore(anew)) : factsSql`tier`;
  const columns = {
    tier: { then: tierThen, now: anew ? factsSql`tier_now` : factsSql`tier` },
    stage: { then: factsSql`stage`, now: factsSql`stage` },
  };
  const matrices: BaseMigration['matrices'] = [];
  for (const kind of ['tier', 'stage'] as const) {
    if (kind === 'tier' && !comparable) continue;
    const column = columns[kind];
    const rows = await ctx.ch.query<Row>(
      factsSql`select if(from_class = '', 'none', from_class) as from_name, if(to_class = '', 'none', to_class) as to_name, count() as n,
  sum(value_then) as money_then, sum(value_now) as money
from (select customer_id, toString(${column.now}) as to_class, value_365 as value_now from ${featureRows(now)} as a) as later
full join (select customer_id, toString(${column.then}) as from_class, value_365 as value_then from ${featureRows(before)} as b) as earlier using (customer_id)
group by from_name, to_name order by from_name, to_name`,
      batch(`migration-${kind}`),
    );
    const moves = rows.map(row => ({
      from: String(row['from_name']),
      to: String(row['to_name']),
      customers: Number(row['n']),
      valueBefore: Number(row['money_then']),
      value: Number(row['money']),
    }));
    matrices.push({
      kind,
      fromAsOf: before.asOf.toISOString(),
      cutVersion: kind === 'tier' ? (anew?.version ?? null) : null,
      shifts: kind === 'tier' ? shiftsOf(moves, valueTiers) : null,
      ...migrationOf(moves, orders[kind]),
    });
  }
  return { currency, level: 0.95, matrices, tiersComparable: comparable };
}
