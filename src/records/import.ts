/**
 * One import as the console, the command line and the API see it: preview, dry run, commit under one id, what was
 * kept and why not, and undo. `rowsRead = rowsStored + rowsDuplicate + rowsQuarantined` always holds.
 */
import { z } from 'zod';
import { slug } from './campaign.ts';
import { listPage, listQuery } from './list.ts';
import { importKind, mapping } from './mapping.ts';
import { fittingMapping, mappingVersionNumber, savedVersion } from './saved-mapping.ts';

/** Decimal money in major units as facts hold it, `-12.3400`. */
const amount = z.string();

/**
 * `staging` and `publishing` are running states; an import found in them at start was cut off: staging is rolled
 * back to `failed`, publishing is carried to the end.
 */
export const importState = z.enum(['staging', 'publishing', 'committed', 'failed', 'undone']);
export type ImportState = z.infer<typeof importState>;

/** Why rows were not stored, worst first; the example is masked. */
export const quarantineReason = z.object({
  code: z.string(),
  count: z.int(),
  example: z.string().nullable(),
  /** Worded in the caller's language. */
  message: z.string().optional(),
  remedy: z.string().optional(),
});
export type QuarantineReason = z.infer<typeof quarantineReason>;

/** One answer to a question a total depends on, with the total it would give. */
export const effectAnswer = z.object({
  answer: z.string(),
  chosen: z.boolean(),
  lines: z.int(),
  /** Total sales of this file under this answer, everything else as chosen. */
  sales: amount,
  /** Difference to the chosen answer. */
  difference: amount,
});
export type EffectAnswer = z.infer<typeof effectAnswer>;

export const effectQuestions = [
  'statuses',
  'date',
  'net',
  'duplicates',
  'non-products',
  'returns',
  'unknown-customers',
  'exclusions',
] as const;

export const importEffect = z.object({
  question: z.enum(effectQuestions),
  answers: z.array(effectAnswer),
});
export type ImportEffect = z.infer<typeof importEffect>;

/** Things worth knowing that are not errors: returns without a purchase, lines without customer … */
export const importNote = z.object({ code: z.string(), count: z.int(), amount: amount.nullable() });
export type ImportNote = z.infer<typeof importNote>;

/** What an import did; the CONTRACT's fields and more. A dry run has `dryRun` true and stored nothing. */
export const importSummary = z.object({
  importId: z.uuid(),
  dryRun: z.boolean(),
  kind: importKind,
  rowsRead: z.int(),
  rowsStored: z.int(),
  rowsDuplicate: z.int(),
  rowsQuarantined: z.int(),
  reasons: z.array(quarantineReason),
  effects: z.array(importEffect),
  notes: z.array(importNote),
  /** Distinct customers and orders in the stored rows. */
  customers: z.int(),
  orders: z.int(),
  seconds: z.number(),
});
export type ImportSummary = z.infer<typeof importSummary>;

export const importRecord = z.object({
  importId: z.uuid(),
  kind: importKind,
  source: z.string(),
  fileName: z.string(),
  fileSha256: z.string(),
  mapping,
  /** The saved mapping it was read by; null: one made for this file or that comes with the product. */
  savedMapping: savedVersion.nullable(),
  state: importState,
  rowsRead: z.int(),
  rowsStored: z.int(),
  rowsDuplicate: z.int(),
  rowsQuarantined: z.int(),
  reasons: z.array(quarantineReason),
  effects: z.array(importEffect),
  notes: z.array(importNote),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  undoneAt: z.string().nullable(),
});
export type ImportRecord = z.infer<typeof importRecord>;

export const importList = listPage.extend({ imports: z.array(importRecord) });

export const importListQuery = listQuery([
  'file',
  'kind',
  'state',
  'read',
  'stored',
  'again',
  'quarantined',
  'at',
]).extend({ kind: importKind.optional(), state: importState.optional() });

/**
 * A whole mapping, the name of one that comes with the product, or a saved one (its newest version where none is said); of
 * the named ones `part` is the sheet or file of several, for a saved one instead of its own.
 */
