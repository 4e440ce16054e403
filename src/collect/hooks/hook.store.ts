/** Inbound hooks in state: made, changed and removed with their audit entry; the secret encrypted and given back once. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { badInput, conflict, notFound } from '../../kernel/errors.ts';
import type { HookChange, HookRequest, HookSigning } from '../../records/hook.ts';
import { type HookMapping, readHookMapping } from '../../records/hook-mapping.ts';
import type { HookShop } from '../../records/hook-names.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { holdGeneration } from '../../store/rekey/key-generations.store.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateDb, withTransaction } from '../../store/state/state-db.ts';
import { readyMappings } from './ready-mappings.ts';

export interface StoredHook {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly pathKey: string;
  readonly signing: HookSigning;
  readonly shop: HookShop | null;
  readonly mapping: HookMapping | null;
  readonly live: boolean;
  readonly createdAt: Date;
}

interface HookRowOfState extends StoredHook {
  readonly cipher: Buffer;
  readonly version: number;
}

const columns = sql`hook_id as id, name, source, path_key as "pathKey", signing, shop, mapping, live,
  created_at as "createdAt", secret_cipher as cipher, key_version as version`;
const aad = (id: string) => fieldAad('inbound_hooks', 'secret', id);

/** The mapping in force. */
export const mappingOf = ({ mapping, shop }: Pick<StoredHook, 'mapping' | 'shop'>): HookMapping =>
  mapping ?? readyMappings[shop as HookShop];

/** Throws `hook-mapping-invalid` with the place in it. */
export function requireMapping(given: unknown): HookMapping {
  const read = readHookMapping(given);
  if (read.ok) return read.mapping;
  const path = read.path ? `mapping.${read.path}` : 'mapping';
  throw badInput('hook-mapping-invalid', {
    path,
    expected: read.expected,
    params: { path, expected: read.expected },
  });
}

/** The mapping of a request. Throws `hook-mapping-invalid`, and `field-invalid` where there is none. */
export function mappingIn({ shop, mapping }: Pick<HookRequest, 'shop' | 'mapping'>): HookMapping | null {
  if (mapping !== undefined) return requireMapping(mapping);
  if (shop === null)
    throw badInput('field-invalid', { path: 'mapping', expected: 'object', params: { path: 'mapping' } });
  return null;
}

function requireSigning(signing: HookSigning): HookSigning {
  const missing = signing.scheme === 'youzan' ? 'clientId' : signing.scheme === 'hmac' ? 'header' : null;
  if (missing && !signing[missing]) {
    const path = `signing.${missing}`;
    throw badInput('field-invalid', { path, expected: missing, params: { path } });
  }
  return signing;
}

/** As Standard Webhooks write it; other senders take it as any text. */
const madeSecret = ({ scheme }: HookSigning): string =>
  scheme === 'standard'
    ? `whsec_${randomBytes(32).toString('base64')}`
    : randomBytes(32).toString('base64url');

/** Every hook, by name, without its secret. */
export async function findHooks(db: StateDb): Promise<StoredHook[]> {
  const { rows } = await sql<HookRowOfState>`select ${columns} from inbound_hooks order by name`.execute(db);
  return rows.map(({ cipher: _c, version: _v, ...hook }) => hook);
}

async function findRow(db: StateDb, where: ReturnType<typeof sql>): Promise<HookRowOfState | null> {
  const { rows } = await sql<HookRowOfState>`select ${columns} from inbound_hooks where ${where}`.execute(db);
  return rows[0] ?? null;
}

/** Throws `hook-unknown`. */
export async function findHook(db: StateDb, id: string): Promise<StoredHook> {
  const row = await findRow(db, sql`hook_id = ${id}`);
  if (!row) throw notFound('hook-unknown', { path: 'id' });
  const { cipher: _c, version: _v, ...hook } = row;
  return hook;
}

/** The hook an address is of, with its secret. Throws `hook-unknown`. */
export async function openHook(
  { pg, keys }: StoreContext,
  pathKey: string,
): Promise<{ readonly hook: StoredHook; readonly secret: string }> {
  const row = await findRow(pg, sql`path_key = ${pathKey}`);
  if (!row) throw notFound('hook-unknown', { path: 'key' });
  const { cipher, version, ...hook } = row;
  return { hook, secret: keys.decrypt(cipher, version, aad(hook.id)) };
}

