/** The rules by which costs are laid, changed as a whole; every set stays. */
import { sql } from 'kysely';
import { badInput, conflict } from '../../kernel/errors.ts';
import type { CostRules, FrontierChoice } from '../../records/channel-cost.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { findCostRules } from './channels.store.ts';

const onceEach = (choice: FrontierChoice | null): FrontierChoice | null =>
  choice && { inputs: [...new Set(choice.inputs)], outputs: [...new Set(choice.outputs)] };

/** Puts a set of rules in force. Throws `cost-rules-changed` when another was meanwhile, `cost-rule-twice`. */
export async function saveCostRules(
  ctx: StoreContext,
  { version, rules, frontier }: CostRules,
): Promise<CostRules> {
  const twice = rules.find((rule, at) => rules.findIndex(each => each.channel === rule.channel) < at);
  if (twice)
    throw badInput('cost-rule-twice', {
      path: 'rules',
      received: twice.channel,
      params: { channel: twice.channel },
    });
  await withTransaction(ctx.pg, async trx => {
    await sql`lock table channel_cost_rules in share row exclusive mode`.execute(trx);
    const before = await findCostRules({ pg: trx });
    if (before.version !== version)
      throw conflict('cost-rules-changed', { path: 'version', params: { version: before.version } });
    const chosen = frontier === undefined ? (before.frontier ?? null) : onceEach(frontier);
    await trx
      .insertInto('channel_cost_rules')
      .values({
        version: version + 1,
        rules: JSON.stringify(rules),
        frontier: chosen && JSON.stringify(chosen),
        created_at: ctx.now(),
      })
      .execute();
    await saveAudit(trx, ctx, {
      action: 'cost-rules.change',
      target: `cost-rules:${version + 1}`,
      before: { rules: before.rules, frontier: before.frontier },
      after: { rules, frontier: chosen },
    });
  });
  return findCostRules(ctx);
}
