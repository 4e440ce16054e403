/** What a rule becomes in a statement: the rows it is about and those of them that pass, both over the columns of one row. */

import type { QualityRule } from '../../records/quality.ts';
import type { QualityFormula, QualityReference, QualityTableName } from '../../records/quality-names.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
import type { AnyRule } from './quality-rules.ts';
import { columnIdent } from './quality-tables.store.ts';
import { type ColumnKind, isNumber, qualityTableShapes } from './quality-tables.ts';
import { judged, numeric, scaled } from './value-scale.store.ts';

export interface ScanTime {
  readonly asOf: Date;
  readonly zone: string;
  readonly currency: string;
  /** Of rules on outliers, by name; a rule without one is about no row. */
  readonly fences?: ReadonlyMap<string, RowFence>;
}

/** Values that are usual, as they stand in the rows: between two, or of a list; `middle` on the scale they are judged on. */
export type RowFence = { readonly middle: number } & (
  | { readonly low: number; readonly high: number }
  | { readonly values: readonly number[] }
);

export interface RuleSql {
  /** Rows the rule is about. */
  readonly applies: FactsSql;
  /** Of those, the ones that pass. */
  readonly passes: FactsSql;
}

const kindOf = (table: QualityTableName, column: string): ColumnKind =>
  qualityTableShapes[table].columns[column] ?? 'text';

function isFilled(table: QualityTableName, column: string): FactsSql {
  const name = columnIdent(table, column);
  switch (kindOf(table, column)) {
    case 'text':
      return factsSql`${name} != ''`;
    case 'id':
      return factsSql`${name} != ${p.uuid(noCustomer)}`;
    case 'year':
      return factsSql`${name} != 0`;
    case 'optional-number':
    case 'optional-instant':
    case 'optional-date':
      return factsSql`isNotNull(${name})`;
    default:
      return factsSql`1`;
  }
}

/** What a rule says of the rows it is about, before whether the cell is filled. */
export function holds(rule: AnyRule): FactsSql {
  if (rule.kind === 'formula' || !('when' in rule) || !rule.when) return factsSql`1`;
  const { column, equals } = rule.when;
  return equals
    ? factsSql`has(${p.strings(equals)}, toString(${columnIdent(rule.table, column)}))`
    : isFilled(rule.table, column);
}

type RangeRule = Extract<QualityRule, { kind: 'range' }>;

function within({ table, column, min, max }: RangeRule, zone: string): FactsSql {
  const name = columnIdent(table, column);
  const kind = kindOf(table, column);
  const bound = (value: number | string) =>
    typeof value === 'number' ? factsSql`${p.float64(value)}` : factsSql`${p.date(value)}`;
  const value = isNumber(kind)
    ? factsSql`toFloat64(assumeNotNull(${name}))`
    : kind.endsWith('instant')
      ? factsSql`toDate(assumeNotNull(${name}), ${p.string(zone)})`
      : factsSql`assumeNotNull(${name})`;
  return joinSql(
    [
      factsSql`1`,
      ...(min === undefined ? [] : [factsSql`${value} >= ${bound(min)}`]),
      ...(max === undefined ? [] : [factsSql`${value} <= ${bound(max)}`]),
    ],
    ' and ',
  );
}

const looked: Readonly<Record<QualityReference, FactsSql>> = {
  'products.sku': factsSql`select sku from products`,
  'stores.store': factsSql`select store from stores`,
  'channels.channel': factsSql`select channel from channels`,
  'customers.customer_id': factsSql`select customer_id from customers`,
};

/** A table nobody has filled says nothing about what stands in it. */
const isKept: Readonly<Record<QualityReference, FactsSql>> = {
  'products.sku': factsSql`(select count() > 0 from products)`,
  'stores.store': factsSql`(select count() > 0 from stores)`,
  'channels.channel': factsSql`(select count() > 0 from channels)`,
  'customers.customer_id': factsSql`(select count() > 0 from customers)`,
};

const both = (...parts: FactsSql[]): FactsSql => joinSql(parts, ' and ');

/** Orders whose refunds came to more than was paid; found from the refunds, so only their orders are read. */
const overRefunded = factsSql`select source, order_id from
  (select source, order_id, sum(amount) as given_back from refunds where order_id != '' and matched = 1 group by source, order_id) as r
  inner join (select source, order_id, sum(net_amount) as paid from order_lines
    where (source, order_id) global in (select source, order_id from refunds where order_id != '' and matched = 1)
    group by source, order_id) as l using (source, order_id)
  where given_back > paid + toDecimal64('0.01', 4)`;

