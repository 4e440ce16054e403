/** A preview of an upload from its file: what it is, which mapping would fit, and its first hundred rows. */
import { badInput } from '../../kernel/errors.ts';
import type { PreviewReply, PreviewRequest } from '../../records/import.ts';
import type { Mapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { findUpload } from '../../store/staging.ts';
import { resolveChoice } from '../mappings/mapping-choice.store.ts';
import { asFitting, fittingMappings, isTied } from '../mappings/match-mapping.ts';
import { findCandidates } from '../mappings/saved-mappings.store.ts';
import { builtInFor } from './built-in-mappings.ts';
import { suggestMapping } from './header-suggestion.ts';
import { assertFits } from './mapping-check.ts';
import { type FileSettings, firstRows, type PreparedFile, prepareFile } from './prepared-file.store.ts';
import { previewReasons, previewRows, statusCounts } from './preview.ts';

const previewed = 100;
/** Nothing is known of the file yet. */
const fileAsItIs: FileSettings = { encoding: 'auto', delimiter: 'auto', part: null, headerRows: null };

/** Stores nothing. Throws the errors of `prepareFile`, `upload-unknown` and, for a mapping that was sent, `assertFits`. */
export async function previewUpload(ctx: StoreContext, request: PreviewRequest): Promise<PreviewReply> {
  const upload = await findUpload(ctx.stagingFolder, request.uploadId);
  const sent = request.mapping ? await resolveChoice(ctx, request.mapping, request.kind) : null;
  const file = await prepareFile({
    path: upload.path,
    stagingFolder: ctx.stagingFolder,
    workId: ctx.newId(),
    mapping: sent?.mapping ?? { ...fileAsItIs, part: request.part ?? null },
    isPreview: true,
    facts: ctx.ch,
  });
  try {
    const candidates = fittingMappings(await findCandidates(ctx, request.kind), file.headers);
    const best = sent ? null : (candidates[0] ?? null);
    const fitted = sent?.fit(file.headers) ?? null;
    if (fitted) assertFits(fitted, file.headers);
    const likely =
      fitted ??
      best?.mapping ??
      builtInFor(file.headers, request.kind) ??
      suggestMapping(file.headers, request.kind);
    // What the preview read is what the import will read, once the person has seen it.
    const mapping =
      likely && file.part !== null && file.parts.length > 1 ? { ...likely, part: file.part } : likely;
    const fitting = candidates.map(asFitting);
    return {
      ...described(file, upload),
      ...(await sampled(ctx, file, mapping)),
      suggested: sent === null,
      saved: sent ? sent.saved : best && { name: best.name, version: best.version },
      fitting,
      tied: isTied(fitting),
    };
  } finally {
    await file.dispose();
  }
}

/** The size of text is that of its text, of anything else that of the file. */
const described = (file: PreparedFile, { fileName, bytes }: { fileName: string; bytes: number }) => ({
  fileName,
  bytes: file.form === 'csv' ? file.bytes : bytes,
  encoding: file.encoding,
  delimiter: file.delimiter,
  compressed: file.compressed,
  form: file.form,
  parts: [...file.parts],
  part: file.part,
  totalsRows: file.totalsRows,
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
