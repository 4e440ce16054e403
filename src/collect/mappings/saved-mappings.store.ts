/** Saved mappings in state: each version written once with its audit entry, found by name or by the headings of a file. */
import { sql } from 'kysely';
import type { z } from 'zod';
import { badInput, conflict, notFound } from '../../kernel/errors.ts';
import { type ImportKind, type Mapping, mapping as mappingSchema } from '../../records/mapping.ts';
import type {
  SavedMapping,
  SavedMappingRow,
  SavedVersion,
  savedMappingQuery,
  savedMappingReply,
} from '../../records/saved-mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { containing, orderSql, pageOf, windowOf } from '../../store/list-window.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { isBuiltInName } from '../import/built-in-mappings.ts';
import type { Candidate } from './match-mapping.ts';

/** What a mapping is called before anybody named it. */
const unnamed = 'suggested';

interface VersionRow {
  readonly version: number;
  readonly mapping: unknown;
  readonly saved_at: Date;
}

/**
 * Keeps the mapping under its own name: as version 1, as the next one where the newest says something else, or not at all.
 * A retired name is in use again. Throws `mapping-name-reserved` and `mapping-name-taken`.
 */
export async function saveMapping(
  ctx: StoreContext,
  { mapping, savedBy }: { readonly mapping: Mapping; readonly savedBy: string | null },
): Promise<z.infer<typeof savedMappingReply>> {
  const { name, kind } = mapping;
  if (name === unnamed || isBuiltInName(name))
    throw badInput('mapping-name-reserved', { path: 'mapping.name', received: name, params: { name } });
  return withTransaction(ctx.pg, async trx => {
    // Locks the name, so that two savers get two versions.
    const { rows } = await sql<{ kind: ImportKind }>`
      insert into saved_mappings (name, kind, created_at) values (${name}, ${kind}, ${ctx.now()})
      on conflict (name) do update set retired_at = case when saved_mappings.kind = excluded.kind
        then null else saved_mappings.retired_at end
      returning kind`.execute(trx);
    const taken = rows[0]?.kind ?? kind;
    if (taken !== kind)
      throw conflict('mapping-name-taken', {
        path: 'mapping.name',
        received: name,
        expected: taken,
        params: { name, expected: taken },
      });
    const text = JSON.stringify(mapping);
    const { rows: newest } = await sql<{ version: number; same: boolean }>`
      select version, mapping = ${text}::jsonb as same from mapping_versions where name = ${name}
      order by version desc limit 1`.execute(trx);
    const last = newest[0];
    if (last?.same) return { name, version: last.version, isNew: false };
    const version = (last?.version ?? 0) + 1;
    await sql`insert into mapping_versions (name, version, mapping, saved_by, saved_at)
      values (${name}, ${version}, ${text}::jsonb, ${savedBy}, ${ctx.now()})`.execute(trx);
    await saveAudit(trx, ctx, {
      action: 'mapping.save',
      target: `mapping:${name}`,
      after: { kind, version, mapping },
    });
    return { name, version, isNew: true };
  });
}

/** Takes a mapping out of use, or back into it; its versions and what was imported by them stay. Throws `saved-mapping-unknown`. */
export async function saveMappingUse(
  ctx: StoreContext,
  name: string,
  retired: boolean,
): Promise<SavedMapping> {
  await withTransaction(ctx.pg, async trx => {
    const { rows } = await sql<{ retired_at: Date | null }>`
      select retired_at from saved_mappings where name = ${name} for update`.execute(trx);
    const before = rows[0];
    if (!before) throw unknownMapping(name);
    if ((before.retired_at !== null) === retired) return;
    await sql`update saved_mappings set retired_at = ${retired ? ctx.now() : null} where name = ${name}`.execute(
      trx,
    );
    await saveAudit(trx, ctx, {
      action: retired ? 'mapping.retire' : 'mapping.restore',
      target: `mapping:${name}`,
      after: { retired },
    });
  });
  return findSavedMapping(ctx, name);
}

const unknownMapping = (name: string) =>
  notFound('saved-mapping-unknown', { path: 'name', received: name, params: { name } });

