/** A rule asked of the rows as they stand, before anybody relies on it. */
import type { QualityPreview, QualityRule } from '../../records/quality.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadSalesDefinition } from '../../store/state/sales-definition.store.ts';
import { failingRowsOf } from './failing-rows.store.ts';
import { scanTable } from './quality-scan.store.ts';
import { checkOf } from './quality-scores.ts';
import { requireUsableRules } from './rule-check.store.ts';

/**
 * How many rows the rule is about, how many of those pass, and up to `limit` that do not, masked. Nothing is kept. Throws
 * what `requireUsableRules` throws, with places below `rules.0`. Costs what the rule costs a measurement.
 */
export async function previewRule(
  ctx: StoreContext,
  rule: QualityRule,
  limit: number,
): Promise<QualityPreview> {
  await requireUsableRules(ctx, [rule]);
  const { zone, currency } = await loadSalesDefinition(ctx);
  const { facts } = await scanTable(ctx, rule.table, {
    rules: [rule],
    time: { asOf: ctx.now(), zone, currency },
  });
  const counted = facts.counts.get(rule.name) ?? { checked: 0, passed: 0 };
  return {
    check: checkOf({ rule, builtIn: false }, counted),
    failing: await failingRowsOf(ctx, rule, limit),
  };
}
