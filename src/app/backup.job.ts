/** Job `backup`: a copy of both stores and the wrapped keys, made while everything goes on. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { withImportLock } from '../collect/import/import-lock.store.ts';
import type { Backup } from '../records/backup.ts';
import { jobsFor } from '../records/job-definition.ts';
import { makeBackup } from '../store/backup/make-backup.ts';
import type { StoreContext } from '../store/context.ts';
import { findUpload, removeUpload } from '../store/staging.ts';
import { wrappedKeysSchema } from '../store/wrapped-keys.ts';
import { saveBackup } from './backup.store.ts';
import { productVersion } from './product-version.ts';

/** The wrapped keys wait in the staging folder: a table may not hold them, since the database must be of no use alone. */
const inputSchema = z.object({ out: z.string(), keysUploadId: z.uuid() });

export const backupJob = jobsFor<StoreContext>()({
  kind: 'backup',
  inputSchema,
  async run(ctx, { out, keysUploadId }): Promise<Backup> {
    const began = ctx.machineNow().getTime();
    const upload = await findUpload(ctx.stagingFolder, keysUploadId);
    const wrappedKeys = wrappedKeysSchema.parse(JSON.parse(await readFile(upload.path, 'utf8')));
    const { manifest, bytes } = await makeBackup(ctx, {
      out,
      wrappedKeys,
      product: productVersion,
      whileNobodyImports: work => withImportLock(ctx, work),
    });
    const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
    const backup: Backup = {
      backupId: ctx.newId(),
      path: out,
      madeAt: manifest.madeAt,
      seconds: (ctx.machineNow().getTime() - began) / 1000,
      bytes,
      stateRows: sum(manifest.state.map(table => table.rows)),
      factsRows: sum(Object.values(manifest.facts.rows)),
    };
    await saveBackup(ctx.pg, { backup, outboxShipped: manifest.outbox.shippedUpTo });
    await removeUpload(ctx.stagingFolder, keysUploadId);
    return backup;
  },
});
