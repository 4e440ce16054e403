/** The organisation's exclusion rules from state; who reads the past applies them to what was known then. */
import { defaultExclusionRules, type ExclusionRule, exclusionRule } from '../../records/exclusion.ts';
import type { StoreContext } from '../context.ts';

/** Every rule once, in the order of the defaults; a rule nobody has changed is the default one. */
export async function loadExclusionRules(
  db: Pick<StoreContext['pg'], 'selectFrom'>,
): Promise<ExclusionRule[]> {
  const rows = await db.selectFrom('exclusion_rules').select(['rule', 'definition']).execute();
  const saved = new Map(rows.map(row => [row.rule, exclusionRule.parse(row.definition)]));
  return defaultExclusionRules.map(rule => saved.get(rule.rule) ?? rule);
}
