/** Job `quality`: measures all data under the rules in force. */
import { jobsFor } from '../../records/job-definition.ts';
import { qualityRunRequest } from '../../records/quality.ts';
import type { StoreContext } from '../../store/context.ts';
import { takeQuality } from './quality-run.store.ts';
import { summaryOf } from './quality-scores.ts';

export const qualityKind = 'quality';

export const qualityJob = jobsFor<StoreContext>()({
  kind: qualityKind,
  inputSchema: qualityRunRequest,
  run: async ctx => summaryOf(await takeQuality(ctx)),
});
