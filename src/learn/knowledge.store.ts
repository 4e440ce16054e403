/** The knowledge base: lessons of frozen retrospectives with their figures, newest first. */
import { sql } from 'kysely';
import type { z } from 'zod';
import {
  type KnowledgeDocument,
  type KnowledgeEntry,
  knowledgeDocument,
  type knowledgeQuery,
} from '../records/retrospective.ts';
import type { StoreContext } from '../store/context.ts';
import { containing, orderSql, pageOf, windowOf } from '../store/list-window.ts';

interface Row extends Omit<KnowledgeEntry, keyof KnowledgeDocument | 'createdAt'> {
  readonly document: KnowledgeDocument;
  readonly createdAt: Date;
}

const sorts = { created: sql`entry_id`, title: sql`title` };

const entryOf = ({ document, createdAt, ...row }: Row): KnowledgeEntry => ({
  ...row,
  ...knowledgeDocument.parse(document),
  createdAt: createdAt.toISOString(),
});

/** One page of entries whose title or body holds the words; ids are in order of time. Throws `cursor-invalid`. */
export async function findKnowledgePage(ctx: StoreContext, query: z.output<typeof knowledgeQuery>) {
  const window = windowOf(ctx, 'knowledge', query);
  const pattern = containing(query.query);
  const tag = query.tag ?? null;
  const where = sql`where (title ilike ${pattern} or body ilike ${pattern})
    and (${tag}::text is null or ${tag} = any(tags))`;
  const order = orderSql(query.sort ?? '-created', sorts, sql`entry_id`);
  const { rows } = await sql<Row>`
    select entry_id as "entryId", kind, title, body, campaign_id as "campaignId", tags, document,
      created_at as "createdAt"
    from knowledge_entries ${where} ${order} limit ${window.limit} offset ${window.offset}`.execute(ctx.pg);
  const { rows: counted } = await sql<{ n: number; tags: string[] }>`
    select (select count(*)::int from knowledge_entries ${where}) as n,
      array(select distinct unnest(tags) from knowledge_entries order by 1) as tags`.execute(ctx.pg);
  const { n: total = 0, tags = [] } = counted[0] ?? {};
  return { entries: rows.map(entryOf), tags, ...pageOf(ctx, 'knowledge', { ...window, total }) };
}
