/** Saved views in state: each belongs to one person and goes with their account. */
import { conflict } from '../kernel/errors.ts';
import type { SavedView } from '../records/saved-view.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { withTransaction } from '../store/state/state-db.ts';

/** Views a person may keep for one list: enough to work with, few enough to read in a menu. */
const mostViews = 30;

export interface ViewsOf {
  readonly userId: string;
  readonly list: string;
}

/** In the order of their names. */
export async function findViews({ pg }: StoreContext, { userId, list }: ViewsOf): Promise<SavedView[]> {
  return pg
    .selectFrom('saved_views')
    .select(['name', 'query'])
    .where('user_id', '=', userId)
    .where('list', '=', list)
    .orderBy('name')
    .execute();
}

/** Keeps a view or replaces the one of that name. Throws `views-full`. */
export async function saveView(ctx: StoreContext, { userId, list }: ViewsOf, view: SavedView): Promise<void> {
  const kept = await findViews(ctx, { userId, list });
  if (kept.length >= mostViews && !kept.some(({ name }) => name === view.name)) {
    throw conflict('views-full', { path: 'name', received: view.name, params: { most: mostViews } });
  }
  const values = { user_id: userId, list, ...view, created_at: ctx.machineNow() };
  await withTransaction(ctx.pg, async trx => {
    await trx
      .insertInto('saved_views')
      .values(values)
      .onConflict(row => row.columns(['user_id', 'list', 'name']).doUpdateSet({ query: view.query }))
      .execute();
    await saveAudit(trx, ctx, { action: 'view.save', target: `view:${list}`, after: view });
  });
}

/** Forgets a view; of no such view there is nothing to forget. */
export async function removeView(ctx: StoreContext, { userId, list }: ViewsOf, name: string): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    await trx
      .deleteFrom('saved_views')
      .where('user_id', '=', userId)
      .where('list', '=', list)
      .where('name', '=', name)
      .execute();
    await saveAudit(trx, ctx, { action: 'view.remove', target: `view:${list}`, before: { name } });
  });
}
