/** Jobs `import` and `import-undo`: an uploaded file into the product, and out of it again. */
import { z } from 'zod';
import { importParams, importRequest } from '../../records/import.ts';
import { jobsFor } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { findUpload, removeUpload } from '../../store/staging.ts';
import { applyExclusions } from '../totals/exclusions.store.ts';
import { chosenMapping, fittedMapping } from './built-in-mappings.ts';
import { importPaths } from './import-paths.ts';
import { runImport, undoImportById } from './run-import.ts';

const job = jobsFor<StoreContext>();

export const importJob = job({
  kind: 'import',
  inputSchema: importRequest.extend({ createdBy: z.string().nullable().default(null) }),
  async run(ctx, { uploadId, kind, mapping, dryRun, createdBy }) {
    const upload = await findUpload(ctx.stagingFolder, uploadId);
    const summary = await runImport(ctx, importPaths, {
      importId: ctx.newId(),
      kind,
      mapping: chosenMapping(mapping, kind),
      fit: headers => fittedMapping(mapping, kind, headers),
      dryRun,
      createdBy,
      upload,
    });
    if (dryRun) return summary;
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
    await applyExclusions(ctx);
    return undone;
  },
});