/** One mapping with all its versions, newest first. Throws `saved-mapping-unknown`. */
export async function findSavedMapping(
  { pg }: Pick<StoreContext, 'pg'>,
  name: string,
): Promise<SavedMapping> {
  const head = await pg.selectFrom('saved_mappings').selectAll().where('name', '=', name).executeTakeFirst();
  if (!head) throw unknownMapping(name);
  const { rows } = await sql<VersionRow & { imports: number }>`
    select v.version, v.mapping, v.saved_at, (select count(*)::int from imports i
      where i.mapping_name = v.name and i.mapping_version = v.version and i.state = 'committed') as imports
    from mapping_versions v where v.name = ${name} order by v.version desc`.execute(pg);
  return {
    name,
    kind: head.kind,
    retiredAt: head.retired_at?.toISOString() ?? null,
    versions: rows.map(row => ({
      version: row.version,
      mapping: mappingSchema.parse(row.mapping),
      savedAt: row.saved_at.toISOString(),
      imports: row.imports,
    })),
  };
}

/** The wanted version, the newest where none is named. Throws `saved-mapping-unknown` and `mapping-version-unknown`. */
export async function findVersion(
  ctx: Pick<StoreContext, 'pg'>,
  { name, version }: { readonly name: string; readonly version?: number | undefined },
): Promise<SavedVersion & { readonly mapping: Mapping }> {
  const { versions } = await findSavedMapping(ctx, name);
  const found = version === undefined ? versions[0] : versions.find(each => each.version === version);
  if (found) return { name, version: found.version, mapping: found.mapping };
  const expected = versions.map(each => each.version).join(', ');
  throw notFound('mapping-version-unknown', {
    path: 'version',
    received: String(version),
    expected,
    params: { name, version: version ?? 0, expected },
  });
}

/** The newest version of every mapping in use for this kind of file. */
export async function findCandidates(
  { pg }: Pick<StoreContext, 'pg'>,
  kind: ImportKind,
): Promise<Candidate[]> {
  const { rows } = await sql<VersionRow & { name: string }>`
    select distinct on (v.name) v.name, v.version, v.mapping, v.saved_at
    from mapping_versions v join saved_mappings s using (name)
    where s.kind = ${kind} and s.retired_at is null order by v.name, v.version desc`.execute(pg);
  return rows.map(row => ({
    name: row.name,
    version: row.version,
    mapping: mappingSchema.parse(row.mapping),
    savedAt: row.saved_at,
  }));
}

const sorts = {
  name: sql`name`,
  kind: sql`kind`,
  saved: sql`saved_at`,
  imports: sql`imports`,
  last: sql`last_import_at`,
};

interface ListedRow {
  readonly name: string;
  readonly kind: ImportKind;
  readonly retired_at: Date | null;
  readonly version: number;
  readonly title: string;
  readonly saved_at: Date;
  readonly imports: number;
  readonly last_import_at: Date | null;
}

const rowOf = (row: ListedRow): SavedMappingRow => ({
  name: row.name,
  version: row.version,
  kind: row.kind,
  title: row.title,
  savedAt: row.saved_at.toISOString(),
  retiredAt: row.retired_at?.toISOString() ?? null,
  imports: row.imports,
  lastImportAt: row.last_import_at?.toISOString() ?? null,
});

/** One page of saved mappings with their newest version and what was imported by them. Throws `cursor-invalid`. */
export async function findMappingPage(ctx: StoreContext, query: z.output<typeof savedMappingQuery>) {
  const window = windowOf(ctx, 'mappings', query);
  const { kind = null, use = null } = query;
  const listed = sql`select s.name, s.kind, s.retired_at, v.version, v.mapping->>'title' as title, v.saved_at,
      coalesce(i.imports, 0) as imports, i.last_import_at
    from saved_mappings s
    join lateral (select * from mapping_versions v where v.name = s.name order by version desc limit 1) v on true
    left join (select mapping_name, count(*)::int as imports, max(created_at) as last_import_at
      from imports where mapping_name is not null and state = 'committed' group by mapping_name) i
      on i.mapping_name = s.name
    where (s.name ilike ${containing(query.query)} or v.mapping->>'title' ilike ${containing(query.query)})
      and (${kind}::text is null or s.kind = ${kind})
      and (${use}::text is null or (s.retired_at is not null) = (${use} = 'retired'))`;
  const order = orderSql(query.sort ?? '-saved', sorts, sql`name`);
  const { rows } = await sql<ListedRow>`
    select * from (${listed}) listed ${order} limit ${window.limit} offset ${window.offset}`.execute(ctx.pg);
  const { rows: counted } = await sql<{
    n: number;
  }>`select count(*)::int as n from (${listed}) listed`.execute(ctx.pg);
  return { mappings: rows.map(rowOf), ...pageOf(ctx, 'mappings', { ...window, total: counted[0]?.n ?? 0 }) };
}
