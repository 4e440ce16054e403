/**
 * A segment rule as one facts query over an allow-list of tables and columns. Comparisons with something unknown are
 * false, so `not` of them is true: two-valued logic, as people read a rule.
 */
import { badInput } from '../kernel/errors.ts';
import { type FeatureName, featureCatalogue, featureNames } from '../records/feature.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { FeatureRule, PurchaseRule, SegmentRule } from '../records/segment.ts';
import { noCustomer } from '../store/facts/no-customer.ts';
import { saleLines } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, ident, joinSql, p } from '../store/facts/sql.ts';
import { checkSegmentRule, compares, valuesOf } from './segment-rule.ts';

export interface CompileOptions {
  /** The feature snapshot the rule reads. */
  readonly features: { readonly asOf: Date; readonly definitionVersion: number };
  readonly definition: SalesDefinition;
  /** Time of the count: purchases are those known now, before this. */
  readonly now: Date;
}

const operators: Readonly<Record<string, FactsSql>> = {
  eq: factsSql`=`,
  lt: factsSql`<`,
  lte: factsSql`<=`,
  gt: factsSql`>`,
  gte: factsSql`>=`,
};

function valueParam(feature: FeatureName, value: string | number): FactsSql {
  const { type } = featureCatalogue[feature];
  if (type === 'number') return factsSql`${p.float64(Number(value))}`;
  return type === 'day' ? factsSql`${p.date(String(value))}` : factsSql`${p.string(String(value))}`;
}

function compareFeature(rule: FeatureRule): FactsSql {
  const feature = rule.feature as FeatureName;
  const { type } = featureCatalogue[feature];
  const name = factsSql`${ident(feature, featureNames)}`;
  const column = type === 'number' ? factsSql`toFloat64(${name})` : name;
  const known = type === 'text' ? factsSql`${name} != ''` : factsSql`isNotNull(${name})`;
  const values = valuesOf(rule).map(value => valueParam(feature, value));
  const [first = factsSql`''`, second = first] = values;
  switch (rule.op) {
    case 'is-null':
      return factsSql`not (${known})`;
    case 'not-null':
      return known;
    case 'has':
      return factsSql`has(${name}, ${first})`;
    case 'in':
      return factsSql`(${known} and ${column} in (${joinSql(values, ', ')}))`;
    case 'between':
      return factsSql`(${known} and ${column} between ${first} and ${second})`;
    case 'ne':
      return factsSql`not (${known} and ${column} = ${first})`;
    default:
      return factsSql`(${known} and ${column} ${operators[rule.op] ?? factsSql`=`} ${first})`;
  }
}

const measures: Readonly<Record<PurchaseRule['purchases']['measure'], FactsSql>> = {
  lines: factsSql`countIf(kind = 'sale')`,
  orders: factsSql`uniqExactIf(order_id, kind = 'sale')`,
  days: factsSql`uniqExactIf(day, kind = 'sale')`,
  quantity: factsSql`sum(quantity)`,
  net: factsSql`sum(net_amount)`,
};

const filterColumns = ['sku', 'category', 'channel', 'store', 'region'] as const;

function comparePurchases(rule: PurchaseRule, options: CompileOptions): FactsSql {
  const { measure, op, value, withinDays, where = {} } = rule.purchases;
  const from =
    withinDays === undefined ? undefined : new Date(options.now.getTime() - withinDays * 86_400_000);
  const lines = saleLines({
    definition: options.definition,
    asOf: options.now,
    knownAs: 'current',
    ...(from ? { from } : {}),
  });
  const filters = filterColumns.flatMap(column => {
    const wanted = where[column];
    return wanted ? [factsSql`has(${p.strings(wanted)}, ${ident(column, filterColumns)})`] : [];
  });
  const filter = joinSql([factsSql`customer_id != ${p.uuid(noCustomer)}`, ...filters], ' and ');
  // Nobody without a line stands in the grouped set: where zero satisfies the rule, ask for the opposite and negate.
  const zeroFits = compares(0, op, value);
  const symbol = op === 'ne' ? factsSql`!=` : (operators[op] ?? factsSql`=`);
  const condition = factsSql`toFloat64(${measures[measure]}) ${symbol} ${p.float64(value)}`;
  const having = zeroFits ? factsSql`not (${condition})` : condition;
  const people = factsSql`select customer_id from (${lines}) as bought where ${filter} group by customer_id having ${having}`;
  return zeroFits ? factsSql`customer_id not in (${people})` : factsSql`customer_id in (${people})`;
}

function compileRule(rule: SegmentRule, options: CompileOptions): FactsSql {
  if ('feature' in rule) return compareFeature(rule);
  if ('purchases' in rule) return comparePurchases(rule, options);
  if ('inOpportunity' in rule) {
    return factsSql`customer_id in (select customer_id from opportunity_members where opportunity_id = ${p.uuid(rule.inOpportunity)})`;
  }
  if ('not' in rule) return factsSql`not (${compileRule(rule.not, options)})`;
  if ('all' in rule)
    return factsSql`(${joinSql(
      rule.all.map(r => compileRule(r, options)),
      ' and ',
    )})`;
  return anyOf(rule.any, options);
}

/** `a or b` as `not (not a and not b)`: one joining word for the fragment builder. */
const anyOf = (rules: readonly SegmentRule[], options: CompileOptions): FactsSql =>
  factsSql`not (${joinSql(
    rules.map(r => factsSql`not (${compileRule(r, options)})`),
    ' and ',
  )})`;

/**
 * The query of a segment: one column `customer_id`, each member once. Throws what
 * `checkSegmentRule` throws. Cost: one scan of the feature snapshot, plus one of the order lines per purchase rule.
 */
export function compileSegment(rule: SegmentRule, options: CompileOptions): FactsSql {
  checkSegmentRule(rule);
  const { asOf, definitionVersion } = options.features;
  if (Number.isNaN(asOf.getTime())) throw badInput('segment-features-missing');
  return factsSql`select customer_id from customer_features
where as_of = ${p.dateTime(asOf)} and definition_version = ${p.uint32(definitionVersion)}
  and ${compileRule(rule, options)}`;
}
