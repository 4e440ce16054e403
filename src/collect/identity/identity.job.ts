/** Every second: who was named anew is resolved, and the rows of those who turned out to be somebody else are moved. */
import type { TickDef } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { resolveWaiting } from './resolve-waiting.store.ts';
import { markUnsettled, settleFacts } from './settle-facts.store.ts';

export const identityTick: TickDef<StoreContext> = {
  name: 'identity',
  everySeconds: 1,
  async run(ctx) {
    const changed = await resolveWaiting(ctx);
    await settleFacts(ctx);
    return changed;
  },
};

/** The end of an import or its undo: everybody it named is resolved, everything it brought stands where it belongs. */
export async function settlePeople(ctx: StoreContext): Promise<void> {
  await resolveWaiting(ctx);
  await markUnsettled(ctx);
  await settleFacts(ctx);
}
