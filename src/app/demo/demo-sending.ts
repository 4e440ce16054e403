/**
 * Lets the messages of launched campaigns go out: domain time steps through the sending hours, and at each step the
 * same ticks run that a server runs: decide whose slot has come, send, ship to facts.
 */
import { campaignTick } from '../../act/campaign-tick.job.ts';
import { requireShipped } from '../../store/state/outbox.ts';
import { moveClock } from './demo-clock.ts';
import type { DemoStage } from './demo-stage.ts';

const stepMs = 2 * 3600_000;

/** Runs the ticks at `from` and then every two hours up to `to`. */
export async function sendThrough(stage: DemoStage, from: Date, to: Date): Promise<void> {
  const { ctx } = stage.service;
  for (let at = from.getTime(); at <= to.getTime(); at += stepMs) {
    if (at > ctx.now().getTime()) await moveClock(ctx, new Date(at));
    await runTicks(stage);
  }
}

/** One round of what a server does by itself. */
export async function runTicks({ service }: DemoStage): Promise<void> {
  const { ctx, senders } = service;
  for (let busy = true; busy; ) {
    const { decided } = await campaignTick(ctx);
    const sent = (await senders?.sendAll()) ?? 0;
    busy = decided > 0 || sent > 0;
  }
  await requireShipped(ctx);
}
