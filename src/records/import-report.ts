/** What one import did to its file, column by column, and how it differs from the import before it. */
import { z } from 'zod';
import { savedVersion } from './saved-mapping.ts';

/** What cells were changed by on their way into the product, told in the guide. */
export const cellConversions = [
  'full-width',
  'currency-mark',
  'thousands',
  'ten-thousands',
  'parentheses',
  'chinese-date',
  'half-day',
  'day-number',
  'spreadsheet-text',
  'whole-number',
] as const;

export const columnProfile = z.object({
  column: z.string(),
  field: z.string(),
  /** Cells that are not empty, of the rows read. */
  filled: z.int(),
  conversions: z.array(z.object({ code: z.enum(cellConversions), cells: z.int() })),
});
export type ColumnProfile = z.infer<typeof columnProfile>;

/** Kept with the import when it begins. Columns of contact data are named and not looked into. */
export const importProfile = z.object({
  headers: z.array(z.string()),
  rows: z.int(),
  columns: z.array(columnProfile),
});
export type ImportProfile = z.infer<typeof importProfile>;

export const importMeasures = ['rows', 'stored', 'quarantined', 'customers', 'orders', 'sales'] as const;

export const importReport = z.object({
  importId: z.uuid(),
  /** Shares of 1; null where nothing was counted. */
  quality: z.object({
    /** Rows that were not refused, of those read. */
    accepted: z.number().nullable(),
    /** Rows not in the product before, of those read. */
    fresh: z.number().nullable(),
    /** Filled cells of the columns looked into. */
    complete: z.number().nullable(),
  }),
  profile: importProfile.nullable(),
  /** The import it is compared with: the one asked for, else the last before it by the same mapping, else null. */
  comparedWith: z
    .object({
      importId: z.uuid(),
      fileName: z.string(),
      createdAt: z.string(),
      savedMapping: savedVersion.nullable(),
    })
    .nullable(),
  /** Decimal numbers as text; `change` is after ÷ before − 1, null where before is nothing. */
  changes: z.array(
    z.object({
      measure: z.enum(importMeasures),
      before: z.string(),
      after: z.string(),
      change: z.number().nullable(),
    }),
  ),
  columnsAdded: z.array(z.string()),
  columnsGone: z.array(z.string()),
  /** Columns whose share of filled cells moved by more than five points. */
  filledMoved: z.array(z.object({ column: z.string(), before: z.number(), after: z.number() })),
});
export type ImportReport = z.infer<typeof importReport>;

export const importReportQuery = z.object({ with: z.uuid().optional() });
