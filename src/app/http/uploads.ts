/** Takes a file into the staging folder as it streams in; the import that reads it comes in a later request. */
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { badInput } from '../../kernel/errors.ts';
import { uploadSchema } from '../../records/upload.ts';
import { saveUpload } from '../../store/staging.ts';
import { guarded, type MountParts } from './mount-route.ts';

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
      const part = request.isMultipart() ? await request.file() : undefined;
      if (!part) throw badInput('upload-missing', { path: 'file' });
      return saveUpload(parts.ctx.stagingFolder, {
        uploadId: parts.ctx.newId(),
        fileName: part.filename,
        content: part.file,
      });
    },
  );
}
