/** Job `event-replay`: everything that waits in the quarantine of events under a filter is taken in as it is. */
import { jobsFor } from '../../records/job-definition.ts';
import { replayAllRequest } from '../../records/refused-event.ts';
import type { StoreContext } from '../../store/context.ts';
import { replayAll } from './replay-refused.store.ts';

const job = jobsFor<StoreContext>();

export const eventReplayJob = job({
  kind: 'event-replay',
  inputSchema: replayAllRequest,
  run: (ctx, filter) => replayAll(ctx, filter),
});
