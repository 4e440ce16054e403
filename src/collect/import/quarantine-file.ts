/**
 * Refused rows as a CSV to mend and send again: code, row number, column and remedy before the file's own cells. Masked
 * unless the caller asks otherwise, which is written to the audit log.
 */
import { z } from 'zod';
import { csvLine } from '../../records/csv.ts';
import type { ImportRecord } from '../../records/import.ts';
import type { Caller, FileReply } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { findRefused, type RefusedView, takeUnmasked } from './quarantine.store.ts';

const query = z.object({ unmasked: z.stringbool().default(false) });
const rowsPerRead = 1000;

async function* csvLines(ctx: StoreContext, record: ImportRecord, view: RefusedView): AsyncGenerator<string> {
  let after = 0;
  let headers: string[] | null = null;
  for (;;) {
    const page = { importId: record.importId, mapping: record.mapping, after, limit: rowsPerRead, ...view };
    const rows = await findRefused(ctx, page);
    if (rows.length === 0) return;
    if (!headers) {
      headers = Object.keys(rows[0]?.values ?? {});
      // The mark tells spreadsheets that this is UTF-8.
      yield `\ufeff${csvLine(['row', 'code', 'column', 'message', 'remedy', ...headers])}`;
    }
    for (const row of rows) {
      const own = headers.map(header => row.values[header] ?? '');
      yield csvLine([
        String(row.rowNumber),
        row.code,
        row.column ?? '',
        row.message,
        row.remedy ?? '',
        ...own,
      ]);
    }
    after = rows.at(-1)?.rowNumber ?? after;
  }
}

async function reply(
  ctx: StoreContext,
  record: ImportRecord,
  { unmasked, caller }: { unmasked: boolean; caller: Caller },
): Promise<FileReply> {
  if (unmasked) await takeUnmasked(ctx, record.importId);
  const body = csvLines(ctx, record, { locale: caller.locale, unmasked });
  return {
    kind: 'file',
    contentType: 'text/csv; charset=utf-8',
    fileName: `quarantine-${record.importId}.csv`,
    body,
  };
}

export const quarantineFile = { query, reply };
