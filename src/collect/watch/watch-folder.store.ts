/**
 * One look at a watched folder. A file is noted in state with the id of its import before the import's job is made, and moved
 * out of the way after it has ended; every step finds out by itself whether it was done, so a look may be cut off anywhere:
 * the next one goes on, imports nothing twice and leaves nothing lying.
 */
import { sql } from 'kysely';
import { badInput, CodedError, type ErrorDetail } from '../../kernel/errors.ts';
import type { MappingChoice } from '../../records/import.ts';
import type { StoreContext } from '../../store/context.ts';
import { findUpload, removeUpload } from '../../store/staging.ts';
import { previewUpload } from '../import/preview-file.ts';
import { pinned, resolveChoice } from '../mappings/mapping-choice.store.ts';
import { moveFile, type StagedFile, seenFiles, stageFile } from './inbox.store.ts';
import { isWanted, type SeenFile, settledFiles } from './settled-files.ts';
import { type FolderRow, namedChoice, type ReasonParams, reasonOf } from './watched-folders.store.ts';

/** Makes the job of an import; called again with the same import id where a crash may have come between. */
export type StartImport = (input: Readonly<Record<string, unknown>>) => Promise<unknown>;

interface TakenRow {
  readonly file_id: string;
  readonly file_name: string;
  readonly stamp: string;
  readonly state: 'taken' | 'imported' | 'repeated' | 'failed';
  readonly upload_id: string | null;
  readonly import_id: string | null;
  readonly mapping: MappingChoice | null;
  readonly code: string | null;
  readonly params: ReasonParams | null;
}

interface JobEnd {
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'canceled';
  readonly error: {
    readonly code: string;
    readonly detail?: Pick<ErrorDetail, 'received' | 'expected' | 'params'>;
  } | null;
}

/** What the words of a failure are filled with. */
const paramsOf = ({ received, expected, params }: Partial<ErrorDetail> = {}): ReasonParams => ({
  ...(received === undefined ? {} : { received }),
  ...(expected === undefined ? {} : { expected }),
  ...params,
});

/** Names and stamps at the look before. */
export type SeenBefore = Map<string, string>;

export interface Look {
  readonly folder: FolderRow;
  readonly before: SeenBefore;
  readonly start: StartImport;
}

/** Looks once; returns how many files it took or ended. Throws `watch-folder-unreadable` and `watch-file-unmoved`. */
export async function lookAtFolder(ctx: StoreContext, look: Look): Promise<number> {
  const { folder, before } = look;
  const settled = await settleTaken(ctx, look);
  await moveEnded(ctx, folder.name);
  const files = (await seenFiles(ctx, folder.name)).filter(file => isWanted(file, folder.pattern));
  const whole = settledFiles(files, before, ctx.machineNow().getTime());
  before.clear();
  for (const { name, stamp } of files) before.set(name, stamp);
  const [oldest] = whole;
  const isFree = settled !== 'busy';
  const taken = oldest && isFree ? await takeFile(ctx, look, oldest) : 0;
  return taken + (settled === 'ended' ? 1 : 0);
}

/** Goes on with the file that was taken before. */
async function settleTaken(ctx: StoreContext, { folder, start }: Look): Promise<'none' | 'busy' | 'ended'> {
  const row = await findTaken(ctx, folder.name);
  if (!row) return 'none';
  const job = await findJob(ctx, row.import_id);
  if (!job) return (await beginAgain(ctx, { folder, row, start })) ? 'busy' : 'ended';
  if (job.state === 'queued' || job.state === 'running') return 'busy';
  await endFile(ctx, row, job);
  return 'ended';
}

async function findTaken({ pg }: StoreContext, folder: string): Promise<TakenRow | null> {
  const { rows } = await sql<TakenRow>`
    select * from watched_files where folder = ${folder} and state = 'taken'`.execute(pg);
  return rows[0] ?? null;
}

async function findJob({ pg }: StoreContext, importId: string | null): Promise<JobEnd | null> {
  const { rows } = await sql<JobEnd>`
    select state, error from jobs where kind = 'import' and input->>'importId' = ${importId}
    order by created_at desc limit 1`.execute(pg);
  return rows[0] ?? null;
}

/** A crash came before the job. Where the copy is gone too, the file is taken anew: it still lies in the folder. */
async function beginAgain(
  ctx: StoreContext,
  { folder, row, start }: { folder: FolderRow; row: TakenRow; start: StartImport },
): Promise<boolean> {
  const isThere = await findUpload(ctx.stagingFolder, row.upload_id ?? '').then(
    () => true,
    () => false,
  );
  if (isThere) await start(inputOf(folder, row));
  else await sql`delete from watched_files where file_id = ${row.file_id}`.execute(ctx.pg);
  return isThere;
}

const inputOf = (folder: FolderRow, row: Pick<TakenRow, 'upload_id' | 'import_id' | 'mapping'>) => ({
  uploadId: row.upload_id,
  kind: folder.kind,
  mapping: row.mapping,
  dryRun: false,
  createdBy: 'system',
  importId: row.import_id,
});

