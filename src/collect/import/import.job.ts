/** Jobs `import` and `import-undo`: an uploaded file into the product, and out of it again. */
import { z } from 'zod';
import { importParams, importRequest } from '../../records/import.ts';
import { jobsFor, type TickDef } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { findUpload, removeUpload } from '../../store/staging.ts';
import { settlePeople } from '../identity/identity.job.ts';
import { resolveChoice } from '../mappings/mapping-choice.store.ts';
import { analyzePeople } from '../people/people-statistics.store.ts';
import { applyExclusions } from '../totals/exclusions.store.ts';
import { importPaths } from './import-paths.ts';
import { findFinished, recoverImports, runImport, undoImportById } from './run-import.ts';
import { storeWaitingRefunds } from './waiting-refunds.store.ts';

const job = jobsFor<StoreContext>();

export const importJob = job({
  kind: 'import',
  inputSchema: importRequest.extend({
    createdBy: z.string().nullable().default(null),
    /** The same for every attempt of the job, so that a later one finds what an earlier one has done. */
    importId: z.uuid().optional(),
  }),
  async run(ctx, { uploadId, kind, mapping, dryRun, createdBy, importId = ctx.newId() }) {
    const summary =
      (await findFinished(ctx, importPaths, { importId, kind })) ??
      (await runImport(ctx, importPaths, {
        importId,
        kind,
        ...(await resolveChoice(ctx, mapping, kind)),
        dryRun,
        createdBy,
        upload: await findUpload(ctx.stagingFolder, uploadId),
      }));
    if (dryRun) return summary;
    if (kind === 'orders') await storeWaitingRefunds(ctx);
    await analyzePeople(ctx);
    await settlePeople(ctx);
    await applyExclusions(ctx);
    await removeUpload(ctx.stagingFolder, uploadId);
    return summary;
  },
});

export const importUndoJob = job({
  kind: 'import-undo',
  inputSchema: importParams,
  async run(ctx, { id }) {
    const undone = await undoImportById(ctx, importPaths, id);
    await settlePeople(ctx);
    await applyExclusions(ctx);
    return undone;
  },
});

/** Settles what an import left that lost the state database on its way, once that answers and the job has ended. */
export const importTick: TickDef<StoreContext> = {
  name: 'unfinished-imports',
  everySeconds: 10,
  evenWhileDiskLow: true,
  run: ctx => recoverImports(ctx, importPaths, { alone: false }),
};
