/** Row types of `0005_measure.sql` and `0006_learn.sql`: results, retrospectives and the knowledge base. */

import type { StoredResult } from '../../records/result.ts';
import type { KnowledgeDocument, Lessons, RetrospectiveDocument } from '../../records/retrospective.ts';
import type { Json } from './tables-foundation.ts';

export interface ResultsTable {
  result_id: string;
  campaign_id: string;
  read: 'running' | 'final' | 'corrected';
  computed_at: Date;
  as_of: Date;
  outbox_watermark: string;
  document: Json<StoredResult>;
  supersedes: string | null;
}

export interface RetrospectivesTable {
  retrospective_id: string;
  campaign_id: string;
  document: Json<RetrospectiveDocument>;
  lessons: Json<Lessons>;
  frozen_at: Date | null;
  updated_at: Date;
}

export interface KnowledgeEntriesTable {
  entry_id: string;
  kind: 'campaign-lesson';
  title: string;
  body: string;
  campaign_id: string;
  tags: string[];
  document: Json<KnowledgeDocument>;
  created_at: Date;
}

export interface ResultTables {
  results: ResultsTable;
  retrospectives: RetrospectivesTable;
  knowledge_entries: KnowledgeEntriesTable;
}
