/** The rules an organisation adds, changed as a whole; every set stays. */
import { sql } from 'kysely';
import { conflict } from '../../kernel/errors.ts';
import type { QualityRule, QualityRuleSet, QualityRulesView } from '../../records/quality.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { wordingOf } from './quality-rules.ts';
import { qualityTableShapes } from './quality-tables.ts';
import { requireUsableRules } from './rule-check.store.ts';

type Standing = {
  readonly version: number;
  readonly rules: QualityRule[];
  readonly changedAt: string | null;
};

/** The set in force; version 0 and none before anybody has put one. */
export async function findRuleSet({ pg }: Pick<StoreContext, 'pg'>): Promise<Standing> {
  const { rows } = await sql<{ version: number; rules: QualityRule[]; created_at: Date }>`
    select version, rules, created_at from quality_rule_sets order by version desc limit 1`.execute(pg);
  const set = rows[0];
  if (!set) return { version: 0, rules: [], changedAt: null };
  return {
    version: set.version,
    // Sets put before rules could be switched off do not say that theirs are on.
    rules: set.rules.map(rule => ({ ...rule, enabled: rule.enabled ?? true })),
    changedAt: set.created_at.toISOString(),
  };
}

/** The set in force with the columns rules can name. */
export async function loadRules(ctx: Pick<StoreContext, 'pg'>): Promise<QualityRulesView> {
  const columns = Object.entries(qualityTableShapes).map(([table, shape]) => [
    table,
    Object.entries(shape.columns).map(([column, kind]) => ({ column, kind })),
  ]);
  const set = await findRuleSet(ctx);
  return { ...set, asks: set.rules.map(wordingOf), columns: Object.fromEntries(columns) };
}

/**
 * Puts a set of rules in force. Throws what `requireUsableRules` throws, and `quality-rules-changed` where the version
 * that was read is no longer in force.
 */
export async function saveRules(ctx: StoreContext, set: QualityRuleSet): Promise<QualityRulesView> {
  await requireUsableRules(ctx, set.rules);
  await withTransaction(ctx.pg, async trx => {
    await sql`lock table quality_rule_sets in share row exclusive mode`.execute(trx);
    const before = await findRuleSet({ pg: trx });
    if (set.version !== undefined && before.version !== set.version)
      throw conflict('quality-rules-changed', { path: 'version', params: { version: before.version } });
    await trx
      .insertInto('quality_rule_sets')
      .values({ version: before.version + 1, rules: JSON.stringify(set.rules), created_at: ctx.now() })
      .execute();
    await saveAudit(trx, ctx, {
      action: 'quality-rules.change',
      target: `quality-rules:${before.version + 1}`,
      before: { rules: before.rules },
      after: { rules: set.rules },
    });
  });
  return loadRules(ctx);
}
