/** The knowledge base: lessons of frozen retrospectives with their figures, newest first. */
import { sql } from 'kysely';
import { type KnowledgeDocument, type KnowledgeEntry, knowledgeDocument } from '../records/retrospective.ts';
import type { StateDb } from '../store/state/state-db.ts';

export interface KnowledgePage {
  /** Words that title or body must contain, in any letter case. */
  readonly query?: string;
  readonly tag?: string;
  readonly limit: number;
  /** Entries older than this one; ids are in order of time. */
  readonly before: string | null;
}

interface Row extends Omit<KnowledgeEntry, keyof KnowledgeDocument | 'createdAt'> {
  readonly document: KnowledgeDocument;
  readonly createdAt: Date;
}

/** A LIKE pattern that finds the text anywhere, its own wildcards taken literally. */
const containing = (text: string) => `%${text.replace(/[\\%_]/g, character => `\\${character}`)}%`;

/** One page of entries. */
export async function loadKnowledge(db: StateDb, page: KnowledgePage): Promise<KnowledgeEntry[]> {
  const pattern = containing(page.query ?? '');
  const { rows } = await sql<Row>`
    select entry_id as "entryId", kind, title, body, campaign_id as "campaignId", tags, document,
      created_at as "createdAt"
    from knowledge_entries
    where (title ilike ${pattern} or body ilike ${pattern})
      and (${page.tag ?? null}::text is null or ${page.tag ?? null}::text = any(tags))
      and (${page.before}::uuid is null or entry_id < ${page.before}::uuid)
    order by entry_id desc limit ${page.limit}`.execute(db);
  return rows.map(({ document, createdAt, ...row }) => ({
    ...row,
    ...knowledgeDocument.parse(document),
    createdAt: createdAt.toISOString(),
  }));
}
