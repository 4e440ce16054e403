/** What the health checks and the metrics are judged from, as plain numbers. */

export interface StoreReading {
  readonly up: boolean;
  /** Milliseconds of a trivial query; null when it failed. */
  readonly ms: number | null;
  readonly version: string | null;
}

export interface DiskReading {
  readonly path: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** New work is refused below this. */
  readonly reserveBytes: number;
}

export interface JobsReading {
  readonly queued: number;
  readonly running: number;
  /** Running without a heartbeat for a minute. */
  readonly stuck: number;
  readonly failedLastDay: number;
  /** Seconds the oldest queued job has waited; 0 when none waits. */
  readonly oldestQueuedSeconds: number;
}

export interface ChannelReading {
  readonly channel: string;
  /** Messages of the last 24 hours of domain time. */
  readonly accepted: number;
  readonly failed: number;
  readonly unknown: number;
}

export interface ScheduleReading {
  readonly name: string;
  readonly failures: number;
  /** Seconds past the time it should have run; 0 when on time. */
  readonly lateSeconds: number;
}

/** Events on this process's disk while facts do not take them. */
export interface SpoolReadings {
  readonly bytes: number;
  readonly oldestSeconds: number;
  readonly damaged: number;
}

/** What the newest measurement of the data found. */
export interface QualityReading {
  /** Seconds of domain time since it. */
  readonly ageSeconds: number;
  /** Critical rules below their threshold, and rows promised by a time that did not come: names of the rules. */
  readonly gates: readonly string[];
  readonly late: readonly string[];
}

export interface QueueReadings {
  readonly jobs: JobsReading;
  readonly outbox: { readonly waiting: number; readonly oldestSeconds: number };
  /** Messages whose time has come: waiting, and of those the ones due for more than 15 minutes. */
  readonly sending: { readonly due: number; readonly late: number };
  readonly channels: readonly ChannelReading[];
  readonly quarantined: number;
  /** Tracked events that broke a rule within a day of domain time. */
  readonly refusedEvents: number;
  /** Null before the first measurement. */
  readonly quality: QualityReading | null;
  readonly schedules: readonly ScheduleReading[];
  /** Seconds since the newest backup; null when there is none. */
  readonly backupAgeSeconds: number | null;
  /** How the schedule of backups goes; null where there is none. */
  readonly backupSchedule: { readonly failures: number; readonly errorCode: string | null } | null;
}

export interface Readings {
  readonly state: StoreReading;
  readonly facts: StoreReading;
  readonly product: string;
  readonly node: string;
  readonly disk: DiskReading | null;
  readonly spool: SpoolReadings;
  /** Machine time minus the state database's, and domain minus machine time; null when unknown. */
  readonly clockSkewSeconds: number | null;
  readonly domainOffsetSeconds: number;
  /** Null while state does not answer. */
  readonly queues: QueueReadings | null;
}
