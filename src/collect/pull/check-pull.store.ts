/** A pull tried against its source before it is kept or changed. */
import type { PullChange, PullRequest } from '../../records/pull.ts';
import type { StoreContext } from '../../store/context.ts';
import { assertFits } from '../import/mapping-check.ts';
import { withSource } from './open-source.store.ts';
import { assertTimed, loadLayout } from './pull-layout.store.ts';
import { openableSource } from './pull-sources.store.ts';
import {
  addPull,
  changedPull,
  changePull,
  findPull,
  readsOtherwise,
  requireOneOf,
  type StoredPull,
} from './pulls.store.ts';

type Asked = Parameters<typeof loadLayout>[1];

async function assertReadable(ctx: StoreContext, sourceId: string, asked: Asked): Promise<void> {
  requireOneOf(asked);
  await withSource(ctx, await openableSource(ctx, sourceId), async session => {
    const layout = await loadLayout(session, asked);
    assertFits(asked.mapping, layout.columns);
    await assertTimed(session, layout);
  });
}

/** Keeps a pull whose columns are there. Throws what the source throws, `mapping-field-missing`, and as `addPull`. */
export async function addCheckedPull(ctx: StoreContext, wish: PullRequest): Promise<StoredPull> {
  await assertReadable(ctx, wish.sourceId, wish);
  return addPull(ctx, wish);
}

/** Changes a pull; one that would read otherwise is tried first. Throws what the source throws, and as `changePull`. */
export async function changeCheckedPull(
  ctx: StoreContext,
  id: string,
  change: PullChange,
): Promise<StoredPull> {
  const before = await findPull(ctx.pg, id);
  const after = changedPull(before, change);
  if (readsOtherwise(before, after)) await assertReadable(ctx, before.sourceId, after);
  return changePull(ctx, id, change);
}
