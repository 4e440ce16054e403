/** Row types of `0017_backups.sql`, `0018_schedules.sql`, `0022_key_generations.sql` and `0023_backup_schedule.sql`: what running the system leaves behind. */
import type { Generated } from 'kysely';

export interface BackupsTable {
  backup_id: string;
  path: string;
  made_at: Date;
  seconds: number;
  bytes: number;
  state_rows: number;
  facts_rows: number;
  outbox_shipped: number;
  scheduled: Generated<boolean>;
  verified_at: Date | null;
  removed_at: Date | null;
}

export interface SchedulesTable {
  name: string;
  every_seconds: number;
  last_started_at: Date | null;
  last_finished_at: Date | null;
  last_success_at: Date | null;
  next_at: Date | null;
  failures: number;
  error_code: string | null;
}

export interface KeyGenerationsTable {
  generation: number;
  check_value: string;
  made_at: Date;
  rotation_id: string | null;
  finished_at: Date | null;
  data_retired_at: Date | null;
  index_retired_at: Date | null;
}

export interface OperationsTables {
  key_generations: KeyGenerationsTable;
  schedules: SchedulesTable;
  backups: BackupsTable;
}
