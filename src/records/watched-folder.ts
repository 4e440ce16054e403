/** Folders whose files are imported by themselves, and what became of each file. */
import { z } from 'zod';
import { slug } from './campaign.ts';
import { listPage, listQuery } from './list.ts';
import { importKind } from './mapping.ts';

/** Part of a file's name with `*` for any letters and `?` for one; no folder. */
const filePattern = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^/\\]+$/);

export const watchedFolderChange = z.object({
  kind: importKind,
  /** A saved mapping (its newest version) or one that comes with the product; null: by the headings of each file. */
  mapping: slug.nullable().default(null),
  pattern: filePattern.default('*'),
  live: z.boolean().default(true),
});
export type WatchedFolderChange = z.infer<typeof watchedFolderChange>;

export const watchedFolder = z.object({
  name: slug,
  kind: importKind,
  mapping: slug.nullable(),
  pattern: filePattern,
  live: z.boolean(),
  /** Where files are put, below the data folder of the server. */
  path: z.string(),
  lookedAt: z.string().nullable(),
  /** Why the folder cannot be read or a file not moved, in words. */
  problem: z.string().nullable(),
  imported: z.int(),
  failed: z.int(),
  /** The file that is being imported. */
  current: z.string().nullable(),
});
export type WatchedFolder = z.infer<typeof watchedFolder>;

export const watchedFolderList = z.object({ folders: z.array(watchedFolder) });
export const watchedFolderParams = z.object({ name: slug });

export const watchedFileState = z.enum(['taken', 'imported', 'repeated', 'failed']);
export type WatchedFileState = z.infer<typeof watchedFileState>;

export const watchedFile = z.object({
  id: z.uuid(),
  fileName: z.string(),
  bytes: z.int(),
  state: watchedFileState,
  /** The import it became; null where none began. */
  importId: z.uuid().nullable(),
  foundAt: z.string(),
  endedAt: z.string().nullable(),
  /** Why it failed, and what to do, in words. */
  reason: z.string().nullable(),
  remedy: z.string().nullable(),
});
export type WatchedFile = z.infer<typeof watchedFile>;

export const watchedFileList = listPage.extend({ files: z.array(watchedFile) });
export const watchedFileQuery = listQuery(['file', 'state', 'at']).extend({
  state: watchedFileState.optional(),
});
