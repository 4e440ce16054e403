/** `model rules`: association rules of any baskets in the common envelope. */
import { textOf } from '../kernel/catalogue.ts';
import { badInput } from '../kernel/errors.ts';
import { basketsOf, frequentItemsets } from '../models/basket-itemsets.ts';
import { basketRules, ruleControls } from '../models/basket-rules.ts';
import type { RuleEnvelope } from '../records/model.ts';

export interface ModelRulesInput {
  /** In order of time: the two halves that a rule has to hold in are those of this order. */
  readonly baskets: readonly (readonly string[])[];
  readonly minSupport: number;
  readonly minConfidence: number;
  readonly maxLength: number;
  readonly allRules: boolean;
  readonly snapshotHash: string;
}

/** More sets than this are a sign of a support too low for the data, not a finding. */
const mostItemsets = 500_000;
/** Fewer baskets than this cannot give the 30 that a rule needs in both halves. */
const leastBaskets = 60;

/**
 * Rules at the thresholds, all or those that pass the controls. Throws `rules-support-too-low` where more than 500,000
 * sets are that frequent.
 */
export function modelRules(input: ModelRulesInput): RuleEnvelope {
  const { minSupport, minConfidence, maxLength, allRules } = input;
  const baskets = basketsOf(input.baskets);
  const n = input.baskets.length;
  const minCount = Math.max(1, Math.ceil(minSupport * n - 1e-9));
  const sets = frequentItemsets(baskets, { minCount, maxLength, most: mostItemsets });
  if (!sets.complete) {
    throw badInput('rules-support-too-low', {
      path: '--min-support',
      received: String(minSupport),
      expected: `> ${minSupport}`,
      params: { most: mostItemsets },
    });
  }
  const { tested, rules } = basketRules(baskets, sets, { minConfidence, allRules });
  const insufficient = !allRules && n < leastBaskets;
  const few = minCount < ruleControls.leastCount && !allRules ? ['rules-support-below-control'] : [];
  const numbers = { rules: rules.length, tested, baskets: n };
  const code = insufficient
    ? 'model-verdict-rules-insufficient'
    : allRules
      ? 'model-verdict-rules-all'
      : 'model-verdict-rules';
  return {
    method: 'rules',
    version: '1',
    params: { minSupport, minConfidence, maxLength, allRules, controls: allRules ? null : ruleControls },
    asOf: null,
    snapshotHash: input.snapshotHash,
    seed: null,
    n,
    excluded: [],
    status: insufficient ? 'insufficient' : 'ok',
    warnings: [...(allRules ? ['rules-without-controls'] : []), ...few],
    values: {
      baskets: n,
      items: baskets.names.length,
      itemsets: sets.itemsets.length,
      tested,
      rules: rules.map(rule => ({ ...rule, if: [...rule.if], liftByHalf: [...rule.liftByHalf] })),
    },
    ci: { level: 0.95, method: 'one-sided Fisher with Benjamini–Hochberg', params: {} },
    verdict: { zh: textOf(code, 'zh-CN', numbers).message, en: textOf(code, 'en', numbers).message },
  };
}
