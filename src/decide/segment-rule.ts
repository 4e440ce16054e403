/**
 * What a segment rule may say: every comparison is checked against the feature's type before anything is compiled, so
 * that a wrong rule is refused with its place instead of matching nobody.
 */
import { badInput } from '../kernel/errors.ts';
import { type FeatureName, type FeatureType, featureCatalogue } from '../records/feature.ts';
import type { FeatureRule, SegmentRule } from '../records/segment.ts';

export const mostRuleDepth = 8;
export const mostRuleNodes = 200;

const opsOf: Readonly<Record<FeatureType, readonly FeatureRule['op'][]>> = {
  number: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between', 'in', 'is-null', 'not-null'],
  day: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between', 'is-null', 'not-null'],
  text: ['eq', 'ne', 'in', 'is-null', 'not-null'],
  list: ['has'],
};

const isDay = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));

const fits: Readonly<Record<FeatureType, (value: unknown) => boolean>> = {
  number: value => typeof value === 'number' && Number.isFinite(value),
  day: isDay,
  text: value => typeof value === 'string',
  list: value => typeof value === 'string',
};

/** How many values an operator takes; `many` is at least one. */
const arity = (op: FeatureRule['op']): 0 | 1 | 2 | 'many' => {
  if (op === 'is-null' || op === 'not-null') return 0;
  if (op === 'between') return 2;
  return op === 'in' ? 'many' : 1;
};

/** The values of a comparison as a list, whatever form they came in. */
export function valuesOf(rule: FeatureRule): (string | number)[] {
  if (rule.value === undefined) return [];
  return Array.isArray(rule.value) ? rule.value : [rule.value];
}

function checkFeature(rule: FeatureRule, path: string): void {
  const feature = featureCatalogue[rule.feature as FeatureName];
  if (!opsOf[feature.type].includes(rule.op)) {
    throw badInput('segment-operator', {
      path: `${path}.op`,
      received: rule.op,
      expected: opsOf[feature.type].join(', '),
      params: { feature: rule.feature },
    });
  }
  const values = valuesOf(rule);
  const wanted = arity(rule.op);
  const right = wanted === 'many' ? values.length > 0 : values.length === wanted;
  const bad = values.find(value => !fits[feature.type](value));
  const known: readonly string[] | null = feature.values;
  const strange = known ? values.find(value => !known.includes(String(value))) : undefined;
  if (!right || bad !== undefined || strange !== undefined) {
    throw badInput('segment-value', {
      path: `${path}.value`,
      received: JSON.stringify(rule.value ?? null),
      expected: known ? known.join(', ') : `${feature.type} × ${wanted}`,
      params: { feature: rule.feature },
    });
  }
}

interface Place {
  readonly path: string;
  readonly depth: number;
  /** Shared by the whole walk. */
  readonly seen: { nodes: number };
}

function childrenOf(rule: SegmentRule): readonly SegmentRule[] {
  if ('all' in rule) return rule.all;
  if ('any' in rule) return rule.any;
  if ('not' in rule) return [rule.not];
  return 'onePerHousehold' in rule ? [rule.onePerHousehold] : [];
}

function checkNode(rule: SegmentRule, { path, depth, seen }: Place): void {
  seen.nodes += 1;
  if (depth > mostRuleDepth || seen.nodes > mostRuleNodes) {
    throw badInput('segment-too-large', { path, expected: `${mostRuleDepth} × ${mostRuleNodes}` });
  }
  if ('feature' in rule) checkFeature(rule, path);
  childrenOf(rule).forEach((child, n) => {
    checkNode(child, { path: `${path}.${n}`, depth: depth + 1, seen });
  });
}

/** Throws `segment-operator`, `segment-value` or `segment-too-large` with the place in the rule. */
export function checkSegmentRule(rule: SegmentRule): void {
  checkNode(rule, { path: 'rule', depth: 1, seen: { nodes: 0 } });
}

type Comparison = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte';

/** Whether a number stands in a relation to another; shared by the compiler's zero case and the tests' interpreter. */
export function compares(left: number, op: Comparison, right: number): boolean {
  if (op === 'eq') return left === right;
  if (op === 'ne') return left !== right;
  if (op === 'lt') return left < right;
  if (op === 'lte') return left <= right;
  return op === 'gt' ? left > right : left >= right;
}
