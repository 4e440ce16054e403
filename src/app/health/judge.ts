/** From readings to a verdict a check: a code of the catalogue with its numbers. Pure. */
import type { CheckName, CheckStatus } from '../../records/health.ts';
import type { QueueReadings, Readings, StoreReading } from './readings.ts';

export interface Verdict {
  readonly name: CheckName;
  readonly status: CheckStatus;
  /** Text in the catalogue. */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

type Params = Verdict['params'];
/** Verdicts of one check. */
const check =
  (name: CheckName) =>
  (status: CheckStatus, code: string, params: Params = {}): Verdict => ({
    name,
    status,
    code: `health-${code}`,
    params,
  });

const ranks: Readonly<Record<CheckStatus, number>> = { ok: 0, warn: 1, fail: 2 };

/** The worst of several verdicts; `ok` of none. */
export const worst = (verdicts: readonly Pick<Verdict, 'status'>[]): CheckStatus =>
  verdicts.reduce<CheckStatus>((sum, { status }) => (ranks[status] > ranks[sum] ? status : sum), 'ok');

/** Every check in the order people read them; those that need state are left out while it does not answer. */
export function judge(readings: Readings): Verdict[] {
  return [
    store('state', readings.state),
    store('facts', readings.facts),
    versions(readings),
    ...disk(readings),
    clock(readings),
    spool(readings),
    ...(readings.queues ? queues(readings.queues) : []),
  ];
}

function store(name: 'state' | 'facts', { up, ms, version }: StoreReading): Verdict {
  if (!up) return check(name)('fail', `${name}-down`);
  const params = { ms: Math.round(ms ?? 0), version: version ?? '?' };
  return (ms ?? 0) > slowMs
    ? check(name)('warn', 'store-slow', params)
    : check(name)('ok', 'store-up', params);
}

/** A trivial query that takes this long means that people wait for everything. */
const slowMs = 2_000;

const versions = ({ product, node }: Readings): Verdict =>
  check('versions')('ok', 'versions', { product, node });

/** Bytes in a unit people read: `1.5 GB`. */
export function sized(bytes: number): string {
  const gigabytes = bytes / 1e9;
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

function disk({ disk: reading }: Readings): Verdict[] {
  if (!reading) return [];
  const { freeBytes, totalBytes, reserveBytes, path } = reading;
  const params = { free: sized(freeBytes), total: sized(totalBytes), reserve: sized(reserveBytes), path };
  if (freeBytes < reserveBytes) return [check('disk')('fail', 'disk-full', params)];
  if (freeBytes < 3 * reserveBytes) return [check('disk')('warn', 'disk-low', params)];
  return [check('disk')('ok', 'disk-ok', params)];
}

function clock({ clockSkewSeconds: skew, domainOffsetSeconds: offset }: Readings): Verdict {
  if (skew !== null && Math.abs(skew) > 5)
    return check('clock')('fail', 'clock-skew', { seconds: Math.round(skew) });
  if (offset === 0) return check('clock')('ok', 'clock-ok');
  return check('clock')('warn', 'clock-moved', { days: (Math.abs(offset) / 86_400).toFixed(1) });
}

function spool({ spool: { bytes, oldestSeconds, damaged } }: Readings): Verdict {
  const params = { size: sized(bytes), minutes: Math.round(oldestSeconds / 60), damaged };
  if (damaged > 0) return check('spool')('fail', 'spool-damaged', params);
  return bytes > 0 ? check('spool')('warn', 'spool-waiting', params) : check('spool')('ok', 'spool-none');
}

function queues(queue: QueueReadings): Verdict[] {
  return [
    jobs(queue),
    schedules(queue),
    outbox(queue),
    sending(queue),
    providers(queue),
    quarantine(queue),
    quality(queue),
    backup(queue),
  ];
}

function quarantine({ quarantined: count, refusedEvents: events }: QueueReadings): Verdict {
  const params = { count, events };
  if (events > 0) return check('quarantine')('warn', 'quarantine-events', params);
  return count > 0
    ? check('quarantine')('warn', 'quarantine-rows', params)
    : check('quarantine')('ok', 'quarantine-none');
}

/** The system works: what is wrong is what it was given, so it is a warning. */
function quality({ quality: found }: QueueReadings): Verdict {
  if (!found) return check('quality')('ok', 'quality-none');
  const { gates, late, ageSeconds } = found;
  const params = { gates: gates.join(', '), late: late.join(', '), hours: Math.round(ageSeconds / 3600) };
  if (gates.length > 0)
    return check('quality')('warn', late.length > 0 ? 'quality-gates-late' : 'quality-gates', params);
  return late.length > 0
    ? check('quality')('warn', 'quality-late', params)
    : check('quality')('ok', 'quality-ok', params);
}

function jobs({
  jobs: { queued, running, stuck, failedLastDay, oldestQueuedSeconds },
}: QueueReadings): Verdict {
  const params = {
    queued,
    running,
    stuck,
    failed: failedLastDay,
    minutes: Math.round(oldestQueuedSeconds / 60),
  };
  if (stuck > 0) return check('jobs')('fail', 'jobs-stuck', params);
  if (oldestQueuedSeconds > 600) return check('jobs')('warn', 'jobs-waiting', params);
  if (failedLastDay > 0) return check('jobs')('warn', 'jobs-failed', params);
  return check('jobs')('ok', 'jobs-ok', params);
}

function schedules({ schedules: all }: QueueReadings): Verdict {
  const failing = all.filter(each => each.failures > 0);
  const late = all.filter(each => each.lateSeconds > 120);
  const names = (list: readonly { name: string }[]) => list.map(each => each.name).join(', ');
  if (failing.length > 0) return check('schedules')('fail', 'schedules-failing', { names: names(failing) });
  if (late.length > 0) return check('schedules')('warn', 'schedules-late', { names: names(late) });
  return check('schedules')('ok', 'schedules-ok', { count: all.length });
}

function outbox({ outbox: { waiting, oldestSeconds } }: QueueReadings): Verdict {
  const params = { waiting, minutes: Math.round(oldestSeconds / 60) };
  if (oldestSeconds > 600) return check('outbox')('fail', 'outbox-behind', params);
  if (oldestSeconds > 60) return check('outbox')('warn', 'outbox-behind', params);
  return check('outbox')('ok', 'outbox-ok', params);
}

const sending = ({ sending: { due, late } }: QueueReadings): Verdict =>
  late > 0
    ? check('sending')('warn', 'sending-late', { due, late })
    : check('sending')('ok', 'sending-ok', { due });

function providers({ channels }: QueueReadings): Verdict {
  const bad = channels.filter(
    each => each.failed + each.unknown >= 5 && each.failed + each.unknown > each.accepted / 4,
  );
  const name = (list: readonly { channel: string }[]) => list.map(each => each.channel).join(', ');
  if (bad.length > 0) {
    const failed = bad.reduce((sum, each) => sum + each.failed + each.unknown, 0);
    return check('providers')('warn', 'providers-failing', { names: name(bad), failed });
  }
  const accepted = channels.reduce((sum, each) => sum + each.accepted, 0);
  return check('providers')('ok', accepted > 0 ? 'providers-ok' : 'providers-quiet', { accepted });
}

const weekSeconds = 7 * 86_400;
/** A daily backup and as long as it may take. */
const dayAndHoursSeconds = 30 * 3600;

function backup({ backupAgeSeconds: age, backupSchedule: schedule }: QueueReadings): Verdict {
  if (schedule && schedule.failures > 0) {
    const { failures, errorCode } = schedule;
    return check('backup')('fail', 'backup-schedule-failing', { failures, code: errorCode ?? '' });
  }
  if (age === null) return check('backup')('warn', 'backup-none');
  if (schedule && age > dayAndHoursSeconds)
    return check('backup')('fail', 'backup-schedule-late', { hours: Math.round(age / 3600) });
  const params = { days: (age / 86_400).toFixed(1), hours: Math.round(age / 3600) };
  return age > weekSeconds
    ? check('backup')('warn', 'backup-old', params)
    : check('backup')('ok', 'backup-ok', params);
}
