/**
 * The record of scheduled work. Some of it runs every second, so runs are noted in memory and written together every
 * ten seconds, a failure at once: what the page shows is at most that old.
 */
import { sql } from 'kysely';
import { textOf } from '../kernel/catalogue.ts';
import type { Locale } from '../kernel/settings.ts';
import type { TickDef } from '../records/job-definition.ts';
import type { Schedule } from '../records/schedule.ts';
import type { StoreContext } from '../store/context.ts';
import type { StateDb } from '../store/state/state-db.ts';

export interface TickRun {
  readonly tick: Pick<TickDef<StoreContext>, 'name' | 'everySeconds'>;
  readonly startedAt: Date;
  readonly failures: number;
  readonly errorCode: string | null;
  /** Until the next run. */
  readonly waitMs: number;
}

export interface ScheduleBook {
  note(run: TickRun): void;
  /** Writes what is noted and stops writing. */
  close(): Promise<void>;
}

const writeEveryMs = 10_000;

interface Row {
  readonly name: string;
  readonly every_seconds: number;
  readonly last_started_at: Date;
  readonly last_finished_at: Date;
  readonly last_success_at: Date | null;
  readonly next_at: Date;
  readonly failures: number;
  readonly error_code: string | null;
}

/** Opens the book. A write that fails is repeated with the next; only the record is late then. */
export function openScheduleBook(ctx: Pick<StoreContext, 'pg' | 'machineNow' | 'log'>): ScheduleBook {
  const noted = new Map<string, Row>();
  const writeNoted = async () => {
    const rows = [...noted.values()];
    noted.clear();
    await saveRuns(ctx.pg, rows).catch(() => {
      for (const row of rows) if (!noted.has(row.name)) noted.set(row.name, row);
    });
  };
  let last = Promise.resolve();
  const write = () => {
    last = last.then(writeNoted);
    return last;
  };
  const timer = setInterval(() => void write(), writeEveryMs);
  return {
    note({ tick, startedAt, failures, errorCode, waitMs }) {
      const finished = ctx.machineNow();
      noted.set(tick.name, {
        name: tick.name,
        every_seconds: tick.everySeconds,
        last_started_at: startedAt,
        last_finished_at: finished,
        last_success_at: failures === 0 ? finished : (noted.get(tick.name)?.last_success_at ?? null),
        next_at: new Date(finished.getTime() + waitMs),
        failures,
        error_code: errorCode,
      });
      if (failures === 1) void write();
    },
    async close() {
      clearInterval(timer);
      await write();
    },
  };
}

async function saveRuns(pg: StateDb, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await pg
    .insertInto('schedules')
    .values([...rows])
    .onConflict(conflict =>
      conflict.column('name').doUpdateSet(eb => ({
        every_seconds: eb.ref('excluded.every_seconds'),
        last_started_at: eb.ref('excluded.last_started_at'),
        last_finished_at: eb.ref('excluded.last_finished_at'),
        last_success_at: sql`coalesce(excluded.last_success_at, schedules.last_success_at)`,
        next_at: eb.ref('excluded.next_at'),
        failures: eb.ref('excluded.failures'),
        error_code: eb.ref('excluded.error_code'),
      })),
    )
    .execute();
}

/** All schedules by name. */
export async function findSchedules(pg: StateDb, locale: Locale): Promise<Schedule[]> {
  const rows = await pg.selectFrom('schedules').selectAll().orderBy('name').execute();
  return rows.map(row => ({
    name: row.name,
    everySeconds: row.every_seconds,
    lastStartedAt: row.last_started_at?.toISOString() ?? null,
    lastSuccessAt: row.last_success_at?.toISOString() ?? null,
    nextAt: row.next_at?.toISOString() ?? null,
    failures: row.failures,
    error: row.error_code === null ? null : textOf(row.error_code, locale).message,
  }));
}
