/** Between the nested rule of a segment and the flat list of conditions a person edits. */
import type { SegmentRule } from '../../../../src/records/segment.ts';

export interface RuleDraft {
  readonly join: 'all' | 'any';
  readonly conditions: readonly SegmentRule[];
  readonly onePerHousehold: boolean;
}

/** The outermost `all` or `any` becomes the list; what is nested deeper stays one condition as it is. */
export function splitRule(rule: SegmentRule): RuleDraft {
  if ('onePerHousehold' in rule) return { ...splitRule(rule.onePerHousehold), onePerHousehold: true };
  const onePerHousehold = false;
  if ('all' in rule) return { join: 'all', conditions: rule.all, onePerHousehold };
  if ('any' in rule) return { join: 'any', conditions: rule.any, onePerHousehold };
  return { join: 'all', conditions: [rule], onePerHousehold };
}

export function joinRule({ onePerHousehold, ...draft }: RuleDraft): SegmentRule {
  return onePerHousehold ? { onePerHousehold: joinConditions(draft) } : joinConditions(draft);
}

function joinConditions({ join, conditions }: Omit<RuleDraft, 'onePerHousehold'>): SegmentRule {
  const [only] = conditions;
  if (conditions.length === 1 && only) return only;
  return join === 'all' ? { all: [...conditions] } : { any: [...conditions] };
}
