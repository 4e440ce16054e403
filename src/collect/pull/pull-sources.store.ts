/** Databases rows may be pulled from: kept with their audit entry, the password encrypted and never given back. */
import { sql } from 'kysely';
import { conflict, notFound } from '../../kernel/errors.ts';
import type { PullSource, PullSourceChange, PullSourceKind, PullSourceRequest } from '../../records/pull.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { holdGeneration } from '../../store/rekey/key-generations.store.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateDb, type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import type { SourceAddress } from './source-session.ts';

interface SourceRow extends Omit<SourceAddress, 'password'> {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly pulls: number;
  readonly cipher: Buffer;
  readonly version: number;
}

const columns = sql`source_id as id, name, kind, host, port, database, login as "user", tls, authority,
  created_at as "createdAt", password_cipher as cipher, key_version as version,
  (select count(*)::int from pulls p where p.source_id = pull_sources.source_id) as pulls`;
const aad = (id: string) => fieldAad('pull_sources', 'password', id);
const usualPort: Readonly<Record<PullSourceKind, number>> = { postgresql: 5432, mysql: 3306 };

const shown = ({
  id,
  name,
  kind,
  host,
  port,
  database,
  user,
  tls,
  authority,
  createdAt,
  pulls,
}: SourceRow): PullSource => ({
  id,
  name,
  kind,
  host,
  port,
  database,
  user,
  tls,
  hasAuthority: authority !== null,
  createdAt: createdAt.toISOString(),
  pulls,
});

/** What the audit log says of a source: never its password. */
const audited = ({ name, kind, host, port, database, user, tls }: PullSource) => ({
  name,
  kind,
  host,
  port,
  database,
  user,
  tls,
});

/** Every source, by name. */
export async function findSources(db: StateDb): Promise<PullSource[]> {
  const { rows } = await sql<SourceRow>`select ${columns} from pull_sources order by name`.execute(db);
  return rows.map(shown);
}

async function findRow(db: StateDb | StateTransaction, id: string): Promise<SourceRow> {
  const { rows } = await sql<SourceRow>`select ${columns} from pull_sources where source_id = ${id}`.execute(
    db,
  );
  if (!rows[0]) throw notFound('pull-source-unknown', { path: 'id' });
  return rows[0];
}

/** Throws `pull-source-unknown`. */
export const findSource = async (db: StateDb | StateTransaction, id: string): Promise<PullSource> =>
  shown(await findRow(db, id));

/** The source with its password, to call it. Throws `pull-source-unknown`. */
export async function openableSource({ pg, keys }: StoreContext, id: string): Promise<SourceAddress> {
  const { kind, host, port, database, user, tls, authority, cipher, version } = await findRow(pg, id);
  const password = keys.decrypt(cipher, version, aad(id));
  return { kind, host, port, database, user, tls, authority, password };
}

/** Keeps a source. Throws `pull-source-name-taken`. */
export async function addSource(ctx: StoreContext, wish: PullSourceRequest): Promise<PullSource> {
  const { name, kind, host, database, user, password, tls, authority } = wish;
  const [id, at] = [ctx.newId(), ctx.now()];
  return withTransaction(ctx.pg, async trx => {
    await holdGeneration(trx, ctx.keys);
    const { cipher, keyVersion } = ctx.keys.encrypt(password, aad(id));
    const { rows } = await sql`
      insert into pull_sources (source_id, name, kind, host, port, database, login, tls, authority, password_cipher,
        key_version, created_at, changed_at)
      values (${id}, ${name}, ${kind}, ${host}, ${wish.port ?? usualPort[kind]}, ${database}, ${user}, ${tls}, ${authority},
        ${cipher}, ${keyVersion}, ${at}, ${at})
      on conflict (name) do nothing returning source_id`.execute(trx);
    if (rows.length === 0) throw conflict('pull-source-name-taken', { path: 'name', received: name });
    const made = await findSource(trx, id);
    await saveAudit(trx, ctx, {
      action: 'pull-source.add',
      target: `pull-source:${id}`,
      after: audited(made),
    });
    return made;
  });
}

/**
 * Changes a source. A source that now lies elsewhere needs its password said again, so that nobody has the kept one
 * sent to a server of their own. Throws `pull-source-unknown` and `pull-password-needed`.
 */
export async function changeSource(
  ctx: StoreContext,
  id: string,
  change: PullSourceChange,
): Promise<PullSource> {
  return withTransaction(ctx.pg, async trx => {
    const before = await findRow(trx, id);
    const { password, ...rest } = change;
    const after = { ...before, ...rest };
    const isElsewhere =
      after.host !== before.host ||
      after.port !== before.port ||
      (after.tls !== before.tls && before.tls === 'verify') ||
      (after.authority !== before.authority && after.tls === 'verify');
    if (isElsewhere && password === undefined) throw conflict('pull-password-needed', { path: 'password' });
    await sql`update pull_sources set host = ${after.host}, port = ${after.port}, database = ${after.database},
      login = ${after.user}, tls = ${after.tls}, authority = ${after.authority}, changed_at = ${ctx.now()}
      where source_id = ${id}`.execute(trx);
    if (password !== undefined) {
      await holdGeneration(trx, ctx.keys);
      const { cipher, keyVersion } = ctx.keys.encrypt(password, aad(id));
      await sql`update pull_sources set password_cipher = ${cipher}, key_version = ${keyVersion}
        where source_id = ${id}`.execute(trx);
    }
    const changed = await findSource(trx, id);
    await saveAudit(trx, ctx, {
      action: 'pull-source.change',
      target: `pull-source:${id}`,
      before: audited(shown(before)),
      after: { ...audited(changed), ...(password === undefined ? {} : { password: 'changed' }) },
    });
    return changed;
  });
}

/** Forgets a source. Throws `pull-source-unknown`, and `pull-source-used` while something is pulled from it. */
export async function removeSource(ctx: StoreContext, id: string): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    const before = await findSource(trx, id);
    if (before.pulls > 0) throw conflict('pull-source-used', { path: 'id', params: { count: before.pulls } });
    await sql`delete from pull_sources where source_id = ${id}`.execute(trx);
    await saveAudit(trx, ctx, {
      action: 'pull-source.remove',
      target: `pull-source:${id}`,
      before: audited(before),
    });
  });
}
