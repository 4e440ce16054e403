/** Jobs `pull` and `pull-reconcile`: new rows of a source into the product, and rows that are gone there out of it. */
import { z } from 'zod';
import { jobsFor } from '../../records/job-definition.ts';
import { reconcileRequest } from '../../records/pull.ts';
import type { StoreContext } from '../../store/context.ts';
import { settlePeople } from '../identity/identity.job.ts';
import { storeWaitingRefunds } from '../import/waiting-refunds.store.ts';
import { analyzePeople } from '../people/people-statistics.store.ts';
import { applyExclusions } from '../totals/exclusions.store.ts';
import { pullKind, reconcileKind } from './pull-kinds.ts';
import { reconcilePull } from './reconcile.store.ts';
import { runPull } from './run-pull.ts';

const job = jobsFor<StoreContext>();

export const pullJob = job({
  kind: pullKind,
  inputSchema: z.object({ pullId: z.uuid(), createdBy: z.string().nullable().default(null) }),
  async run(ctx, { pullId, createdBy }) {
    const summary = await runPull(ctx, { pullId, createdBy });
    if (summary.imports.length === 0) return summary;
    await storeWaitingRefunds(ctx);
    await analyzePeople(ctx);
    await settlePeople(ctx);
    await applyExclusions(ctx);
    return summary;
  },
});

export const reconcileJob = job({
  kind: reconcileKind,
  inputSchema: reconcileRequest.extend({
    pullId: z.uuid(),
    createdBy: z.string().nullable().default(null),
  }),
  async run(ctx, { pullId, evenIfMany, createdBy }) {
    const summary = await reconcilePull(ctx, { pullId, evenIfMany, createdBy });
    if (summary.imports.length === 0) return summary;
    await settlePeople(ctx);
    await applyExclusions(ctx);
    return summary;
  },
});