function formulaSql(
  formula: QualityFormula,
  { table, column }: { table: QualityTableName; column: string },
  { asOf, currency }: ScanTime,
): RuleSql {
  const name = columnIdent(table, column);
  // A day of grace: zones, and clocks that run ahead.
  const tomorrow = new Date(asOf.getTime() + 86_400_000);
  const all = factsSql`1`;
  switch (formula) {
    case 'amounts-add-up':
      return {
        applies: factsSql`list_amount != 0`,
        passes: factsSql`abs(list_amount - discount_amount - net_amount) <= toDecimal64('0.01', 4)`,
      };
    case 'own-currency':
      return { applies: all, passes: factsSql`${name} = ${p.string(currency)}` };
    case 'not-in-future':
      return {
        applies: isFilled(table, column),
        passes: factsSql`ifNull(${name} <= ${p.dateTime(tomorrow)}, 1)`,
      };
    case 'paid-after-ordered':
      return { applies: all, passes: factsSql`paid_at >= ordered_at` };
    case 'first-of-its-kind':
      return { applies: all, passes: factsSql`duplicate_no = 0` };
    case 'refund-has-purchase':
      return { applies: all, passes: factsSql`matched = 1` };
    case 'refund-after-purchase':
      return {
        applies: factsSql`isNotNull(purchase_sold_at)`,
        passes: factsSql`refunded_at >= assumeNotNull(purchase_sold_at)`,
      };
    case 'refund-within-paid':
      return {
        applies: factsSql`matched = 1 and order_id != ''`,
        passes: factsSql`(source, order_id) global not in (${overRefunded})`,
      };
    case 'clock-agrees':
      return { applies: all, passes: factsSql`clock_flag = ''` };
    case 'as-planned':
      return { applies: factsSql`plan_version > 0`, passes: factsSql`empty(violations)` };
    case 'cost-below-list':
      return {
        applies: factsSql`isNotNull(cost_amount) and isNotNull(list_amount) and list_amount > 0`,
        passes: factsSql`assumeNotNull(cost_amount) <= assumeNotNull(list_amount)`,
      };
  }
}

type OutlierRule = Extract<QualityRule, { kind: 'no-outlier' }>;

function usual(rule: OutlierRule, fence: RowFence): FactsSql {
  // As it stands in the row: a logarithm of every row would cost more than the scan.
  const value = numeric(rule.table, rule.column);
  if ('values' in fence)
    return factsSql`has(arrayMap(each -> toFloat64(each), ${p.strings(fence.values.map(String))}), ${value})`;
  return factsSql`${value} between ${p.float64(fence.low)} and ${p.float64(fence.high)}`;
}

/** How far from usual a row's value is, for those that are looked at. */
export const distanceOf = (rule: OutlierRule, { middle }: RowFence): FactsSql =>
  factsSql`abs(${scaled(rule.table, rule.column)} - ${p.float64(middle)})`;

/** Rules that a scan counts row by row; the others are asked of the table as a whole. */
export type RowRule = Exclude<AnyRule, { kind: 'unique' | 'fresh-within' | 'row-count' }>;

export const isRowRule = (rule: AnyRule): rule is RowRule =>
  rule.kind !== 'unique' && rule.kind !== 'fresh-within' && rule.kind !== 'row-count';

/** The two conditions of a rule; neither is ever null. */
export function ruleSql(rule: RowRule, time: ScanTime): RuleSql {
  const when = holds(rule);
  if (rule.kind === 'formula') return formulaSql(rule.formula, rule, time);
  const name = columnIdent(rule.table, rule.column);
  const present = both(when, isFilled(rule.table, rule.column));
  switch (rule.kind) {
    case 'not-null':
      return { applies: when, passes: isFilled(rule.table, rule.column) };
    case 'range':
      return { applies: present, passes: within(rule, time.zone) };
    case 'pattern':
      return { applies: present, passes: factsSql`match(${name}, ${p.string(rule.pattern)})` };
    case 'set':
      return { applies: present, passes: factsSql`has(${p.strings(rule.values)}, toString(${name}))` };
    case 'no-outlier': {
      const fence = time.fences?.get(rule.name);
      return fence
        ? { applies: both(when, judged(rule.table, rule.column, time.currency)), passes: usual(rule, fence) }
        : { applies: factsSql`0`, passes: factsSql`1` };
    }
    case 'reference':
      return {
        applies: both(present, isKept[rule.reference]),
        passes: factsSql`${name} global in (${looked[rule.reference]})`,
      };
  }
}

/** Rows a rule on uniqueness is about. */
export const uniqueApplies = (rule: Extract<QualityRule, { kind: 'unique' }>): FactsSql =>
  both(holds(rule), isFilled(rule.table, rule.column));
