/** Rows that fail a rule, to look at: what names them, the value that fails, and nothing that says who somebody is. */
import { notFound } from '../../kernel/errors.ts';
import type { QualityRows } from '../../records/quality.ts';
import type { StoreContext } from '../../store/context.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
import { loadSalesDefinition } from '../../store/state/sales-definition.store.ts';
import { maskCell } from '../cells/mask.ts';
import { type AnyRule, columnOf, standingRules } from './quality-rules.ts';
import { columnIdent, tableIdent } from './quality-tables.store.ts';
import { qualityTableShapes } from './quality-tables.ts';
import { findRuleSet } from './rule-sets.store.ts';
import { distanceOf, isRowRule, ruleSql, type ScanTime, uniqueApplies } from './rule-sql.store.ts';
import { loadFences } from './value-fences.store.ts';

const hidden = '***';

/** The rows that fail, as a condition; null where a rule is about no single row. */
function failing(rule: AnyRule, time: ScanTime): FactsSql | null {
  if (isRowRule(rule)) {
    const { applies, passes } = ruleSql(rule, time);
    return factsSql`(${applies}) and not (${passes})`;
  }
  if (rule.kind !== 'unique') return null;
  const column = columnIdent(rule.table, rule.column);
  return factsSql`${uniqueApplies(rule)} and ${column} in (select ${column} from ${tableIdent(rule.table)}
    where ${uniqueApplies(rule)} group by ${column} having count() > 1)`;
}

/** Columns that are shown: those that name the row, its time and the one that fails. */
function shownColumns(rule: AnyRule): string[] {
  const { key, time } = qualityTableShapes[rule.table];
  const column = columnOf(rule);
  const beside =
    rule.kind === 'formula' && rule.formula === 'amounts-add-up' ? ['list_amount', 'discount_amount'] : [];
  return [...new Set([...key, ...(time ? [time] : []), ...beside, ...(column ? [column] : [])])];
}

/** Outliers are looked at from the furthest; other rows by what names them. */
function orderOf(rule: AnyRule, time: ScanTime): FactsSql {
  const { key } = qualityTableShapes[rule.table];
  const fence = rule.kind === 'no-outlier' ? time.fences?.get(rule.name) : undefined;
  return joinSql(
    [
      ...(rule.kind === 'no-outlier' && fence ? [factsSql`${distanceOf(rule, fence)} desc`] : []),
      ...key
        .filter(column => isColumn(rule, column))
        .map(column => factsSql`${columnIdent(rule.table, column)}`),
    ],
    ', ',
  );
}

/** Up to `limit` rows that fail a rule in force, by its name. Throws `quality-rule-unknown`. */
export async function loadFailingRows(ctx: StoreContext, name: string, limit: number): Promise<QualityRows> {
  const { rules: own } = await findRuleSet(ctx);
  const rule = standingRules(own).find(each => each.rule.name === name)?.rule;
  if (!rule) throw notFound('quality-rule-unknown', { path: 'rule', received: name });
  return failingRowsOf(ctx, rule, limit);
}

/** Up to `limit` rows that fail a rule, in force or not. One pass over its table; three for outliers. */
export async function failingRowsOf(ctx: StoreContext, rule: AnyRule, limit: number): Promise<QualityRows> {
  const { zone, currency } = await loadSalesDefinition(ctx);
  const now: ScanTime = { asOf: ctx.now(), zone, currency };
  const time = { ...now, fences: await loadFences(ctx, rule.table, { rules: [rule], time: now }) };
  const where = failing(rule, time);
  const columns = shownColumns(rule);
  const head = { rule: rule.name, table: rule.table, column: columnOf(rule), columns };
  if (where === null) return { ...head, rows: [] };
  const { personal = [] } = qualityTableShapes[rule.table];
  const cells = columns.map(column => factsSql`ifNull(toString(${columnIdent(rule.table, column)}), '')`);
  const found = await ctx.ch.query<{ cells: string[] }>(
    factsSql`select [${joinSql(cells, ', ')}] as cells from ${tableIdent(rule.table)} where ${where}
order by ${orderOf(rule, time)} limit ${p.uint32(limit)}`,
    { tag: 'quality.rows', role: 'interactive' },
  );
  const customerAt = columns.indexOf('customer_id');
  return {
    ...head,
    rows: found.map(row => {
      const customerId = row.cells[customerAt];
      return {
        ...(customerId && customerId !== noCustomer ? { customerId } : {}),
        cells: row.cells.map((cell, at) => shown(columns[at] ?? '', cell, personal)),
      };
    }),
  };
}

const isColumn = (rule: AnyRule, column: string) => column in qualityTableShapes[rule.table].columns;

/** A value as it may be seen: what is said of a person never, an address or number inside a text never. */
function shown(column: string, cell: string, personal: readonly string[]): string {
  if (cell === noCustomer) return '';
  if (personal.includes(column)) return cell === '' || cell === '0' ? '' : hidden;
  return maskCell(null, cell);
}
