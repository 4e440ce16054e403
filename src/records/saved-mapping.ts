/** Mappings saved under a name: versions that never change, which files they fit, and what was imported by them. */
import { z } from 'zod';
import { slug } from './campaign.ts';
import { listPage, listQuery } from './list.ts';
import { importKind, mapping } from './mapping.ts';

export const mappingVersionNumber = z.int().min(1).max(1_000_000);

/** Which saved mapping, and which version of it. */
export const savedVersion = z.object({ name: slug, version: mappingVersionNumber });
export type SavedVersion = z.infer<typeof savedVersion>;

/** A saved mapping whose columns a file has all. */
export const fittingMapping = savedVersion.extend({
  title: z.string(),
  /** How many of the file's columns it reads. */
  columns: z.int(),
});
export type FittingMapping = z.infer<typeof fittingMapping>;

export const savedMappingRow = savedVersion.extend({
  kind: importKind,
  title: z.string(),
  /** When its newest version was saved. */
  savedAt: z.string(),
  /** Since when it is chosen for no file by itself; null: in use. */
  retiredAt: z.string().nullable(),
  /** Imports by any version of it that stand. */
  imports: z.int(),
  lastImportAt: z.string().nullable(),
});
export type SavedMappingRow = z.infer<typeof savedMappingRow>;

export const savedMappingList = listPage.extend({ mappings: z.array(savedMappingRow) });
export const savedMappingQuery = listQuery(['name', 'kind', 'saved', 'imports', 'last']).extend({
  kind: importKind.optional(),
  use: z.enum(['current', 'retired']).optional(),
});

export const savedMappingParams = z.object({ name: slug });

export const savedMapping = z.object({
  name: slug,
  kind: importKind,
  retiredAt: z.string().nullable(),
  /** Newest first. */
  versions: z.array(z.object({ version: z.int(), mapping, savedAt: z.string(), imports: z.int() })),
});
export type SavedMapping = z.infer<typeof savedMapping>;

/** Saved under the mapping's own `name`; the next version where that exists and says something else. */
export const saveMappingRequest = z.object({ mapping });
export const savedMappingReply = savedVersion.extend({
  /** False where the newest version said exactly this already. */
  isNew: z.boolean(),
});

export const mappingUseRequest = z.object({ retired: z.boolean() });
