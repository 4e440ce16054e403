/**
 * What a table holds, counted in one pass: rows by day and, for every rule, the rows it is about and those that pass. The
 * day is that of the organisation's zone; a table without times of its own is one group.
 */
import { DateTime } from 'luxon';
import type { QualityRule } from '../../records/quality.ts';
import type { QualityTableName } from '../../records/quality-names.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, ident, joinSql, p } from '../../store/facts/sql.ts';
import { dayOf } from './quality-day.store.ts';
import { type CountedDay, unusualOf, usualRows } from './quality-drift.ts';
import type { AnyRule } from './quality-rules.ts';
import type { Counted, TableFacts } from './quality-scores.ts';
import { columnIdent, tableIdent } from './quality-tables.store.ts';
import { qualityTableShapes } from './quality-tables.ts';
import { isRowRule, type RowRule, ruleSql, type ScanTime, uniqueApplies } from './rule-sql.store.ts';
import { loadFences } from './value-fences.store.ts';

/** Grows when a statement counts differently than before. */
export const qualityQueryVersion = 2;
/** Lags are measured over rows of this many days. */
const lagDays = 28;

export interface TableScan {
  readonly facts: Omit<TableFacts, 'shifts'>;
  /** The newest day before today that has rows. */
  readonly lastWholeDay: string | null;
  readonly days: readonly CountedDay[];
  readonly rules: readonly RowRule[];
}

/** The statement of a table's scan. */
export function scanSql(table: QualityTableName, rules: readonly RowRule[], time: ScanTime): FactsSql {
  const counts = rules.flatMap(rule => {
    const { applies, passes } = ruleSql(rule, time);
    return [factsSql`countIf(${applies})`, factsSql`countIf((${applies}) and (${passes}))`];
  });
  const ingested = ident(qualityTableShapes[table].ingested, [qualityTableShapes[table].ingested]);
  return factsSql`select if(isNull(day), '', toString(day)) as day_text, toString(n) as row_count, newest, counts from (
  select ${dayOf(table, time.zone)} as day, count() as n, toString(max(${ingested})) as newest,
    ${counts.length === 0 ? factsSql`emptyArrayUInt64()` : factsSql`[${joinSql(counts, ', ')}]`} as counts
  from ${tableIdent(table)} group by day) order by day_text`;
}

interface ScanRow {
  readonly day_text: string;
  readonly row_count: string;
  readonly newest: string;
  readonly counts: readonly string[];
}

const pairsOf = (flat: readonly string[]): Counted[] =>
  Array.from({ length: flat.length / 2 }, (_, at) => ({
    checked: Number(flat[2 * at]),
    passed: Number(flat[2 * at + 1]),
  }));

const work = (tag: string) => ({ tag: `quality.${tag}`, role: 'batch' }) as const;

/**
 * Counts one table. One pass over it, one for each rule on outliers, a small one for lags, one
 * for each rule on uniqueness.
 */
export async function scanTable(
  { ch }: Pick<StoreContext, 'ch'>,
  table: QualityTableName,
  { rules, time: asked }: { readonly rules: readonly AnyRule[]; readonly time: ScanTime },
): Promise<TableScan> {
  const own = rules.filter(rule => rule.table === table);
  const time = { ...asked, fences: await loadFences({ ch }, table, { rules: own, time: asked }) };
  const rowRules = own.filter(isRowRule);
  const rows = await ch.query<ScanRow>(scanSql(table, rowRules, time), work('scan'));
  const days = rows.map(row => ({
    day: row.day_text === '' ? null : row.day_text,
    rows: Number(row.row_count),
    counts: pairsOf(row.counts),
  }));
  const counts = new Map<string, Counted>();
  for (const [at, rule] of rowRules.entries()) counts.set(rule.name, summed(days.map(day => day.counts[at])));
  const today = zoneDay(time.asOf, time.zone);
  for (const rule of own) {
    if (rule.kind === 'unique') counts.set(rule.name, await countUnique(ch, rule));
    else if (rule.kind === 'fresh-within') counts.set(rule.name, await countFresh(ch, rule, time.asOf));
    else if (rule.kind === 'row-count') counts.set(rule.name, countUsual(days, dayBefore(today)));
  }
  const known = days.flatMap(({ day }) => (day === null ? [] : [day]));
  const newest = rows
    .map(row => row.newest)
    .toSorted()
    .at(-1);
  return {
    days,
    rules: rowRules,
    lastWholeDay: known.filter(day => day < today).at(-1) ?? null,
    facts: {
      table,
      rows: days.reduce((total, day) => total + day.rows, 0),
      firstDay: known[0] ?? null,
      lastDay: known.at(-1) ?? null,
      lastIngestedAt: newest ? new Date(`${newest.replace(' ', 'T')}Z`).toISOString() : null,
      lagHours: await loadLags(ch, table, time),
      unusual: unusualOf(days, { rules: rowRules.map(rule => rule.name), today }),
      counts,
    },
  };
}

