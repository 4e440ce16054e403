/** What each answer to "what counts as a sale" is worth, from exact sums by the set of rules a customer is under. */
import {
  exclusionRuleNames,
  type SalesDefinition,
  type SalesDefinitionEffect,
} from '../../records/sales-definition.ts';
import { decimalOf, tenThousandths } from '../import/import-effects.ts';

/** Sales of the customers who are under exactly these rules, before any of them is left out. */
export interface RuleSetTotal {
  readonly rules: readonly string[];
  /** Decimal in major units. */
  readonly sales: string;
  readonly lines: number;
  readonly customers: number;
}

export interface Total {
  readonly sales: bigint;
  readonly lines: number;
  readonly customers: number;
}

/** The total once customers under any of `excludeRules` are left out, sales in ten-thousandths of the unit. */
export function totalOf(sets: readonly RuleSetTotal[], excludeRules: readonly string[]): Total {
  const counted = sets.filter(({ rules }) => !rules.some(rule => excludeRules.includes(rule)));
  return counted.reduce(
    (sum, { sales, lines, customers }) => ({
      sales: sum.sales + tenThousandths(sales),
      lines: sum.lines + lines,
      customers: sum.customers + customers,
    }),
    { sales: 0n, lines: 0, customers: 0 },
  );
}

/** The questions answered by yes or no, with the words of both answers. */
export const toggles = {
  duplicates: { field: 'includeDuplicates', words: ['keep', 'drop'] },
  'non-products': { field: 'includeNonProduct', words: ['keep', 'drop'] },
  returns: { field: 'subtractReturns', words: ['subtract', 'ignore'] },
} as const;
export type ToggleQuestion = keyof typeof toggles;
export const toggleQuestions = Object.keys(toggles) as ToggleQuestion[];

/** The definition with one such answer turned round. */
export const turned = (definition: SalesDefinition, question: ToggleQuestion): SalesDefinition => {
  const { field } = toggles[question];
  return { ...definition, [field]: !definition[field] };
};

const withOrWithout = (rules: readonly string[], rule: string): string[] =>
  rules.includes(rule) ? rules.filter(each => each !== rule) : [...rules, rule];

/**
 * Every question with the total under each answer, all else as in `definition`. `exclusions` has one answer a rule: the
 * total if that one rule were taken out (or in).
 */
export function salesDefinitionEffects(
  definition: SalesDefinition,
  sets: {
    readonly base: readonly RuleSetTotal[];
    readonly turned: Readonly<Record<ToggleQuestion, readonly RuleSetTotal[]>>;
  },
): SalesDefinitionEffect[] {
  const { excludeRules } = definition;
  const base = totalOf(sets.base, excludeRules).sales;
  const answer = (word: string, chosen: boolean, sales: bigint) => ({
    answer: word,
    chosen,
    sales: decimalOf(sales),
    difference: decimalOf(sales - base),
  });
  const effects: SalesDefinitionEffect[] = toggleQuestions.map(question => {
    const { field, words } = toggles[question];
    const other = totalOf(sets.turned[question], excludeRules).sales;
    const isYes = definition[field];
    return {
      question,
      answers: [
        answer(words[0], isYes, isYes ? base : other),
        answer(words[1], !isYes, isYes ? other : base),
      ],
    };
  });
  const byRule = exclusionRuleNames.map(rule =>
    answer(rule, excludeRules.includes(rule), totalOf(sets.base, withOrWithout(excludeRules, rule)).sales),
  );
  return [...effects, { question: 'exclusions', answers: byRule }];
}
