/** Whether rules fit the tables they name: said with what was meant instead. Pure. */
import { badInput, type CodedError } from '../../kernel/errors.ts';
import type { QualityRule } from '../../records/quality.ts';
import type { QualityTableName } from '../../records/quality-names.ts';
import { type ColumnKind, canBeEmpty, isNumber, isTime, qualityTableShapes } from './quality-tables.ts';

type ColumnRule = Extract<QualityRule, { column: string }>;

const refuse = (code: string, path: string, detail: { received?: string; expected?: string }): CodedError =>
  badInput(code, { path, ...detail, params: { path } });

const kindOf = (table: QualityTableName, column: string): ColumnKind | undefined =>
  qualityTableShapes[table].columns[column];

function unknownColumn(table: QualityTableName, column: string, path: string): CodedError | null {
  if (kindOf(table, column) !== undefined) return null;
  const expected = Object.keys(qualityTableShapes[table].columns).join(', ');
  return badInput('quality-column-unknown', {
    path,
    received: column,
    expected,
    params: { path, table, column },
  });
}

function wrongRange(rule: Extract<QualityRule, { kind: 'range' }>, kind: ColumnKind, at: string) {
  const { min, max } = rule;
  const given = [min, max].filter(value => value !== undefined);
  if (given.length === 0) return refuse('quality-range-open', at, { expected: 'min, max' });
  const wanted = isNumber(kind) ? 'number' : isTime(kind) ? 'string' : null;
  if (wanted === null) return refuse('quality-range-column', `${at}.column`, { received: rule.column });
  if (given.some(value => typeof value !== wanted))
    return refuse('quality-range-bound', at, {
      received: given.join(', '),
      expected: wanted === 'number' ? '0' : '2026-01-31',
    });
  return min !== undefined && max !== undefined && min > max
    ? refuse('quality-range-empty', at, { received: `${min} > ${max}` })
    : null;
}

function wrongColumn(rule: ColumnRule, at: string): CodedError | null {
  const kind = kindOf(rule.table, rule.column);
  if (kind === undefined) return null;
  switch (rule.kind) {
    case 'not-null':
      return canBeEmpty(kind)
        ? null
        : refuse('quality-column-never-empty', `${at}.column`, { received: rule.column });
    case 'range':
      return wrongRange(rule, kind, at);
    case 'no-outlier':
      return isNumber(kind)
        ? null
        : refuse('quality-outlier-column', `${at}.column`, { received: rule.column });
    case 'pattern':
      return kind === 'text'
        ? null
        : refuse('quality-pattern-column', `${at}.column`, { received: rule.column });
    case 'reference': {
      const isId = rule.reference === 'customers.customer_id';
      return (kind === 'id') === isId && (isId || kind === 'text')
        ? null
        : refuse('quality-reference-column', `${at}.column`, {
            received: rule.column,
            expected: rule.reference,
          });
    }
    default:
      return null;
  }
}

type TableRule = Exclude<QualityRule, { column: string }>;

function wrongTable(rule: TableRule, at: string): CodedError | null {
  const { time } = qualityTableShapes[rule.table];
  if (rule.kind === 'row-count')
    return time === null
      ? refuse('quality-table-without-days', `${at}.table`, { received: rule.table })
      : null;
  return rule.source === '' ? null : unknownColumn(rule.table, 'source', `${at}.source`);
}

/** Why a rule cannot be put, or null. `at` is its place in what was sent: `rules.0`. */
export function wrongRule(rule: QualityRule, at: string): CodedError | null {
  if (!('column' in rule)) return wrongTable(rule, at);
  const missing =
    unknownColumn(rule.table, rule.column, `${at}.column`) ??
    (rule.when ? unknownColumn(rule.table, rule.when.column, `${at}.when.column`) : null);
  return missing ?? wrongColumn(rule, at);
}

/** The first name that two rules have, with its place. */
export function repeatedName(rules: readonly QualityRule[]): CodedError | null {
  const at = rules.findIndex((rule, place) => rules.findIndex(each => each.name === rule.name) < place);
  const twice = rules[at];
  return twice ? refuse('quality-rule-twice', `rules.${at}.name`, { received: twice.name }) : null;
}