const summed = (list: readonly (Counted | undefined)[]): Counted => ({
  checked: list.reduce((total, each) => total + (each?.checked ?? 0), 0),
  passed: list.reduce((total, each) => total + (each?.passed ?? 0), 0),
});

type UniqueRule = Extract<QualityRule, { kind: 'unique' }>;

/** Uniqueness is 1 − surplus rows ÷ rows: of three rows with one value, one passes. */
async function countUnique(ch: StoreContext['ch'], rule: UniqueRule): Promise<Counted> {
  const found = await ch.query<{ checked: string; passed: string }>(
    factsSql`select toString(sum(n)) as checked, toString(count()) as passed from (
  select count() as n from ${tableIdent(rule.table)} where ${uniqueApplies(rule)}
  group by ${columnIdent(rule.table, rule.column)})`,
    work('unique'),
  );
  return { checked: Number(found[0]?.checked ?? 0), passed: Number(found[0]?.passed ?? 0) };
}

type FreshRule = Extract<QualityRule, { kind: 'fresh-within' }>;

/** When the newest row of a table, or of one source of it, came in; null where there is none. */
export async function loadNewest(
  ch: StoreContext['ch'],
  { table, source }: Pick<FreshRule, 'table' | 'source'>,
): Promise<Date | null> {
  const only = source === '' ? factsSql`1` : factsSql`${columnIdent(table, 'source')} = ${p.string(source)}`;
  const found = await ch.query<{ n: string; newest: string }>(
    factsSql`select toString(count()) as n, toString(max(ingested_at)) as newest from ${tableIdent(table)} where ${only}`,
    work('newest'),
  );
  const row = found[0];
  return row && row.n !== '0' ? new Date(`${row.newest.replace(' ', 'T')}Z`) : null;
}

/** One thing checked: whether the newest row came in by the promised time. A source that never sent is late. */
async function countFresh(ch: StoreContext['ch'], rule: FreshRule, asOf: Date): Promise<Counted> {
  const newest = await loadNewest(ch, rule);
  const isFresh = newest !== null && asOf.getTime() - newest.getTime() <= rule.withinHours * 3_600_000;
  return { checked: 1, passed: Number(isFresh) };
}

/** One thing checked: whether yesterday had as many rows as its weekday has; nothing with too few weeks to say. */
function countUsual(days: readonly CountedDay[], yesterday: string): Counted {
  const usual = usualRows(days, yesterday);
  return usual === null ? { checked: 0, passed: 0 } : { checked: 1, passed: Number(!usual.isUnusual) };
}

const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** The calendar day of an instant in a zone. */
const zoneDay = (at: Date, zone: string): string => DateTime.fromJSDate(at, { zone }).toISODate() ?? '';

/** Hours from happening to coming in, over rows that happened lately: those of a history loaded at once would say years. */
async function loadLags(
  ch: StoreContext['ch'],
  table: QualityTableName,
  { asOf }: ScanTime,
): Promise<TableFacts['lagHours']> {
  const { time, columns } = qualityTableShapes[table];
  if (time === null || !columns[time]?.endsWith('instant')) return null;
  const name = columnIdent(table, time);
  const since = new Date(asOf.getTime() - lagDays * 86_400_000);
  const found = await ch.query<{ n: string; lags: number[] }>(
    factsSql`select toString(count()) as n, quantilesExactInclusive(0.5, 0.95)(
  dateDiff('second', assumeNotNull(${name}), ingested_at) / 3600) as lags
from ${tableIdent(table)} where ${name} > ${p.dateTime(since)} and ${name} <= ${p.dateTime(asOf)}`,
    work('lags'),
  );
  const rows = Number(found[0]?.n ?? 0);
  const [p50, p95] = found[0]?.lags ?? [];
  if (rows === 0 || p50 === undefined || p95 === undefined) return null;
  const hours = (value: number) => Math.round(value * 100) / 100;
  return { p50: hours(p50), p95: hours(p95), rows };
}
