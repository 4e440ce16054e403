/** A preview of an upload from its file: what it is, which mapping would fit, and its first hundred rows. */
import { badInput } from '../../kernel/errors.ts';
import type { PreviewReply, PreviewRequest } from '../../records/import.ts';
import type { Mapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { findUpload } from '../../store/staging.ts';
import { builtInFor, chosenMapping } from './built-in-mappings.ts';
import { suggestMapping } from './header-suggestion.ts';
import { assertFits } from './mapping-check.ts';
import { firstRows, type PreparedFile, prepareFile } from './prepared-file.store.ts';
import { previewReasons, previewRows, statusCounts } from './preview.ts';

const previewed = 100;

/** Stores nothing. Throws the errors of `prepareFile`, `upload-unknown` and, for a mapping that was sent, `assertFits`. */
export async function previewUpload(ctx: StoreContext, request: PreviewRequest): Promise<PreviewReply> {
  const upload = await findUpload(ctx.stagingFolder, request.uploadId);
  const sent = request.mapping ? chosenMapping(request.mapping, request.kind) : null;
  const file = await prepareFile({
    path: upload.path,
    stagingFolder: ctx.stagingFolder,
    workId: ctx.newId(),
    encoding: sent?.encoding ?? 'auto',
    delimiter: sent?.delimiter ?? 'auto',
  });
  try {
    if (sent) assertFits(sent, file.headers);
    const mapping =
      sent ?? builtInFor(file.headers, request.kind) ?? suggestMapping(file.headers, request.kind);
    return {
      ...described(file, upload.fileName),
      ...(await sampled(ctx, file, mapping)),
      suggested: sent === null,
    };
  } finally {
    await file.dispose();
  }
}

const described = (file: PreparedFile, fileName: string) => ({
  fileName,
  bytes: file.bytes,
  encoding: file.encoding,
  delimiter: file.delimiter,
  compressed: file.compressed,
  headers: [...file.headers],
});

async function sampled(ctx: StoreContext, file: PreparedFile, mapping: Mapping | null) {
  const raw = await firstRows(file, previewed);
  if (raw.length === 0) throw badInput('import-no-rows', { path: 'file' });
  if (mapping === null) return { mapping, unmapped: [...file.headers], rows: [], statuses: [], reasons: [] };
  const rows = previewRows(raw, file.headers, { ...mapping, zone: mapping.zone ?? ctx.settings.zone });
  const used = Object.values(mapping.columns);
  return {
    mapping,
    unmapped: file.headers.filter(header => !used.includes(header)),
    rows,
    statuses: statusCounts(rows),
    reasons: previewReasons(rows),
  };
}
