/** Row types of `0002_collect.sql`, `0008_people.sql`, `0019_import_outcome.sql` , `0048_saved_mappings.sql` and `0049_watched_folders.sql`: imports, quarantine, customers and their contact points, consents, exclusions. */
import type { ColumnType, Generated } from 'kysely';
import type { ImportState } from '../../records/import.ts';
import type { ImportKind } from '../../records/mapping.ts';
import type { WatchedFileState } from '../../records/watched-folder.ts';
import type { Json } from './tables-foundation.ts';

/** A jsonb column the database fills when it is left out. */
type WithDefault = ColumnType<unknown, string | undefined, string>;

export interface SavedMappingsTable {
  name: string;
  kind: ImportKind;
  created_at: Date;
  retired_at: Date | null;
}

export interface MappingVersionsTable {
  name: string;
  version: number;
  mapping: Json;
  saved_by: string | null;
  saved_at: Date;
}

export interface WatchedFoldersTable {
  name: string;
  kind: ImportKind;
  mapping: string | null;
  pattern: string;
  live: boolean;
  created_at: Date;
  changed_at: Date;
  looked_at: Date | null;
  problem: string | null;
}

export interface WatchedFilesTable {
  file_id: string;
  folder: string;
  file_name: string;
  sha256: string;
  bytes: number;
  stamp: string;
  state: WatchedFileState;
  upload_id: string | null;
  import_id: string | null;
  mapping: Json | null;
  found_at: Date;
  ended_at: Date | null;
  moved_at: Date | null;
  code: string | null;
  params: Json | null;
}

export interface ImportsTable {
  import_id: string;
  kind: ImportKind;
  source: string;
  file_name: string;
  file_sha256: string;
  mapping: Json;
  mapping_name: string | null;
  mapping_version: number | null;
  profile: Json | null;
  options: WithDefault;
  state: ImportState;
  version: Generated<number>;
  rows_read: Generated<number>;
  rows_stored: Generated<number>;
  rows_duplicate: Generated<number>;
  rows_quarantined: Generated<number>;
  customers: Generated<number>;
  orders: Generated<number>;
  reasons: WithDefault;
  effects: WithDefault;
  notes: WithDefault;
  created_by: string | null;
  created_at: Date;
  finished_at: Date | null;
  undone_at: Date | null;
}

export interface QualityRunsTable {
  run_id: string;
  as_of: Date;
  query_version: number;
  rules_version: number;
  summary: Json;
  document: Json;
  created_at: Date;
}

export interface QualityRuleSetsTable {
  version: number;
  rules: Json;
  created_at: Date;
}

export interface QuarantineTable {
  quarantine_id: Generated<number>;
  import_id: string;
  row_number: number;
  code: string;
  column_name: string | null;
  params: WithDefault;
  payload_cipher: Buffer;
  key_version: number;
  created_at: Date;
}

export interface CustomersTable {
  customer_id: string;
  id_type: string;
  external_id_cipher: Buffer | null;
  external_id_index: Buffer | null;
  name_cipher: Buffer | null;
  key_version: Generated<number>;
  locale: string | null;
  zone: string | null;
  created_at: Date;
  restricted_at: Date | null;
  erased_at: Date | null;
  import_id: string | null;
  owner_id: string | null;
  store: string | null;
  region: string | null;
}

export interface ContactPointsTable {
  contact_id: string;
  customer_id: string;
  kind: 'email' | 'phone';
  blind_index: Buffer;
  index_version: Generated<number>;
  value_cipher: Buffer;
  key_version: number;
  status: 'active' | 'retired' | 'bounced';
  created_at: Date;
  import_id: string | null;
  retired_at: Date | null;
  retired_by_import: string | null;
}

export interface ConsentsTable {
  consent_no: Generated<number>;
  customer_id: string;
  purpose: string;
  channel: string;
  action: 'granted' | 'withdrawn';
  method: string;
  wording_version: string | null;
  evidence: string | null;
  at: Date;
  actor: string | null;
  import_id: string | null;
  void_at: Date | null;
}

export interface CurrentConsentsView {
  customer_id: string;
  purpose: string;
  channel: string;
  action: 'granted' | 'withdrawn';
  at: Date;
}

export interface SuppressionsTable {
  blind_index: Buffer;
  index_version: Generated<number>;
  kind: 'email' | 'phone';
  reason: string;
  at: Date;
}

export interface ExclusionRulesTable {
  rule: string;
  definition: Json;
  updated_at: Date;
}

export interface CustomerStagingTable {
  import_id: string;
  row_number: number;
  customer_id: string;
  external_id_cipher: Buffer;
  external_id_index: Buffer;
  name_cipher: Buffer | null;
  key_version: number;
  locale: string | null;
  zone: string | null;
  phone_index: Buffer | null;
  phone_cipher: Buffer | null;
  phone_contact_id: string | null;
  email_index: Buffer | null;
  email_cipher: Buffer | null;
  email_contact_id: string | null;
  consents: string[];
  consent_at: Date | null;
  phone_key: string | null;
  email_key: string | null;
  name_key: string | null;
  fingerprint: Buffer;
  owner_index: Buffer | null;
  store: string | null;
  region: string | null;
  verdict: Generated<'duplicate' | 'conflict' | 'erased' | null>;
}

export interface CustomerRowsTable {
  customer_id: string;
  source: string;
  import_id: string;
  version: number;
  fingerprint: Buffer;
  name_cipher: Buffer | null;
  key_version: number;
  locale: string | null;
  zone: string | null;
  phone_index: Buffer | null;
  email_index: Buffer | null;
  owner_id: string | null;
  store: string | null;
  region: string | null;
}

export interface CollectTables {
  imports: ImportsTable;
  saved_mappings: SavedMappingsTable;
  mapping_versions: MappingVersionsTable;
  watched_folders: WatchedFoldersTable;
  watched_files: WatchedFilesTable;
  quarantine: QuarantineTable;
  quality_runs: QualityRunsTable;
  quality_rule_sets: QualityRuleSetsTable;
  customers: CustomersTable;
  contact_points: ContactPointsTable;
  consents: ConsentsTable;
  current_consents: CurrentConsentsView;
  suppressions: SuppressionsTable;
  exclusion_rules: ExclusionRulesTable;
  customer_staging: CustomerStagingTable;
  customer_rows: CustomerRowsTable;
}
