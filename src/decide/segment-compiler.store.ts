/**
 * A segment rule as one facts query over an allow-list of tables and columns. Comparisons with something unknown are
 * false, so `not` of them is true: two-valued logic, as people read a rule.
 */
import { badInput } from '../kernel/errors.ts';
import { type FeatureName, featureCatalogue, featureNames } from '../records/feature.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { FeatureRule, HouseholdRule, PurchaseRule, SegmentRule } from '../records/segment.ts';
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

/** Whoever is in no household lives alone: where one person fits, ask for the opposite and negate. */
function compareHousehold({ household: { op, people } }: HouseholdRule): FactsSql {
  const symbol = op === 'ne' ? factsSql`!=` : (operators[op] ?? factsSql`=`);
  const condition = factsSql`people ${symbol} ${p.uint32(people)}`;
  return compares(1, op, people)
    ? factsSql`customer_id not in (select customer_id from households where not (${condition}))`
    : factsSql`customer_id in (select customer_id from households where ${condition})`;
}

/** Of those the rule matches, one of each household; ties go to the smaller id. */
function onePerHousehold(rule: SegmentRule, options: CompileOptions): FactsSql {
  const nobody = p.uuid(noCustomer);
  return factsSql`customer_id global in (
  select f.customer_id from (
    select customer_id, monetary from customer_features where ${ofSnapshot(options)} and ${compileRule(rule, options)}) as f
  global left join households as h on h.customer_id = f.customer_id
  order by f.monetary desc, f.customer_id
  limit 1 by if(h.household_id = ${nobody}, f.customer_id, h.household_id))`;
}

const ofSnapshot = ({ features: { asOf, definitionVersion } }: CompileOptions): FactsSql =>
  factsSql`as_of = ${p.dateTime(asOf)} and definition_version = ${p.uint32(definitionVersion)}`;

function compileRule(rule: SegmentRule, options: CompileOptions): FactsSql {
  if ('feature' in rule) return compareFeature(rule);
  if ('purchases' in rule) return comparePurchases(rule, options);
  if ('inOpportunity' in rule) {
    return factsSql`customer_id in (select customer_id from opportunity_members where opportunity_id = ${p.uuid(rule.inOpportunity)})`;
  }
  if ('household' in rule) return compareHousehold(rule);
  if ('onePerHousehold' in rule) return onePerHousehold(rule.onePerHousehold, options);
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
  if (Number.isNaN(options.features.asOf.getTime())) throw badInput('segment-features-missing');
  return factsSql`select customer_id from customer_features
where ${ofSnapshot(options)}
  and ${compileRule(rule, options)}`;
}
