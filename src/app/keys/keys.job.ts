/** Job `keys-rotate` and the hourly look for keys nothing needs any more. */
import { z } from 'zod';
import { jobsFor, type TickDef } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { retireKeys } from './retire-keys.ts';
import { rotateKeys } from './rotate-keys.ts';

export const rotateKeysKind = 'keys-rotate';

export const rotateKeysJob = jobsFor<StoreContext>()({
  kind: rotateKeysKind,
  inputSchema: z.object({ rotationId: z.uuid(), createdBy: z.string().nullable() }),
  async run(ctx, rotation) {
    const report = await rotateKeys(ctx, rotation);
    await retireKeys(ctx);
    return report;
  },
});

/** Often enough that a generation does not outlive its rows by long; a look costs one query while there is one generation. */
export const retireKeysTick: TickDef<StoreContext> = {
  name: 'keys',
  everySeconds: 600,
  evenWhileDiskLow: true,
  async run(ctx) {
    await retireKeys(ctx);
    return 0;
  },
};
