/** Job `features`: the snapshot of every customer's features at one as-of time, past times included. */
import { z } from 'zod';
import { jobsFor } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { computeFeatures, featuresOnly } from './compute-features.store.ts';
import { loadDefinition } from './definition.store.ts';
import { loadSnapshotSize } from './snapshots.store.ts';

const job = jobsFor<StoreContext>();

export const featuresJob = job({
  kind: 'features',
  inputSchema: z.object({ asOf: z.iso.datetime({ offset: true }) }),
  async run(ctx, input) {
    const asOf = new Date(input.asOf);
    const definition = await loadDefinition(ctx);
    await ctx.progress({ done: 0, total: 1, label: 'features' });
    await computeFeatures(ctx, { asOf, definition }, featuresOnly);
    const key = { asOf, definitionVersion: definition.version };
    await ctx.progress({ done: 1, total: 1, label: 'features' });
    return { asOf: asOf.toISOString(), customers: await loadSnapshotSize(ctx, key) };
  },
});
