/** Segments page by page: searched by title and name, filtered by where they come from. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { segmentListQuery } from '../records/segment.ts';
import type { StoreContext } from '../store/context.ts';
import { containing, orderSql, pageOf, windowOf } from '../store/list-window.ts';
import { segmentsOf } from './segment.store.ts';

const sorts = {
  title: sql`title`,
  count: sql`last_count`,
  counted: sql`last_counted_at`,
  changed: sql`updated_at`,
};

/** One page of segments with its place in the list. Throws `cursor-invalid`. */
export async function findSegmentPage(ctx: StoreContext, query: z.output<typeof segmentListQuery>) {
  const window = windowOf(ctx, 'segments', query);
  const pattern = containing(query.query);
  const origin = query.origin ?? null;
  const where = sql`where (title ilike ${pattern} or name ilike ${pattern})
    and (${origin}::text is null or (opportunity_id is not null) = (${origin} = 'opportunity'))`;
  const order = orderSql(query.sort ?? '-changed', sorts, sql`name`);
  const segments = await segmentsOf(
    ctx,
    sql`${where} ${order} limit ${window.limit} offset ${window.offset}`,
  );
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from segments ${where}`.execute(ctx.pg);
  return { segments, ...pageOf(ctx, 'segments', { ...window, total: rows[0]?.n ?? 0 }) };
}