export const mappingChoice = z.union([
  mapping,
  z.object({ builtIn: z.string().min(1).max(63), part: z.string().min(1).max(200).nullable().optional() }),
  z.object({
    saved: slug,
    version: mappingVersionNumber.optional(),
    part: z.string().min(1).max(200).nullable().optional(),
  }),
]);
export type MappingChoice = z.infer<typeof mappingChoice>;

export const previewRequest = z.object({
  uploadId: z.uuid(),
  kind: importKind,
  mapping: mappingChoice.optional(),
  /** The sheet or file of several to suggest a mapping for. */
  part: z.string().min(1).max(200).optional(),
});
export type PreviewRequest = z.infer<typeof previewRequest>;

/** One field of one row of the preview: what the file says (masked) and what it was read as, or why not. */
export const previewCell = z.object({
  field: z.string(),
  raw: z.string(),
  value: z.string().nullable(),
  code: z.string().nullable(),
});

export const previewReply = z.object({
  fileName: z.string(),
  bytes: z.int(),
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']),
  delimiter: z.string(),
  compressed: z.boolean(),
  form: z.enum(['csv', 'xlsx', 'xls', 'jsonl', 'parquet']),
  /** Sheets of a workbook or files of an archive, and the one read; null: all, or nothing to choose from. */
  parts: z.array(z.string()),
  part: z.string().nullable(),
  /** Rows of totals in a sheet; they are no rows. */
  totalsRows: z.int(),
  headers: z.array(z.string()),
  /** The mapping sent, or the one suggested from the headers; null when not even an order or customer column was seen. */
  mapping: mapping.nullable(),
  /** Whether the mapping was suggested by the headers rather than sent. */
  suggested: z.boolean(),
  /** The saved version `mapping` is: the one sent, or the best of those the headings fit. */
  saved: savedVersion.nullable(),
  /** Saved mappings all of whose columns the file has, the likeliest first. */
  fitting: z.array(fittingMapping),
  /** Whether two of them fit equally well, so that a person must say which is meant. */
  tied: z.boolean(),
  /** Headers no field uses. */
  unmapped: z.array(z.string()),
  /** The first 100 rows by field, contact values masked. */
  rows: z.array(z.object({ rowNumber: z.int(), cells: z.array(previewCell) })),
  /** Distinct values of the status column in those rows, to choose those that count. */
  statuses: z.array(z.object({ status: z.string(), rows: z.int() })),
  /** Codes found in those rows, with their count. */
  reasons: z.array(quarantineReason),
});
export type PreviewReply = z.infer<typeof previewReply>;

export const importRequest = z.object({
  uploadId: z.uuid(),
  kind: importKind,
  mapping: mappingChoice,
  dryRun: z.boolean().default(false),
});
export type ImportRequest = z.infer<typeof importRequest>;

export const importParams = z.object({ id: z.uuid() });

export const undoReply = z.object({
  importId: z.uuid(),
  /** Rows of facts whose current version was taken back. */
  rowsTakenBack: z.int(),
  /** Of those, rows for which an earlier import's version stands again. */
  rowsRestored: z.int(),
  /** Returns of other imports that stand without a purchase now, because it was taken back. */
  returnsUnmatched: z.int(),
  seconds: z.number(),
});
export type UndoReply = z.infer<typeof undoReply>;

/** A row that was refused; contact values inside are masked. */
export const quarantineRow = z.object({
  rowNumber: z.int(),
  code: z.string(),
  column: z.string().nullable(),
  message: z.string(),
  remedy: z.string().nullable(),
  values: z.record(z.string(), z.string()),
});
export type QuarantineRow = z.infer<typeof quarantineRow>;

export const quarantineQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** Show rows after this row number. */
  after: z.coerce.number().int().min(0).default(0),
  code: z.string().max(80).optional(),
});

export const quarantineList = z.object({ rows: z.array(quarantineRow), nextAfter: z.int().nullable() });
