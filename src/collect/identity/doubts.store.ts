/** The pairs that wait for a person to decide, newest first. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { DoubtRow, doubtList, doubtQuery } from '../../records/identity.ts';
import type { StoreContext } from '../../store/context.ts';
import { orderSql, pageOf, windowOf } from '../../store/list-window.ts';
import { loadRecordRows } from './record-rows.store.ts';

type Pair = Omit<DoubtRow, 'record' | 'other' | 'foundAt'> & { readonly foundAt: Date };

async function loadRows(ctx: StoreContext, pairs: readonly Pair[]): Promise<DoubtRow[]> {
  const ids = pairs.flatMap(({ recordId, otherId }) => [recordId, otherId]);
  const shown = new Map((await loadRecordRows(ctx, ctx.pg, ids)).map(row => [row.customerId, row]));
  return pairs.flatMap(pair => {
    const [record, other] = [shown.get(pair.recordId), shown.get(pair.otherId)];
    return record && other ? [{ ...pair, foundAt: pair.foundAt.toISOString(), record, other }] : [];
  });
}

/** A page of open or ignored doubts, with how many records are linked and how many keys are shared too widely. */
export async function findDoubts(
  ctx: StoreContext,
  query: z.output<typeof doubtQuery>,
): Promise<z.infer<typeof doubtList>> {
  const window = windowOf(ctx, 'identity-doubts', query);
  const { why = null, state = 'open' } = query;
  const isListed = state === 'open' ? sql`settled_at is null` : sql`ignored_at is not null`;
  const where = sql`where ${isListed} and (${why}::text is null or why = ${why})`;
  const order = orderSql(
    query.sort ?? '-at',
    { at: sql`found_at` },
    sql`record_id, other_id, key_kind, key_id`,
  );
  const { rows } = await sql<Pair>`
    select record_id as "recordId", other_id as "otherId", key_kind as "keyKind", why, found_at as "foundAt",
      ignored_at is not null as "isIgnored"
    from identity_doubts ${where} ${order} limit ${window.limit} offset ${window.offset}`.execute(ctx.pg);
  const { rows: counted } = await sql<{ total: number; linked: number; sharedKeys: number }>`
    select (select count(*)::int from identity_doubts ${where}) as total,
      (select count(*)::int from identity_links) as linked,
      (select count(*)::int from identity_shared_keys where enabled_at is null) as "sharedKeys"`.execute(
    ctx.pg,
  );
  const { total = 0, linked = 0, sharedKeys = 0 } = counted[0] ?? {};
  return {
    doubts: await loadRows(ctx, rows),
    counts: { linked, sharedKeys },
    ...pageOf(ctx, 'identity-doubts', { ...window, total }),
  };
}
