/** The cut points the organisation fixes itself, as one row of settings. */
import { type CutChoice, cutChoice, cutChoiceKey } from '../../records/cut-choice.ts';
import { defaultCutChoice } from '../../records/cut-choice-default.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { loadSetting, saveSetting } from '../../store/state/settings.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';

/** What is fixed, or the default: everything from the buyers. */
export async function loadCutChoice({ pg }: Pick<StoreContext, 'pg'>): Promise<CutChoice> {
  const kept = await loadSetting(pg, cutChoiceKey);
  return kept === null ? defaultCutChoice : cutChoice.parse(kept);
}

/** Replaces the choice with its audit entry; check-ups made from then on freeze cut points by it. */
export async function saveCutChoice(ctx: StoreContext, next: CutChoice): Promise<CutChoice> {
  const before = await loadCutChoice(ctx);
  await withTransaction(ctx.pg, async trx => {
    await saveSetting(trx, cutChoiceKey, next);
    await saveAudit(trx, ctx, { action: 'cut-points.change', target: 'cut-points:own', before, after: next });
  });
  return next;
}
