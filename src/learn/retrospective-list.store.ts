/** Finished campaigns that can be looked back on, with how far their retrospective is. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { VerdictWord } from '../records/result.ts';
import type { RetrospectiveListEntry, retrospectiveListQuery } from '../records/retrospective.ts';
import type { StoreContext } from '../store/context.ts';
import { containing, orderSql, pageOf, windowOf } from '../store/list-window.ts';

interface Row {
  readonly campaign: string;
  readonly title: string;
  readonly goal: string;
  readonly finalReadAt: Date | null;
  readonly word: VerdictWord | null;
  readonly frozenAt: Date | null;
}

const sorts = { title: sql`title`, read: sql`"finalReadAt"`, frozen: sql`"frozenAt"` };

const finished = sql`
  select c.name as campaign, c.title, c.definition #>> '{goal,statement}' as goal,
    c.final_read_at as "finalReadAt", t.frozen_at as "frozenAt",
    (select r.document #>> '{document,verdict,word}' from results r
      where r.campaign_id = c.campaign_id and r.read <> 'running'
      order by r.computed_at desc, r.result_id desc limit 1) as word
  from campaigns c left join retrospectives t using (campaign_id) where c.state = 'finished'`;

const entryOf = ({ finalReadAt, frozenAt, ...row }: Row): RetrospectiveListEntry => ({
  ...row,
  finalReadAt: finalReadAt?.toISOString() ?? null,
  frozenAt: frozenAt?.toISOString() ?? null,
});

/** One page of finished campaigns with its place in the list. Throws `cursor-invalid`. */
export async function findRetrospectivePage(
  ctx: StoreContext,
  query: z.output<typeof retrospectiveListQuery>,
) {
  const window = windowOf(ctx, 'retrospectives', query);
  const pattern = containing(query.query);
  const state = query.state ?? null;
  const from = sql`from (${finished}) f where (title ilike ${pattern} or goal ilike ${pattern})
    and (${state}::text is null or ("frozenAt" is not null) = (${state} = 'frozen'))`;
  const order = orderSql(query.sort ?? '-read', sorts, sql`campaign`);
  const { rows } =
    await sql<Row>`select * ${from} ${order} limit ${window.limit} offset ${window.offset}`.execute(ctx.pg);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n ${from}`.execute(ctx.pg);
  const page = pageOf(ctx, 'retrospectives', { ...window, total: counted[0]?.n ?? 0 });
  return { retrospectives: rows.map(entryOf), ...page };
}