async function endFile(ctx: StoreContext, row: TakenRow, { state, error }: JobEnd): Promise<void> {
  const code = state === 'done' ? null : (error?.code ?? 'work-canceled');
  await sql`update watched_files set state = ${code === null ? 'imported' : 'failed'}, ended_at = ${ctx.now()},
      code = ${code}, params = ${JSON.stringify(paramsOf(error?.detail))}::jsonb
    where file_id = ${row.file_id} and state = 'taken'`.execute(ctx.pg);
  if (code !== null && row.upload_id) await removeUpload(ctx.stagingFolder, row.upload_id);
}

/** Files whose fate is known and which still lie in the folder. */
async function moveEnded(ctx: StoreContext, folder: string): Promise<void> {
  const { rows } = await sql<TakenRow>`
    select * from watched_files where folder = ${folder} and moved_at is null and state <> 'taken'
    order by found_at`.execute(ctx.pg);
  for (const row of rows) {
    const { reason, remedy } = reasonOf(row, ctx.settings.locale);
    await moveFile(ctx, folder, {
      fileName: row.file_name,
      stamp: row.stamp,
      to: row.state === 'failed' ? 'failed' : 'done',
      reason: row.state === 'failed' ? [reason, remedy, row.code].filter(Boolean).join('\n') : null,
    });
    await sql`update watched_files set moved_at = ${ctx.now()} where file_id = ${row.file_id}`.execute(
      ctx.pg,
    );
  }
}

/** Copies the file, and notes it: to be imported, already imported, or why not. */
async function takeFile(ctx: StoreContext, { folder, start }: Look, file: SeenFile): Promise<number> {
  const staged = await stageFile(ctx, folder.name, file);
  if (!staged) return 0;
  const note = { folder, file, staged };
  if (await isImported(ctx, folder.name, staged.sha256)) {
    await removeUpload(ctx.stagingFolder, staged.uploadId);
    await saveFile(ctx, { ...note, state: 'repeated', code: 'watch-file-repeated' });
    return 1;
  }
  try {
    const mapping = await mappingFor(ctx, folder, staged.uploadId);
    const row = await saveFile(ctx, { ...note, state: 'taken', mapping });
    // Somebody else took one of this folder meanwhile.
    if (!row) await removeUpload(ctx.stagingFolder, staged.uploadId);
    else await start(inputOf(folder, row));
  } catch (failure) {
    if (!(failure instanceof CodedError) || failure.retryable) throw failure;
    await removeUpload(ctx.stagingFolder, staged.uploadId);
    await saveFile(ctx, { ...note, state: 'failed', code: failure.code, failure });
  }
  return 1;
}

/** The same bytes came through this folder and their import stands. */
async function isImported({ pg }: StoreContext, folder: string, sha256: string): Promise<boolean> {
  const { rows } = await sql`
    select from watched_files f join imports i using (import_id)
    where f.folder = ${folder} and f.sha256 = ${sha256} and i.state = 'committed' limit 1`.execute(pg);
  return rows.length > 0;
}

/** Nobody looks at a guess here. Throws `mapping-ambiguous`, `watch-no-mapping` and what reading the file throws. */
async function mappingFor(ctx: StoreContext, { mapping, kind }: FolderRow, uploadId: string) {
  if (mapping !== null) {
    const choice = namedChoice(mapping);
    return pinned(choice, await resolveChoice(ctx, choice, kind));
  }
  const preview = await previewUpload(ctx, { uploadId, kind });
  if (preview.tied) {
    const expected = preview.fitting.map(({ name }) => name).join(', ');
    throw badInput('mapping-ambiguous', { path: 'mapping', expected, params: { expected } });
  }
  if (preview.saved) return { saved: preview.saved.name, version: preview.saved.version };
  if (preview.mapping === null || preview.mapping.name === 'suggested')
    throw badInput('watch-no-mapping', { path: 'mapping' });
  return preview.mapping;
}

interface NewFile {
  readonly folder: FolderRow;
  readonly file: SeenFile;
  readonly staged: StagedFile;
  readonly state: TakenRow['state'];
  readonly mapping?: MappingChoice;
  readonly code?: string;
  readonly failure?: CodedError;
}

async function saveFile(ctx: StoreContext, wanted: NewFile): Promise<TakenRow | null> {
  const { folder, file, staged, state, mapping, code = null, failure } = wanted;
  const isTaken = state === 'taken';
  const { rows } = await sql<TakenRow>`
    insert into watched_files (file_id, folder, file_name, sha256, bytes, stamp, state, upload_id, import_id, mapping,
      found_at, ended_at, code, params)
    values (${ctx.newId()}, ${folder.name}, ${file.name}, ${staged.sha256}, ${staged.bytes}, ${file.stamp}, ${state},
      ${isTaken ? staged.uploadId : null}, ${isTaken ? ctx.newId() : null},
      ${mapping ? JSON.stringify(mapping) : null}::jsonb, ${ctx.now()}, ${isTaken ? null : ctx.now()}, ${code},
      ${JSON.stringify(paramsOf(failure?.detail))}::jsonb)
    on conflict do nothing returning *`.execute(ctx.pg);
  return rows[0] ?? null;
}

/** Notes that the folder was looked at, and what was wrong with it. */
export async function noteLook(
  { pg, now }: StoreContext,
  folder: string,
  problem: string | null,
): Promise<void> {
  await sql`update watched_folders set looked_at = ${now()}, problem = ${problem} where name = ${folder}`.execute(
    pg,
  );
}

/** For the log: what a coded failure is called. */
export const problemOf = (failure: unknown): string | null =>
  failure instanceof CodedError ? failure.code : null;
