/** Takes the readings: one small statement a question, each allowed to fail for itself, so that an outage is shown rather than met. */

import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { readSpool, spoolFolderOf } from '../../store/spool/spool.ts';
import { findBackupSchedule } from '../backups/backup-schedule.store.ts';
import { productVersion } from '../product-version.ts';
import type { DiskWatch } from './disk.ts';
import type {
  ChannelReading,
  QualityReading,
  QueueReadings,
  Readings,
  ScheduleReading,
  StoreReading,
} from './readings.ts';

const patienceMs = 3_000;
const dayMs = 86_400_000;
const lateAfterMs = 15 * 60_000;
const stuckAfterMs = 60_000;

/** Everything at once; never throws and takes at most three seconds, however the stores are. */
export async function takeReadings(ctx: StoreContext, disk: DiskWatch): Promise<Readings> {
  const [stores, room, spool] = await Promise.all([
    readStores(ctx),
    disk.read().catch(() => null),
    readSpool(spoolFolderOf(ctx), ctx.machineNow()),
  ]);
  return {
    state: stores.state,
    facts: stores.facts,
    product: productVersion,
    node: process.versions.node,
    disk: room,
    spool,
    clockSkewSeconds: stores.skewSeconds,
    domainOffsetSeconds: Math.round((ctx.now().getTime() - ctx.machineNow().getTime()) / 1000),
    queues: stores.state.up ? await inTime(readQueues(ctx)) : null,
  };
}

/** Both stores asked at once; never throws, three seconds at most. */
export async function readStores(ctx: StoreContext) {
  const [{ reading, skewSeconds }, facts] = await Promise.all([readState(ctx), readFacts(ctx)]);
  return { state: reading, skewSeconds, facts };
}

/** The value, or null when it fails or takes longer than patience allows. */
function inTime<T>(work: Promise<T>): Promise<T | null> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(null), patienceMs);
    work
      .then(
        value => resolve(value),
        () => resolve(null),
      )
      .finally(() => clearTimeout(timer));
  });
}

async function readState({ pg, machineNow }: StoreContext) {
  const began = performance.now();
  const asked = sql<{ version: string; at: Date }>`
    select current_setting('server_version') as version, clock_timestamp() as at`.execute(pg);
  const row = (await inTime(asked))?.rows[0];
  const ms = row ? performance.now() - began : null;
  const reading: StoreReading = { up: row !== undefined, ms, version: row?.version ?? null };
  return { reading, skewSeconds: row ? (machineNow().getTime() - row.at.getTime()) / 1000 : null };
}

async function readFacts({ ch }: StoreContext): Promise<StoreReading> {
  const began = performance.now();
  const asked = ch.query<{ version: string }>(factsSql`select version() as version`, { tag: 'health' });
  const row = (await inTime(asked))?.[0];
  return { up: row !== undefined, ms: row ? performance.now() - began : null, version: row?.version ?? null };
}

async function readQueues(ctx: StoreContext): Promise<QueueReadings> {
  const [row, channels, quality, schedules, backups] = await Promise.all([
    readCounts(ctx),
    readChannels(ctx),
    readQuality(ctx),
    readSchedules(ctx),
    findBackupSchedule(ctx.pg),
  ]);
  return {
    jobs: {
      queued: row.queued,
      running: row.running,
      stuck: row.stuck,
      failedLastDay: row.failed,
      oldestQueuedSeconds: row.oldest_queued,
    },
    outbox: { waiting: row.outbox, oldestSeconds: row.outbox_age },
    sending: { due: row.due, late: row.late },
    channels,
    quarantined: row.quarantined,
    refusedEvents: row.refused_events,
    quality,
    schedules,
    backupAgeSeconds: row.backup_age,
    backupSchedule: backups && { failures: backups.failures, errorCode: backups.errorCode },
  };
}

type Counts = Record<
  | 'queued'
  | 'running'
  | 'stuck'
  | 'failed'
  | 'oldest_queued'
  | 'outbox'
  | 'outbox_age'
  | 'due'
  | 'late'
  | 'quarantined'
  | 'refused_events',
  number
> & { backup_age: number | null };

async function readCounts({ pg, machineNow, now }: StoreContext): Promise<Counts> {
  const [machine, domain] = [machineNow(), now()];
  const ago = (at: Date, ms: number) => new Date(at.getTime() - ms);
  const { rows } = await sql<Counts>`
    select j.*, o.*, i.*,
      (select coalesce(sum(rows_quarantined), 0)::float8 from imports where state = 'committed') as quarantined,
      (select count(*)::int from event_quarantine
        where state = 'waiting' and received_at > ${ago(domain, dayMs)}) as refused_events,
      (select extract(epoch from ${machine}::timestamptz - max(made_at))::float8 from backups where removed_at is null) as backup_age
    from
      (select count(*) filter (where state = 'queued')::int as queued,
        count(*) filter (where state = 'running')::int as running,
        count(*) filter (where state = 'running'
          and coalesce(heartbeat_at, created_at) < ${ago(machine, stuckAfterMs)})::int as stuck,
        count(*) filter (where state = 'failed' and finished_at > ${ago(machine, dayMs)})::int as failed,
        coalesce(extract(epoch from ${machine}::timestamptz - min(created_at) filter (where state = 'queued')), 0)::float8
          as oldest_queued
      from jobs) j,
      (select count(*)::int as outbox,
        coalesce(extract(epoch from ${domain}::timestamptz - min(created_at)), 0)::float8 as outbox_age
      from facts_outbox where shipped_at is null) o,
      (select count(*)::int as due, count(*) filter (where not_before < ${ago(domain, lateAfterMs)})::int as late
      from intents join campaigns using (campaign_id)
      where intents.state = 'queued' and not_before <= ${domain} and campaigns.state = 'running') i`.execute(
    pg,
  );
  return rows[0] as Counts;
}

async function readChannels({ pg, now }: StoreContext): Promise<ChannelReading[]> {
  const since = new Date(now().getTime() - dayMs);
  const { rows } = await sql<ChannelReading>`
    select channel,
      count(*) filter (where state in ('accepted', 'delivered'))::int as accepted,
      count(*) filter (where state = 'failed')::int as failed,
      count(*) filter (where state = 'unknown')::int as unknown
    from intents where slot_at > ${since} and slot_at <= ${now()}
    group by channel order by channel`.execute(pg);
  return rows;
}

async function readQuality({ pg, now }: StoreContext): Promise<QualityReading | null> {
  const { rows } = await sql<QualityReading>`
    select greatest(0, extract(epoch from ${now()}::timestamptz - as_of))::float8 as "ageSeconds",
      array(${failedRules(sql`c ->> 'severity' = 'critical' and c ->> 'kind' <> 'fresh-within'`)}) as gates,
      array(${failedRules(sql`c ->> 'kind' = 'fresh-within'`)}) as late
    from (select document, as_of from quality_runs order by created_at desc, run_id desc limit 1) r`.execute(
    pg,
  );
  return rows[0] ?? null;
}

const failedRules = (which: RawBuilder<unknown>) => sql`
  select c ->> 'rule' from jsonb_array_elements(r.document -> 'tables') t, jsonb_array_elements(t -> 'failures') c
  where ${which} order by 1`;

async function readSchedules({ pg, machineNow }: StoreContext): Promise<ScheduleReading[]> {
  const { rows } = await sql<ScheduleReading>`
    select name, failures,
      greatest(0, coalesce(extract(epoch from ${machineNow()}::timestamptz - next_at), 0))::float8 as "lateSeconds"
    from schedules order by name`.execute(pg);
  return rows;
}
