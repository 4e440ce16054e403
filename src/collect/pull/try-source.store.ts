/** A source looked at before anything is pulled: whether it answers, which tables there are, and its first rows as an import would read them. */
import type { PreviewReply } from '../../records/import.ts';
import type { PullPreviewRequest } from '../../records/pull.ts';
import type { StoreContext } from '../../store/context.ts';
import { removeUpload, saveUpload } from '../../store/staging.ts';
import { csvRow } from '../files/csv-row.ts';
import { previewUpload } from '../import/preview-file.ts';
import { withSource } from './open-source.store.ts';
import { openableSource } from './pull-sources.store.ts';
import { sampleAsk, tablesAsk } from './pull-statement.ts';
import { requireOneOf } from './pulls.store.ts';

const sampled = 100;

/** Logs in and says what is there. Throws what `withSource` throws. */
export async function testSource(ctx: StoreContext, sourceId: string) {
  const started = ctx.machineNow().getTime();
  return withSource(ctx, await openableSource(ctx, sourceId), async session => {
    const ask = tablesAsk(session.kind);
    const { rows } = await session.read(ask.text, ask.values);
    return {
      version: session.version,
      encrypted: session.encrypted,
      tables: rows.map(([name]) => name ?? ''),
      seconds: Math.round(ctx.machineNow().getTime() - started) / 1000,
    };
  });
}

/** The first hundred rows by a mapping, or by the one their columns suggest; stores nothing. */
export async function previewSource(
  ctx: StoreContext,
  sourceId: string,
  { table, statement, kind, mapping }: PullPreviewRequest,
): Promise<PreviewReply> {
  const pulled = { table: table ?? null, statement: statement ?? null };
  requireOneOf(pulled);
  const { columns, rows } = await withSource(ctx, await openableSource(ctx, sourceId), async session => {
    const first = sampleAsk(session.kind, pulled, sampled);
    return session.read(first.text, first.values);
  });
  const uploadId = ctx.newId();
  const content = (async function* () {
    yield Buffer.from(csvRow(columns.map(({ name }) => name)));
    for (const row of rows) yield Buffer.from(csvRow(row.map(cell => cell ?? '')));
  })();
  await saveUpload(ctx.stagingFolder, { uploadId, fileName: 'preview.csv', content });
  try {
    return await previewUpload(ctx, { uploadId, kind, ...(mapping && { mapping }) });
  } finally {
    await removeUpload(ctx.stagingFolder, uploadId);
  }
}
