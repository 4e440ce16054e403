/**
 * The rules that come with the product, in the same form as an organisation's own, and what each rule is called, measures
 * and asks. Pure; the statements they become stand in `rule-sql.store.ts`.
 */
import type { QualityRule } from '../../records/quality.ts';
import type {
  QualityDimension,
  QualityFormula,
  QualityReference,
  QualitySeverity,
  QualityTableName,
} from '../../records/quality-names.ts';
import { qualityTables } from '../../records/quality-names.ts';
import { qualityTableShapes } from './quality-tables.ts';

/** A check across columns that only the product brings; `when` as in a rule. */
export interface FormulaRule {
  readonly kind: 'formula';
  readonly formula: QualityFormula;
  readonly name: string;
  readonly table: QualityTableName;
  readonly column: string;
  readonly dimension: QualityDimension;
  readonly threshold: number;
  readonly severity: QualitySeverity;
  readonly owner: string;
  readonly note: string;
  readonly enabled: boolean;
}

export type AnyRule = QualityRule | FormulaRule;

export interface StandingRule {
  readonly rule: AnyRule;
  readonly builtIn: boolean;
}

interface Level {
  readonly threshold?: number;
  readonly severity?: QualitySeverity;
}

const plain = { owner: '', note: '', enabled: true } as const;
const level = ({ threshold = 0.95, severity = 'warning' }: Level) => ({ ...plain, threshold, severity });
const named = (table: QualityTableName, column: string, kind: string) =>
  `${table}.${column}.${kind}`.replaceAll('_', '-');

const filled = (
  table: QualityTableName,
  column: string,
  options: Level & { products?: true } = {},
): AnyRule => ({
  kind: 'not-null',
  name: named(table, column, 'filled'),
  table,
  column,
  ...(options.products ? { when: { column: 'line_kind', equals: ['product'] } } : {}),
  ...level(options),
});

const between = (
  table: QualityTableName,
  column: string,
  bounds: { min?: number; max?: number } & Level,
): AnyRule => {
  const { min, max } = bounds;
  return {
    kind: 'range',
    name: named(table, column, 'range'),
    table,
    column,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...level({ threshold: 0.99, ...bounds }),
  };
};

const known = (table: QualityTableName, column: string, reference: QualityReference): AnyRule => ({
  kind: 'reference',
  name: named(table, column, 'known'),
  table,
  column,
  reference,
  ...level({}),
});

const formula = (
  [table, column, name]: readonly [QualityTableName, string, QualityFormula],
  dimension: QualityDimension,
  options: Level = {},
): AnyRule => ({
  kind: 'formula',
  formula: name,
  name: named(table, column, name),
  table,
  column,
  dimension,
  ...level({ threshold: 0.99, ...options }),
});

/** Money far from where a column's money usually lies. One row in a hundred is asked for: long tails are ordinary. */
const withoutOutliers: readonly AnyRule[] = qualityTables.flatMap(table =>
  (qualityTableShapes[table].money ?? []).map(
    (column): AnyRule => ({
      kind: 'no-outlier',
      name: named(table, column, 'no-outlier'),
      table,
      column,
      ...level({ threshold: 0.99 }),
    }),
  ),
);

const critical = (threshold: number) => ({ severity: 'critical', threshold }) as const;

