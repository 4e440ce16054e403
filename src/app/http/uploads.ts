/** Takes a file into the staging folder as it streams in; the import that reads it comes in a later request. */
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { badInput } from '../../kernel/errors.ts';
import { uploadSchema } from '../../records/upload.ts';
import { saveUpload } from '../../store/staging.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { contextOf, guarded, type MountParts } from './mount-route.ts';

const maxBytes = 16 * 1024 ** 3;

/** Mounts `POST /api/uploads`. */
export async function mountUploads(app: FastifyInstance, parts: MountParts): Promise<void> {
  await app.register(multipart, {
    limits: { fileSize: maxBytes, files: 1, fields: 4 },
    throwFileSizeLimit: true,
  });
  app.post(
    '/api/uploads',
    {
      ...guarded(parts, { scope: 'manage', permission: 'import.change' }),
      schema: {
        summary: 'Upload a file (multipart/form-data, field `file`)',
        tags: ['uploads'],
        consumes: ['multipart/form-data'],
        response: { 200: uploadSchema },
      },
    },
    async request => {
      const part = request.isMultipart() ? await request.file().catch(broken) : undefined;
      if (!part) throw badInput('upload-missing', { path: 'file' });
      const ctx = contextOf(parts.ctx, request);
      const uploadId = ctx.newId();
      const upload = await saveUpload(ctx.stagingFolder, {
        uploadId,
        fileName: part.filename,
        content: readable(part.file),
      });
      // The file lies on the disk by now: an entry without its file would be the worse half.
      await withTransaction(ctx.pg, trx =>
        saveAudit(trx, ctx, {
          action: 'upload.save',
          target: `upload:${uploadId}`,
          after: { bytes: upload.bytes, sha256: upload.sha256 },
        }),
      );
      return upload;
    },
  );
}

/** The parser of multipart says plain errors; a file over the limit has a code of its own. */
function broken(cause: unknown): never {
  if (cause instanceof Error && 'code' in cause) throw cause;
  throw badInput('upload-broken', { cause });
}

async function* readable(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch (cause) {
    broken(cause);
  }
}