/** What the audit log says of a hook: neither its address nor its secret. */
const audited = ({ name, source, signing, shop, mapping, live }: StoredHook) => ({
  name,
  source,
  signing,
  shop,
  mapping,
  live,
});

/** Makes a hook. Throws `hook-name-taken`, `hook-mapping-invalid` and `field-invalid`. */
export async function addHook(
  ctx: StoreContext,
  wish: HookRequest,
): Promise<{ readonly hook: StoredHook; readonly secret: string }> {
  const { name, source, shop, live } = wish;
  const mapping = mappingIn(wish);
  const signing = requireSigning(wish.signing);
  const secret = wish.secret ?? madeSecret(signing);
  const at = ctx.now();
  const hook = {
    id: ctx.newId(),
    name,
    source,
    pathKey: randomBytes(24).toString('base64url'),
    signing,
    shop,
    mapping,
    live,
    createdAt: at,
  };
  await withTransaction(ctx.pg, async trx => {
    await holdGeneration(trx, ctx.keys);
    const { cipher, keyVersion } = ctx.keys.encrypt(secret, aad(hook.id));
    const { rows } = await sql`
      insert into inbound_hooks (hook_id, name, source, path_key, signing, secret_cipher, key_version, shop, mapping, live,
        created_at, changed_at)
      values (${hook.id}, ${name}, ${source}, ${hook.pathKey}, ${JSON.stringify(signing)}::jsonb, ${cipher}, ${keyVersion},
        ${shop}, ${mapping && JSON.stringify(mapping)}::jsonb, ${live}, ${at}, ${at})
      on conflict (name) do nothing returning hook_id`.execute(trx);
    if (rows.length === 0) throw conflict('hook-name-taken', { path: 'name', received: name });
    await saveAudit(trx, ctx, { action: 'hook.add', target: `hook:${hook.id}`, after: audited(hook) });
  });
  return { hook, secret };
}

function changed(before: StoredHook, { live, signing, mapping }: HookChange): StoredHook {
  if (mapping === null && before.shop === null)
    throw badInput('field-invalid', { path: 'mapping', expected: 'object', params: { path: 'mapping' } });
  return {
    ...before,
    live: live ?? before.live,
    signing: signing ? requireSigning(signing) : before.signing,
    mapping: mapping === undefined ? before.mapping : mapping && requireMapping(mapping),
  };
}

/** Changes a hook; a new secret counts from now on alone. Throws `hook-unknown`, `hook-mapping-invalid` and `field-invalid`. */
export async function changeHook(ctx: StoreContext, id: string, change: HookChange): Promise<StoredHook> {
  return withTransaction(ctx.pg, async trx => {
    const before = await findHook(trx, id);
    const after = changed(before, change);
    await sql`update inbound_hooks set live = ${after.live}, signing = ${JSON.stringify(after.signing)}::jsonb,
      mapping = ${after.mapping && JSON.stringify(after.mapping)}::jsonb, changed_at = ${ctx.now()} where hook_id = ${id}`.execute(
      trx,
    );
    if (change.secret !== undefined) {
      await holdGeneration(trx, ctx.keys);
      const { cipher, keyVersion } = ctx.keys.encrypt(change.secret, aad(id));
      await sql`update inbound_hooks set secret_cipher = ${cipher}, key_version = ${keyVersion} where hook_id = ${id}`.execute(
        trx,
      );
    }
    await saveAudit(trx, ctx, {
      action: 'hook.change',
      target: `hook:${id}`,
      before: audited(before),
      after: { ...audited(after), ...(change.secret === undefined ? {} : { secret: 'changed' }) },
    });
    return after;
  });
}

/** Another secret, which counts from now on alone; made here where none is given. Throws `hook-unknown`. */
export async function renewSecret(
  ctx: StoreContext,
  id: string,
  given: string | undefined,
): Promise<{ readonly hook: StoredHook; readonly secret: string }> {
  const secret = given ?? madeSecret((await findHook(ctx.pg, id)).signing);
  return { hook: await changeHook(ctx, id, { secret }), secret };
}

/** Removes a hook with its counts; what it brought stays. Throws `hook-unknown`. */
export async function removeHook(ctx: StoreContext, id: string): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    const before = await findHook(trx, id);
    await sql`delete from inbound_hooks where hook_id = ${id}`.execute(trx);
    await saveAudit(trx, ctx, { action: 'hook.remove', target: `hook:${id}`, before: audited(before) });
  });
}
