/**
 * Moves the organisation's calendar. Domain time jumps to an instant and runs on from there; the offset is kept in
 * state, so that the server that serves the demo afterwards stands at the same day.
 */
import { invariant } from '../../kernel/invariant.ts';
import { saveClockOffset } from '../../store/state/settings.store.ts';
import type { AppContext } from '../context.ts';

/** Sets domain time; it never goes back, because what was recorded would then lie in the future. */
export async function moveClock(ctx: AppContext, to: Date, options: { first?: boolean } = {}): Promise<void> {
  invariant(options.first || to >= ctx.now(), 'the demo moves time forward only');
  const offsetMs = to.getTime() - ctx.machineNow().getTime();
  ctx.clock.setOffset(offsetMs);
  await saveClockOffset(ctx.pg, offsetMs);
}
