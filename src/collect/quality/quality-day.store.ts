/** The day a row belongs to, in a statement. */
import type { QualityTableName } from '../../records/quality-names.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { columnIdent } from './quality-tables.store.ts';
import { qualityTableShapes } from './quality-tables.ts';

/** The day of a row, or null where the table has no time or the row none. */
export function dayOf(table: QualityTableName, zone: string): FactsSql {
  const { time, columns } = qualityTableShapes[table];
  if (time === null) return factsSql`cast(null as Nullable(Date))`;
  const name = columnIdent(table, time);
  return columns[time]?.endsWith('date')
    ? factsSql`cast(${name} as Nullable(Date))`
    : factsSql`cast(toDate(${name}, ${p.string(zone)}) as Nullable(Date))`;
}
