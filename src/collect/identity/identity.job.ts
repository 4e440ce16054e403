/** Every second: who was named anew is resolved, and the rows of those who turned out to be somebody else are moved. */
import { sql } from 'kysely';
import type { TickDef } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { resolveWaiting } from './resolve-waiting.store.ts';
import { markUnsettled, settleFacts } from './settle-facts.store.ts';

export const identityTick: TickDef<StoreContext> = {
  name: 'identity',
  everySeconds: 1,
  async run(ctx) {
    // Asked every second of a server nobody uses: one statement.
    const { rows } = await sql`
      select 1 where exists (select from identity_waiting) or exists (select from identity_moves)`.execute(
      ctx.pg,
    );
    if (rows.length === 0) return 0;
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
