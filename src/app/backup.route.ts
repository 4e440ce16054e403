/** Backups over HTTP: the list, and a new one. The passphrase goes no further than this file. */
import { isAbsolute, join } from 'node:path';
import { badInput, notAllowed } from '../kernel/errors.ts';
import { backupListSchema, backupRequestSchema } from '../records/backup.ts';
import { jobStartedSchema } from '../records/job.ts';
import { type Caller, routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { saveUpload } from '../store/staging.ts';
import { backupsFolder, findBackups } from './backup.store.ts';

const route = routesFor<StoreContext>();
const nameShape = /^[A-Za-z0-9][\w.-]{0,79}$/;

/** Where the backup goes: a name of ours below the data folder, or any path for the machine's own command line. */
function placeOf(ctx: StoreContext, out: string | undefined, caller: Caller): string {
  if (out !== undefined && isAbsolute(out)) {
    if (caller.actorKind === 'system') return out;
    throw notAllowed('backup-path-not-allowed', { path: 'out' });
  }
  const name = out ?? ctx.machineNow().toISOString().slice(0, 19).replaceAll(':', '-');
  if (!nameShape.test(name)) throw badInput('field-invalid', { path: 'out', params: { path: 'out' } });
  return join(backupsFolder(ctx), name);
}

export const backupRoutes = [
  route({
    method: 'GET',
    path: '/api/backups',
    scope: 'manage',
    permission: 'backup.read',
    summary: 'Backups made so far, newest first',
    response: backupListSchema,
    handle: async ctx => ({ folder: backupsFolder(ctx), backups: await findBackups(ctx) }),
  }),
  route({
    method: 'POST',
    path: '/api/backups',
    scope: 'manage',
    permission: 'backup.change',
    summary: 'Make a backup of both stores and the keys while running; a job',
    body: backupRequestSchema,
    response: jobStartedSchema,
    async handle(ctx, { body, caller }) {
      const out = placeOf(ctx, body.out, caller);
      const wrapped = await ctx.keys.wrapped(body.passphrase);
      const { uploadId } = await saveUpload(ctx.stagingFolder, {
        uploadId: ctx.newId(),
        fileName: 'keys.wrapped.json',
        content: oneChunk(JSON.stringify(wrapped)),
      });
      return { kind: 'job', job: 'backup', input: { out, keysUploadId: uploadId } };
    },
  }),
];

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
