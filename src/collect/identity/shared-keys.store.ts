/** Keys that too many people share, and so join nobody: for somebody to look at. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { RecordRow, SharedKeyRow, sharedKeyList, sharedKeyQuery } from '../../records/identity.ts';
import type { StoreContext } from '../../store/context.ts';
import { orderSql, pageOf, windowOf } from '../../store/list-window.ts';
import { isStrong } from './key-kinds.ts';
import { loadKinds } from './kind-settings.store.ts';
import { loadRecordRows } from './record-rows.store.ts';

const shownExamples = 3;

interface StoredKey {
  readonly kind: string;
  readonly keyId: string;
  readonly records: number;
  readonly foundAt: Date;
  readonly examples: string[];
}

/** The value as all examples have it, masked; null where they share several that look alike, or none. */
function maskedOf(kind: string, examples: readonly RecordRow[]): string | null {
  const masked = examples.map(
    ({ contacts }) => new Set(contacts.filter(each => each.kind === kind).map(each => each.masked)),
  );
  const common = [...masked.reduce((all, each) => all.intersection(each), masked[0] ?? new Set<string>())];
  return common.length === 1 ? (common[0] ?? null) : null;
}

const listed = {
  open: sql`ignored_at is null and enabled_at is null`,
  ignored: sql`ignored_at is not null and enabled_at is null`,
  enabled: sql`enabled_at is not null`,
} as const;

/** A page of keys in a state, the most shared first. A look-up for each key and example. */
export async function findSharedKeys(
  ctx: StoreContext,
  query: z.output<typeof sharedKeyQuery>,
): Promise<z.infer<typeof sharedKeyList>> {
  const window = windowOf(ctx, 'identity-shared-keys', query);
  const state = query.state ?? 'open';
  const where = listed[state];
  const by = { records: sql`records`, at: sql`found_at` };
  const { rows } = await sql<StoredKey>`
    select page.kind, page.key_id as "keyId", page.records, page.found_at as "foundAt", array(
      select distinct customer_id from identity_keys k where k.key_id = page.key_id and k.kind = page.kind
      order by customer_id limit ${shownExamples}) as examples
    from (select * from identity_shared_keys where ${where}
      ${orderSql(query.sort ?? '-records', by, sql`kind, key_id`)} limit ${window.limit} offset ${window.offset}) as page
    ${orderSql(query.sort ?? '-records', by, sql`kind, key_id`)}`.execute(ctx.pg);
  const { rows: counted } = await sql<{ total: number }>`
    select count(*)::int as total from identity_shared_keys where ${where}`.execute(ctx.pg);
  const people = await loadRecordRows(
    ctx,
    ctx.pg,
    rows.flatMap(({ examples }) => examples),
  );
  const byId = new Map(people.map(row => [row.customerId, row]));
  const kinds = await loadKinds(ctx.pg);
  const keys: SharedKeyRow[] = rows.map(({ foundAt, examples, ...key }) => {
    const known = examples.flatMap(id => byId.get(id) ?? []);
    const mayJoin = isStrong(kinds, key.kind);
    return {
      ...key,
      state,
      mayJoin,
      foundAt: foundAt.toISOString(),
      masked: maskedOf(key.kind, known),
      examples: known,
    };
  });
  return { keys, ...pageOf(ctx, 'identity-shared-keys', { ...window, total: counted[0]?.total ?? 0 }) };
}
