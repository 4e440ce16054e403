/** Ships rows that wait in state to the facts store, and forgets what arrived long ago. */
import type { TickDef } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { forgetReplies } from '../store/state/idempotency.store.ts';
import { forgetShipped, shipOutbox } from '../store/state/outbox.ts';

const dayMs = 86_400_000;

export const outboxTick: TickDef<StoreContext> = {
  name: 'outbox',
  evenWhileDiskLow: true,
  everySeconds: 1,
  run: shipOutbox,
};

/** Once an hour: replies kept for repeats and shipped rows are cleared after a day. */
export const forgettingTick: TickDef<StoreContext> = {
  name: 'forgetting',
  evenWhileDiskLow: true,
  everySeconds: 3600,
  async run(ctx) {
    const before = new Date(ctx.machineNow().getTime() - dayMs);
    await forgetReplies(ctx.pg, before);
    await forgetShipped(ctx, before);
    return 0;
  },
};
