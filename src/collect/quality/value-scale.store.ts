/** The scale values of a column are judged on, and the rows of it that are judged. */
import type { QualityTableName } from '../../records/quality-names.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
import { columnIdent } from './quality-tables.store.ts';
import { isNumber, qualityTableShapes } from './quality-tables.ts';

const isMoney = (table: QualityTableName, column: string): boolean =>
  qualityTableShapes[table].money?.includes(column) === true;

/** A column's value as a number; 0 where it is empty. */
export const numeric = (table: QualityTableName, column: string): FactsSql =>
  factsSql`toFloat64(ifNull(${columnIdent(table, column)}, 0))`;

/** The value on the scale it is judged on: money on ±log1p, whose long tail is no outlier then; other numbers as they are. */
export function scaled(table: QualityTableName, column: string): FactsSql {
  const value = numeric(table, column);
  return isMoney(table, column) ? factsSql`(sign(${value}) * log1p(abs(${value})))` : value;
}

/** The value as it is counted: money to a thousandth of its logarithm (0.1 % of the amount). */
export const counted = (table: QualityTableName, column: string): FactsSql =>
  isMoney(table, column)
    ? factsSql`(floor(${scaled(table, column)} * 1000 + 0.5) / 1000)`
    : scaled(table, column);

/** An amount from the scale of money. */
export const amountAt = (value: number): number => Math.sign(value) * Math.expm1(Math.abs(value));

/** A value from the scale it was judged on. */
export const valueAt = (table: QualityTableName, column: string, value: number): number =>
  isMoney(table, column) ? amountAt(value) : value;

/**
 * Rows whose value is judged: it is there, and money is neither 0 (a gift has no price to compare) nor in another currency,
 * where a tenth or a hundredfold is ordinary.
 */
export function judged(table: QualityTableName, column: string, currency: string): FactsSql {
  const { columns } = qualityTableShapes[table];
  const name = columnIdent(table, column);
  const parts = [isNumber(columns[column] ?? 'text') ? factsSql`isNotNull(${name})` : factsSql`0`];
  if (isMoney(table, column)) {
    parts.push(factsSql`ifNull(${name}, 0) != 0`);
    if (columns['currency']) parts.push(factsSql`currency = ${p.string(currency)}`);
  }
  return joinSql(parts, ' and ');
}
