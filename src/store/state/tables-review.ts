/** Row types of `0003_review_and_segments.sql`, `0028_products.sql` and `0038_channels.sql`: reviews, cut points, opportunities, segments and their snapshots. */
import type { GeneratedAlways } from 'kysely';
import type { Json } from './tables-foundation.ts';

export interface CutVersionsTable {
  version: GeneratedAlways<number>;
  as_of: Date;
  definition_version: number;
  value_is: 'margin' | 'sales';
  choice: Json;
  cuts: Json;
  created_at: Date;
}

export interface ReviewsTable {
  review_id: string;
  as_of: Date;
  definition_version: number;
  document: Json;
  created_at: Date;
}

export interface ReviewPartsTable {
  review_id: string;
  part: string;
  document: Json;
  created_at: Date;
}

export interface OpportunitiesTable {
  opportunity_id: string;
  review_id: string | null;
  as_of: Date;
  kind: string;
  document: Json;
  created_at: Date;
}

export interface OpportunityMembersTable {
  opportunity_id: string;
  customer_id: string;
}

export interface SegmentsTable {
  segment_id: string;
  name: string;
  title: string;
  definition: Json;
  opportunity_id: string | null;
  created_at: Date;
  updated_at: Date;
  last_count: number | null;
  last_counted_at: Date | null;
  last_count_ms: number | null;
}

export interface SegmentSnapshotsTable {
  snapshot_id: string;
  segment_id: string;
  definition: Json;
  as_of: Date;
  features_as_of: Date;
  count: number;
  created_at: Date;
  seconds: number;
}

export interface SegmentSnapshotMembersTable {
  snapshot_id: string;
  customer_id: string;
}

export interface ReviewProductsTable {
  review_id: string;
  version: string;
  document: Json;
  pairs: Json;
  created_at: Date;
}

export interface ReviewChannelsTable {
  review_id: string;
  document: Json;
  created_at: Date;
}

export interface ChannelCostRulesTable {
  version: number;
  rules: Json;
  frontier: Json | null;
  created_at: Date;
}

export interface ProductActionsTable {
  action_id: string;
  sku: string;
  product_name: string;
  kind: string;
  state: string;
  review_id: string | null;
  evidence: Json;
  owner: string;
  due_on: string;
  note: string;
  started_on: string;
  follow_up: Json | null;
  created_at: Date;
  updated_at: Date;
}

export interface ReviewTables {
  cut_versions: CutVersionsTable;
  reviews: ReviewsTable;
  review_parts: ReviewPartsTable;
  opportunities: OpportunitiesTable;
  opportunity_members: OpportunityMembersTable;
  review_products: ReviewProductsTable;
  product_actions: ProductActionsTable;
  review_channels: ReviewChannelsTable;
  channel_cost_rules: ChannelCostRulesTable;
  segments: SegmentsTable;
  segment_snapshots: SegmentSnapshotsTable;
  segment_snapshot_members: SegmentSnapshotMembersTable;
}
