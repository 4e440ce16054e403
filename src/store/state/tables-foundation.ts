/** Row types of `0001_foundation.sql`: settings, log-ins, keys of programs, outbox, jobs and audit. */
import type { ColumnType, Generated } from 'kysely';

/**
 * A jsonb column: read as parsed JSON, written as text already serialised. (The driver would turn a bare array
 * into a PostgreSQL array, so writers always pass `JSON.stringify(value)`.)
 */
export type Json<T = unknown> = ColumnType<T, string, string>;

export interface SettingsTable {
  key: string;
  value: Json;
}

export interface UsersTable {
  user_id: string;
  email_cipher: Buffer;
  key_version: Generated<number>;
  email_index: Buffer;
  /** Null: invited and not yet arrived. */
  password_hash: string | null;
  role: string;
  locale: string;
  created_at: Date;
  deactivated_at: Date | null;
  password_changed_at: Date | null;
  second_factor_cipher: Buffer | null;
  second_factor_key_version: number | null;
  second_factor_at: Date | null;
  second_factor_step: number | null;
  /** Null: everybody. */
  data_scope: ColumnType<unknown, string | null | undefined, string | null>;
}

export interface SessionsTable {
  token_hash: Buffer;
  session_id: Generated<string>;
  user_id: string;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  address: string | null;
  agent: string | null;
}

/** `0011_saved_views.sql`. */
export interface SavedViewsTable {
  user_id: string;
  list: string;
  name: string;
  query: string;
  created_at: Date;
}

export interface ApiKeysTable {
  key_id: string;
  name: string;
  prefix: string;
  key_hash: Buffer;
  scope: 'track' | 'read' | 'manage';
  created_at: Date;
  revoked_at: Date | null;
  addresses: Generated<string[]>;
  expires_at: Date | null;
  replaced_at: Date | null;
  last_used_at: Date | null;
  data_scope: ColumnType<unknown, string | null | undefined, string | null>;
  /** Who was shown the secret: an account, or `local`; null where that is not known. */
  made_by: Generated<string | null>;
}

export interface IdempotencyTable {
  actor_id: string;
  key: string;
  route: string;
  request_hash: Buffer;
  /** Null while the first request is still being worked on. */
  status: number | null;
  response: Json | null;
  created_at: Date;
}

export interface FactsOutboxTable {
  batch_no: Generated<number>;
  target_table: string;
  rows: Json<object[]>;
  created_at: Date;
  shipped_at: Date | null;
}

export interface FactsMigrationsTable {
  name: string;
  applied_at: Date;
}

export interface JobsTable {
  job_id: string;
  kind: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'canceled';
  input: Json;
  done: Generated<number>;
  total: number | null;
  label: Generated<string>;
  result: Json | null;
  error: Json | null;
  cancel_requested: Generated<boolean>;
  attempts: Generated<number>;
  created_by: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  heartbeat_at: Date | null;
  /** Which slot and try of a schedule it is; each begins once. */
  slot_key: Generated<string | null>;
}

export interface AuditEntriesTable {
  audit_id: Generated<number>;
  at: Date;
  actor_kind: string;
  actor_id: string | null;
  action: string;
  target: string | null;
  before: Json | null;
  after: Json | null;
  reason: string | null;
  /** Where the request came from; null for what runs inside the process. */
  address: string | null;
  /** Machine time; `at` is domain time. */
  recorded_at: Date;
  /** Place in the chain and SHA-256 over it, put on by the sealer. */
  seal_no: number | null;
  hash: Buffer | null;
}

export interface FoundationTables {
  settings: SettingsTable;
  users: UsersTable;
  sessions: SessionsTable;
  saved_views: SavedViewsTable;
  api_keys: ApiKeysTable;
  idempotency: IdempotencyTable;
  facts_outbox: FactsOutboxTable;
  facts_migrations: FactsMigrationsTable;
  jobs: JobsTable;
  audit_entries: AuditEntriesTable;
}
