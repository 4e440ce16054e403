/**
 * Moves the organisation's calendar. Domain time jumps to an instant and stands there, so that how long the machine
 * takes for a step changes nothing that is recorded; at the end it runs on. The offset is kept in state, so that the
 * server that serves the demo afterwards stands at the same day.
 */
import { invariant } from '../../kernel/invariant.ts';
import { saveClockOffset } from '../../store/state/settings.store.ts';
import type { AppContext } from '../context.ts';

const offsetTo = (ctx: AppContext, to: Date): number => to.getTime() - ctx.machineNow().getTime();

/** Sets domain time; it never goes back, because what was recorded would then lie in the future. */
export async function moveClock(ctx: AppContext, to: Date, options: { first?: boolean } = {}): Promise<void> {
  invariant(options.first || to >= ctx.now(), 'the demo moves time forward only');
  ctx.clock.hold(to);
  await saveClockOffset(ctx.pg, offsetTo(ctx, to));
}

/** Lets domain time run on from where it stands. */
export async function letClockRun(ctx: AppContext): Promise<void> {
  const offsetMs = offsetTo(ctx, ctx.now());
  ctx.clock.setOffset(offsetMs);
  await saveClockOffset(ctx.pg, offsetMs);
}
