/** Between the nested rule of a segment and the flat list of conditions a person edits. */
import type { SegmentRule } from '../../../../src/records/segment.ts';

export interface RuleDraft {
  readonly join: 'all' | 'any';
  readonly conditions: readonly SegmentRule[];
}

/** The outermost `all` or `any` becomes the list; what is nested deeper stays one condition as it is. */
export function splitRule(rule: SegmentRule): RuleDraft {
  if ('all' in rule) return { join: 'all', conditions: rule.all };
  if ('any' in rule) return { join: 'any', conditions: rule.any };
  return { join: 'all', conditions: [rule] };
}

export function joinRule({ join, conditions }: RuleDraft): SegmentRule {
  const [only] = conditions;
  if (conditions.length === 1 && only) return only;
  return join === 'all' ? { all: [...conditions] } : { any: [...conditions] };
}
