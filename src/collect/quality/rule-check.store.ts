/** Rules are tried before they stand: what the engine would refuse at night is refused to the person who writes it. */
import { badInput, CodedError } from '../../kernel/errors.ts';
import type { QualityRule } from '../../records/quality.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { repeatedName, wrongRule } from './rule-check.ts';

/**
 * Throws `quality-rule-twice`, `quality-column-unknown`, `quality-pattern-refused` and what `wrongRule` gives. Patterns
 * are compiled by the engine itself (RE2: linear in the text, without look-around or back-references).
 */
export async function requireUsableRules(
  { ch }: Pick<StoreContext, 'ch'>,
  rules: readonly QualityRule[],
): Promise<void> {
  const twice = repeatedName(rules);
  if (twice) throw twice;
  for (const [at, rule] of rules.entries()) {
    const wrong = wrongRule(rule, `rules.${at}`);
    if (wrong) throw wrong;
    if (rule.kind === 'pattern') await requirePattern(ch, rule.pattern, `rules.${at}.pattern`);
  }
}

async function requirePattern(ch: StoreContext['ch'], pattern: string, path: string): Promise<void> {
  // A column, not a constant: the pattern is compiled as the scan compiles it.
  const tried = factsSql`select match(toString(number), ${p.string(pattern)}) as found from numbers(1)`;
  await ch.query(tried, { tag: 'quality.pattern', timeoutSeconds: 10 }).catch((cause: unknown) => {
    if (cause instanceof CodedError && cause.errorClass === 'unavailable') throw cause;
    throw badInput('quality-pattern-refused', { path, params: { path }, cause });
  });
}
