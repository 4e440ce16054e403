/** Whether the money of a table's newest weeks lies where it lay in a year before: counted over tenths of that year. */
import { DateTime } from 'luxon';
import { populationShift } from '../../models/population-shift.ts';
import { histogramQuantiles, rowsOf, type ValueHistogram } from '../../models/value-histogram.ts';
import type { QualityShift } from '../../records/quality.ts';
import type { QualityTableName } from '../../records/quality-names.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { columnIdent } from './quality-tables.store.ts';
import { qualityTableShapes } from './quality-tables.ts';
import type { ScanTime } from './rule-sql.store.ts';
import { loadHistograms } from './value-histogram.store.ts';
import { amountAt, judged } from './value-scale.store.ts';

const recentDays = 28;
const referenceDays = 365;
/** With fewer rows on a side nothing is said of how they lie. */
const leastRows = 200;
const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** First and last. */
type Days = readonly [string, string];

interface Windows {
  readonly reference: Days;
  readonly recent: Days;
}

/**
 * The newest 28 whole days, and the 365 days that end with the quarter before the one those begin in: so the tenths they
 * are counted over stay the same for a quarter, and no day is on both sides.
 */
function windowsTo(lastDay: string): Windows {
  const end = DateTime.fromISO(lastDay, { zone: 'utc' });
  const begin = end.minus({ days: recentDays - 1 });
  const quarter = begin.startOf('quarter');
  const text = (at: DateTime) => at.toISODate() ?? '';
  return {
    recent: [text(begin), text(end)],
    reference: [text(quarter.minus({ days: referenceDays })), text(quarter.minus({ days: 1 }))],
  };
}

/** Shifts of a table's money columns; none of tables without days or without rows on both sides. One pass a column. */
export async function loadShifts(
  { ch }: Pick<StoreContext, 'ch'>,
  table: QualityTableName,
  { time, lastDay }: { readonly time: ScanTime; readonly lastDay: string | null },
): Promise<QualityShift[]> {
  const { money = [] } = qualityTableShapes[table];
  if (lastDay === null || money.length === 0) return [];
  const windows = windowsTo(lastDay);
  const shifts: QualityShift[] = [];
  for (const column of money) {
    const sides = await loadHistograms({ ch }, table, {
      column,
      where: factsSql`${judged(table, column, time.currency)} and (${within(table, time, windows.reference)} or ${within(table, time, windows.recent)})`,
      side: factsSql`if(${within(table, time, windows.recent)}, 'recent', 'reference')`,
    });
    const shift = shiftOf(sides.get('reference') ?? nothing, sides.get('recent') ?? nothing);
    if (shift)
      shifts.push({ column, recentFrom: windows.recent[0], referenceFrom: windows.reference[0], ...shift });
  }
  return shifts;
}

const nothing: ValueHistogram = { values: [], counts: [] };
const rounded = (value: number) => Math.round(value * 1e4) / 1e4;

/** Rows up to each edge and beyond the last. */
function binned({ values, counts }: ValueHistogram, edges: readonly number[]): number[] {
  const bins = Array<number>(edges.length + 1).fill(0);
  for (const [at, value] of values.entries()) {
    const bin = edges.findIndex(edge => value <= edge);
    const place = bin < 0 ? edges.length : bin;
    bins[place] = (bins[place] ?? 0) + (counts[at] ?? 0);
  }
  return bins;
}

function shiftOf(reference: ValueHistogram, recent: ValueHistogram) {
  const [referenceRows, recentRows] = [rowsOf(reference), rowsOf(recent)];
  if (referenceRows < leastRows || recentRows < leastRows) return null;
  // Tenths that fall on one value are one.
  const edges = [...new Set(histogramQuantiles(reference, tenths))];
  const [before, now] = [binned(reference, edges), binned(recent, edges)];
  const shift = populationShift(before, now);
  return (
    shift && {
      referenceRows,
      recentRows,
      psi: rounded(shift.psi),
      limit: rounded(shift.limit),
      isShifted: shift.isShifted,
      bins: before.map((count, at) => {
        const edge = edges[at];
        return {
          upTo: edge === undefined ? null : rounded(amountAt(edge)),
          reference: rounded(count / referenceRows),
          recent: rounded((now[at] ?? 0) / recentRows),
        };
      }),
    }
  );
}

/** Compared as the column is kept: a day worked out of every row's time would cost more than all else. */
function within(table: QualityTableName, { zone }: ScanTime, [from, to]: Days): FactsSql {
  const { time, columns } = qualityTableShapes[table];
  if (time === null) return factsSql`0`;
  const name = columnIdent(table, time);
  if (columns[time]?.endsWith('date'))
    return factsSql`ifNull(${name} between ${p.date(from)} and ${p.date(to)}, 0)`;
  const begin = DateTime.fromISO(from, { zone });
  const end = DateTime.fromISO(to, { zone }).plus({ days: 1 });
  return factsSql`ifNull(${name} >= ${p.dateTime(begin.toJSDate())} and ${name} < ${p.dateTime(end.toJSDate())}, 0)`;
}
