/** The readings as Prometheus gauges, taken once a scrape. `docs/operations/grafana.json` draws them. */
import { Gauge, type Registry } from 'prom-client';
import type { StoreContext } from '../../store/context.ts';
import type { DiskWatch } from './disk.ts';
import { takeReadings } from './readings.store.ts';
import type { QueueReadings, Readings } from './readings.ts';

interface Family {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  /** Values by label; an empty label where there is none. */
  readonly of: (readings: Readings) => Readonly<Record<string, number | undefined>>;
}

const plain = (value: number | null | undefined): Record<string, number> =>
  value === null || value === undefined ? {} : { '': value };
const queue =
  (of: (queues: QueueReadings) => number | null) =>
  ({ queues }: Readings) =>
    plain(queues && of(queues));
const byChannel =
  (field: 'accepted' | 'failed' | 'unknown') =>
  ({ queues }: Readings) =>
    Object.fromEntries((queues?.channels ?? []).map(each => [each.channel, each[field]]));
const bySchedule =
  (field: 'failures' | 'lateSeconds') =>
  ({ queues }: Readings) =>
    Object.fromEntries((queues?.schedules ?? []).map(each => [each.name, each[field]]));

const families: readonly Family[] = [
  {
    name: 'store_up',
    help: '1 while the store answers',
    label: 'store',
    of: ({ state, facts }) => ({ state: Number(state.up), facts: Number(facts.up) }),
  },
  {
    name: 'store_seconds',
    help: 'Time of a trivial query',
    label: 'store',
    of: ({ state, facts }) => ({
      ...(state.ms === null ? {} : { state: state.ms / 1000 }),
      ...(facts.ms === null ? {} : { facts: facts.ms / 1000 }),
    }),
  },
  { name: 'disk_free_bytes', help: 'Free on the disk of the data folder', of: r => plain(r.disk?.freeBytes) },
  { name: 'disk_total_bytes', help: 'Size of that disk', of: r => plain(r.disk?.totalBytes) },
  {
    name: 'disk_reserve_bytes',
    help: 'New work is refused while less is free',
    of: r => plain(r.disk?.reserveBytes),
  },
  {
    name: 'clock_skew_seconds',
    help: 'Machine time minus the state database’s',
    of: r => plain(r.clockSkewSeconds),
  },
  {
    name: 'jobs_unfinished',
    help: 'Jobs that are queued or running',
    label: 'state',
    of: ({ queues }) => (queues ? { queued: queues.jobs.queued, running: queues.jobs.running } : {}),
  },
  { name: 'jobs_stuck', help: 'Jobs running without a heartbeat for a minute', of: queue(q => q.jobs.stuck) },
  {
    name: 'jobs_failed_last_day',
    help: 'Jobs that failed within 24 hours',
    of: queue(q => q.jobs.failedLastDay),
  },
  {
    name: 'jobs_oldest_queued_seconds',
    help: 'Age of the oldest queued job',
    of: queue(q => q.jobs.oldestQueuedSeconds),
  },
  { name: 'spool_bytes', help: 'Events on disk while facts do not take them', of: r => plain(r.spool.bytes) },
  {
    name: 'spool_oldest_seconds',
    help: 'Age of the oldest spool segment',
    of: r => plain(r.spool.oldestSeconds),
  },
  { name: 'spool_damaged', help: 'Spool segments set aside', of: r => plain(r.spool.damaged) },
  {
    name: 'events_refused_last_day',
    help: 'Tracked events that broke a rule',
    of: queue(q => q.refusedEvents),
  },
  {
    name: 'outbox_waiting',
    help: 'Batches on their way from state to facts',
    of: queue(q => q.outbox.waiting),
  },
  {
    name: 'outbox_oldest_seconds',
    help: 'Age of the oldest waiting batch',
    of: queue(q => q.outbox.oldestSeconds),
  },
  { name: 'messages_due', help: 'Messages whose time has come', of: queue(q => q.sending.due) },
  { name: 'messages_late', help: 'Messages due for more than 15 minutes', of: queue(q => q.sending.late) },
  {
    name: 'messages_accepted_last_day',
    help: 'Taken by the provider',
    label: 'channel',
    of: byChannel('accepted'),
  },
  {
    name: 'messages_failed_last_day',
    help: 'Refused by the provider',
    label: 'channel',
    of: byChannel('failed'),
  },
  { name: 'messages_unknown_last_day', help: 'Outcome unknown', label: 'channel', of: byChannel('unknown') },
  { name: 'quarantined_rows', help: 'Rows imports kept back', of: queue(q => q.quarantined) },
  {
    name: 'quality_gates_failed',
    help: 'Critical rules below their threshold at the last measurement',
    of: ({ queues }) => plain(queues?.quality?.gates.length),
  },
  {
    name: 'quality_data_late',
    help: 'Rules whose rows had not come by the promised time',
    of: ({ queues }) => plain(queues?.quality?.late.length),
  },
  {
    name: 'quality_age_seconds',
    help: 'Since the data was last measured',
    of: ({ queues }) => plain(queues?.quality?.ageSeconds),
  },
  { name: 'schedule_failures', help: 'Failures in a row', label: 'schedule', of: bySchedule('failures') },
  {
    name: 'schedule_late_seconds',
    help: 'Seconds overdue',
    label: 'schedule',
    of: bySchedule('lateSeconds'),
  },
  { name: 'backup_age_seconds', help: 'Since the newest backup', of: queue(q => q.backupAgeSeconds) },
];

/** Registers one gauge a family, all fed by one set of readings a scrape. */
export function measureHealth(ctx: StoreContext, disk: DiskWatch, registry: Registry): void {
  let taken: Promise<Readings> | null = null;
  const readings = () => {
    taken ??= takeReadings(ctx, disk).finally(() => {
      taken = null;
    });
    return taken;
  };
  for (const { name, help, label, of } of families) {
    new Gauge({
      name: `rekindle_${name}`,
      help,
      labelNames: label ? [label] : [],
      registers: [registry],
      async collect() {
        const values = of(await readings());
        this.reset();
        // A gauge without a label starts at zero, which would be a claim.
        if (!label && Object.keys(values).length === 0) this.remove();
        for (const [key, value] of Object.entries(values))
          if (value !== undefined) this.set(label ? { [label]: key } : {}, value);
      },
    });
  }
}