/** What holds for every organisation. Critical: what would make figures wrong or leave most of the base out of them. */
export const builtInRules: readonly AnyRule[] = [
  filled('order_lines', 'customer_id', critical(0.5)),
  filled('order_lines', 'order_id'),
  filled('order_lines', 'sku', { products: true }),
  filled('order_lines', 'product_name', { products: true }),
  filled('order_lines', 'category', { products: true }),
  filled('order_lines', 'cost_amount', { products: true }),
  filled('order_lines', 'channel'),
  between('order_lines', 'net_amount', { min: 0 }),
  between('order_lines', 'cost_amount', { min: 0 }),
  formula(['order_lines', 'sold_at', 'not-in-future'], 'validity', critical(0.999)),
  formula(['order_lines', 'currency', 'own-currency'], 'validity', critical(0.99)),
  formula(['order_lines', 'duplicate_no', 'first-of-its-kind'], 'uniqueness', { threshold: 0.98 }),
  formula(['order_lines', 'net_amount', 'amounts-add-up'], 'consistency', { threshold: 0.98 }),
  formula(['order_lines', 'paid_at', 'paid-after-ordered'], 'consistency'),
  known('order_lines', 'customer_id', 'customers.customer_id'),
  known('order_lines', 'sku', 'products.sku'),
  known('order_lines', 'store', 'stores.store'),
  known('order_lines', 'channel', 'channels.channel'),
  filled('refunds', 'customer_id', { threshold: 0.5 }),
  filled('refunds', 'reason', { threshold: 0.5 }),
  between('refunds', 'amount', { min: 0 }),
  formula(['refunds', 'refunded_at', 'not-in-future'], 'validity', critical(0.999)),
  formula(['refunds', 'currency', 'own-currency'], 'validity', critical(0.99)),
  formula(['refunds', 'matched', 'refund-has-purchase'], 'consistency', { threshold: 0.9 }),
  formula(['refunds', 'refunded_at', 'refund-after-purchase'], 'consistency'),
  formula(['refunds', 'amount', 'refund-within-paid'], 'consistency', critical(0.95)),
  filled('customers', 'registered_at'),
  filled('customers', 'region', { threshold: 0.8 }),
  filled('customers', 'acquisition_channel', { threshold: 0.5 }),
  between('customers', 'birth_year', { min: 1900, max: 2100 }),
  formula(['customers', 'registered_at', 'not-in-future'], 'validity'),
  filled('events', 'event'),
  formula(['events', 'occurred_at', 'clock-agrees'], 'validity'),
  formula(['events', 'occurred_at', 'not-in-future'], 'validity'),
  formula(['events', 'plan_version', 'as-planned'], 'validity', { threshold: 0.95 }),
  filled('touches', 'customer_id'),
  between('touches', 'cost', { min: 0 }),
  formula(['touches', 'occurred_at', 'not-in-future'], 'validity'),
  filled('spend', 'channel'),
  between('spend', 'amount', { min: 0, threshold: 0.9 }),
  formula(['spend', 'currency', 'own-currency'], 'validity'),
  known('spend', 'channel', 'channels.channel'),
  filled('products', 'product_name'),
  filled('products', 'category'),
  filled('products', 'cost_amount', { threshold: 0.8 }),
  formula(['products', 'cost_amount', 'cost-below-list'], 'consistency', { threshold: 0.98 }),
  filled('stores', 'title'),
  filled('stores', 'region'),
  filled('channels', 'title'),
  filled('competitor_facts', 'product_name'),
  filled('competitor_facts', 'sku', { threshold: 0.5 }),
  between('competitor_facts', 'price_amount', { min: 0 }),
  filled('past_touches', 'campaign'),
  formula(['past_touches', 'occurred_at', 'not-in-future'], 'validity'),
  filled('service_cases', 'customer_id', { threshold: 0.5 }),
  filled('service_cases', 'category'),
  formula(['service_cases', 'opened_at', 'not-in-future'], 'validity'),
  filled('survey_answers', 'customer_id', { threshold: 0.5 }),
  formula(['survey_answers', 'answered_at', 'not-in-future'], 'validity'),
  filled('feedback_texts', 'customer_id', { threshold: 0.5 }),
  formula(['feedback_texts', 'said_at', 'not-in-future'], 'validity'),
  ...withoutOutliers,
];

/**
 * Built-in rules first, then the organisation's; one of the same name takes the built-in's place, and what is switched off
 * is left out.
 */
export function standingRules(own: readonly QualityRule[]): StandingRule[] {
  const replaced = new Set(own.map(rule => rule.name));
  return [
    ...builtInRules.filter(rule => !replaced.has(rule.name)).map(rule => ({ rule, builtIn: true })),
    ...own.filter(rule => rule.enabled).map(rule => ({ rule, builtIn: false })),
  ];
}

const dimensionOfKind: Readonly<Record<QualityRule['kind'], QualityDimension>> = {
  'not-null': 'completeness',
  unique: 'uniqueness',
  range: 'validity',
  pattern: 'validity',
  set: 'validity',
  'no-outlier': 'validity',
  reference: 'consistency',
  'fresh-within': 'timeliness',
  'row-count': 'timeliness',
};

/** Which of the five scores a rule is part of. */
export const dimensionOf = (rule: AnyRule): QualityDimension =>
  rule.kind === 'formula' ? rule.dimension : dimensionOfKind[rule.kind];

/** The column a rule is about; empty for the whole table. */
export const columnOf = (rule: AnyRule): string => ('column' in rule ? rule.column : '');

/** What a rule asks: a code of the catalogue with its numbers. */
export function wordingOf(rule: AnyRule): { code: string; params: Record<string, string | number> } {
  const column = columnOf(rule);
  switch (rule.kind) {
    case 'formula':
      return { code: `quality-formula-${rule.formula}`, params: { column } };
    case 'range':
      return {
        code: 'quality-rule-range',
        params: { column, min: String(rule.min ?? '–∞'), max: String(rule.max ?? '∞') },
      };
    case 'pattern':
      return { code: 'quality-rule-pattern', params: { column, pattern: rule.pattern } };
    case 'set': {
      const shown = rule.values.slice(0, 5).join(', ');
      return {
        code: 'quality-rule-set',
        params: { column, values: rule.values.length > 5 ? `${shown} …` : shown },
      };
    }
    case 'reference':
      return { code: 'quality-rule-reference', params: { column, reference: rule.reference } };
    case 'fresh-within':
      return {
        code: 'quality-rule-fresh-within',
        params: { hours: rule.withinHours, source: rule.source || '*' },
      };
    default:
      return { code: `quality-rule-${rule.kind}`, params: { column } };
  }
}
