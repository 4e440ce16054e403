/** Watched folders in state: made and changed with their audit entry, and what became of each file. */
import { sql } from 'kysely';
import type { z } from 'zod';
import { textOf } from '../../kernel/catalogue.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { ImportKind } from '../../records/mapping.ts';
import type {
  WatchedFile,
  WatchedFileState,
  WatchedFolder,
  WatchedFolderChange,
  watchedFileQuery,
} from '../../records/watched-folder.ts';
import type { StoreContext } from '../../store/context.ts';
import { containing, orderSql, pageOf, windowOf } from '../../store/list-window.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { isBuiltInName } from '../import/built-in-mappings.ts';
import { resolveChoice } from '../mappings/mapping-choice.store.ts';
import { inboxPlace, makeInbox } from './inbox.store.ts';

export interface FolderRow {
  readonly name: string;
  readonly kind: ImportKind;
  readonly mapping: string | null;
  readonly pattern: string;
  readonly live: boolean;
}

/** What a name stands for: a mapping that comes with the product, else a saved one. */
export const namedChoice = (name: string) => (isBuiltInName(name) ? { builtIn: name } : { saved: name });

/** Folders that are to be looked at, by name. */
export const findLiveFolders = async ({ pg }: StoreContext): Promise<FolderRow[]> =>
  pg
    .selectFrom('watched_folders')
    .select(['name', 'kind', 'mapping', 'pattern', 'live'])
    .where('live', '=', true)
    .orderBy('name')
    .execute();

interface ListedFolder extends FolderRow {
  readonly looked_at: Date | null;
  readonly problem: string | null;
  readonly imported: number;
  readonly failed: number;
  readonly current: string | null;
}

/** All folders by name, with what became of their files. */
export async function findFolders(ctx: StoreContext, locale: Locale): Promise<WatchedFolder[]> {
  const { rows } = await sql<ListedFolder>`
    select w.name, w.kind, w.mapping, w.pattern, w.live, w.looked_at, w.problem,
      count(*) filter (where f.state = 'imported')::int as imported,
      count(*) filter (where f.state = 'failed')::int as failed,
      max(f.file_name) filter (where f.state = 'taken') as current
    from watched_folders w left join watched_files f on f.folder = w.name
    group by w.name order by w.name`.execute(ctx.pg);
  return rows.map(({ looked_at, problem, ...row }) => ({
    ...row,
    path: inboxPlace(row.name),
    lookedAt: looked_at?.toISOString() ?? null,
    problem: problem === null ? null : textOf(problem, locale).message,
  }));
}

/**
 * Makes the folder (on the disk too) or changes how its files are read. Throws `saved-mapping-unknown`,
 * `mapping-kind-differs` and `watch-folder-unreadable`.
 */
export async function saveFolder(
  ctx: StoreContext,
  name: string,
  change: WatchedFolderChange,
): Promise<void> {
  const { kind, mapping, pattern, live } = change;
  if (mapping !== null) await resolveChoice(ctx, namedChoice(mapping), kind);
  await makeInbox(ctx, name);
  await withTransaction(ctx.pg, async trx => {
    const { rows } = await sql<FolderRow>`
      select kind, mapping, pattern, live from watched_folders where name = ${name} for update`.execute(trx);
    await sql`insert into watched_folders (name, kind, mapping, pattern, live, created_at, changed_at)
      values (${name}, ${kind}, ${mapping}, ${pattern}, ${live}, ${ctx.now()}, ${ctx.now()})
      on conflict (name) do update set kind = excluded.kind, mapping = excluded.mapping, pattern = excluded.pattern,
        live = excluded.live, changed_at = excluded.changed_at`.execute(trx);
    await saveAudit(trx, ctx, {
      action: 'watched-folder.save',
      target: `watched-folder:${name}`,
      ...(rows[0] ? { before: rows[0] } : {}),
      after: change,
    });
  });
}

/** No longer looks at the folder; its files stay where they lie. Throws `watch-folder-unknown`. */
export async function removeFolder(ctx: StoreContext, name: string): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    const { rows } = await sql<FolderRow>`
      delete from watched_folders where name = ${name} returning kind, mapping, pattern, live`.execute(trx);
    if (!rows[0]) throw notFound('watch-folder-unknown', { path: 'name', received: name });
    await sql`delete from watched_files where folder = ${name}`.execute(trx);
    await saveAudit(trx, ctx, {
      action: 'watched-folder.remove',
      target: `watched-folder:${name}`,
      before: rows[0],
    });
  });
}

export type ReasonParams = Readonly<Record<string, string | number>>;

interface FileRow {
  readonly file_id: string;
  readonly file_name: string;
  readonly bytes: string | number;
  readonly state: WatchedFileState;
  readonly import_id: string | null;
  readonly found_at: Date;
  readonly ended_at: Date | null;
  readonly code: string | null;
  readonly params: ReasonParams | null;
}

/** Why a file failed, as it was kept, in words. */
export const reasonOf = ({ code, params }: Pick<FileRow, 'code' | 'params'>, locale: Locale) => {
  if (code === null) return { reason: null, remedy: null };
  const { message, remedy } = textOf(code, locale, params ?? {});
  return { reason: message, remedy: remedy ?? null };
};

const sorts = { file: sql`file_name`, state: sql`state`, at: sql`found_at` };

/** One page of the files of a folder. Throws `watch-folder-unknown` and `cursor-invalid`. */
export async function findFilePage(
  ctx: StoreContext,
  { name, locale, ...query }: z.output<typeof watchedFileQuery> & { name: string; locale: Locale },
) {
  const folder = await ctx.pg
    .selectFrom('watched_folders')
    .select('name')
    .where('name', '=', name)
    .executeTakeFirst();
  if (!folder) throw notFound('watch-folder-unknown', { path: 'name', received: name });
  const window = windowOf(ctx, 'watched-files', query);
  const { state = null } = query;
  const where = sql`where folder = ${name} and file_name ilike ${containing(query.query)}
    and (${state}::text is null or state = ${state})`;
  const { rows } = await sql<FileRow>`
    select file_id, file_name, bytes, state, import_id, found_at, ended_at, code, params
    from watched_files ${where} ${orderSql(query.sort ?? '-at', sorts, sql`file_id`)}
    limit ${window.limit} offset ${window.offset}`.execute(ctx.pg);
  const { rows: counted } = await sql<{ n: number }>`
    select count(*)::int as n from watched_files ${where}`.execute(ctx.pg);
  const files = rows.map(
    (row): WatchedFile => ({
      id: row.file_id,
      fileName: row.file_name,
      bytes: Number(row.bytes),
      state: row.state,
      importId: row.state === 'imported' || row.state === 'taken' ? row.import_id : null,
      foundAt: row.found_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      ...reasonOf(row, locale),
    }),
  );
  return { files, ...pageOf(ctx, 'watched-files', { ...window, total: counted[0]?.n ?? 0 }) };
}
