import { describe, expect, test } from 'vitest';
import { catalogue } from '../../kernel/catalogue.ts';
import { judge, sized, worst } from './judge.ts';
import type { QueueReadings, Readings } from './readings.ts';

const quiet: QueueReadings = {
  jobs: { queued: 0, running: 0, stuck: 0, failedLastDay: 0, oldestQueuedSeconds: 0 },
  outbox: { waiting: 0, oldestSeconds: 0 },
  sending: { due: 0, late: 0 },
  channels: [],
  quarantined: 0,
  refusedEvents: 0,
  quality: null,
  schedules: [{ name: 'outbox', failures: 0, lateSeconds: 0 }],
  backupAgeSeconds: 3600,
  backupSchedule: null,
};
const fine: Readings = {
  state: { up: true, ms: 2, version: '18.4' },
  facts: { up: true, ms: 3, version: '26.7' },
  product: '0.1.0',
  node: '24.21.0',
  disk: { path: '/data', freeBytes: 50e9, totalBytes: 100e9, reserveBytes: 1e9 },
  spool: { bytes: 0, oldestSeconds: 0, damaged: 0 },
  clockSkewSeconds: 0.01,
  domainOffsetSeconds: 0,
  queues: quiet,
};
const found = (readings: Readings) =>
  judge(readings)
    .filter(each => each.status !== 'ok')
    .map(each => `${each.status} ${each.code}`);
const withQueues = (change: Partial<QueueReadings>) => found({ ...fine, queues: { ...quiet, ...change } });

describe('the verdict', () => {
  test('is fine on every count of a system at rest', () => {
    expect(found(fine)).toEqual([]);
    expect(judge(fine)).toHaveLength(14);
    expect(worst(judge(fine))).toBe('ok');
  });

  test('names a store that does not answer and asks nothing of queues then', () => {
    const down = { up: false, ms: null, version: null };
    expect(found({ ...fine, state: down, queues: null })).toEqual(['fail health-state-down']);
    expect(found({ ...fine, facts: down })).toEqual(['fail health-facts-down']);
  });

  test('warns before the disk is at its reserve and fails below it', () => {
    const disk = (freeBytes: number) =>
      found({ ...fine, disk: { ...(fine.disk as object), freeBytes } as never });
    expect(disk(3e9)).toEqual([]);
    expect(disk(2.9e9)).toEqual(['warn health-disk-low']);
    expect(disk(0.9e9)).toEqual(['fail health-disk-full']);
  });

  test('warns of gates that failed and of promised rows that did not come', () => {
    const quality = (gates: string[], late: string[] = []) =>
      withQueues({ quality: { ageSeconds: 7200, gates, late } });
    expect(quality([])).toEqual([]);
    expect(quality(['one', 'two'])).toEqual(['warn health-quality-gates']);
    expect(quality([], ['daily'])).toEqual(['warn health-quality-late']);
    expect(quality(['one'], ['daily'])).toEqual(['warn health-quality-gates-late']);
    const both = { ageSeconds: 7200, gates: ['one', 'two'], late: ['daily'] };
    const verdict = judge({ ...fine, queues: { ...quiet, quality: both } }).find(
      ({ name }) => name === 'quality',
    );
    expect(verdict?.params).toEqual({ gates: 'one, two', late: 'daily', hours: 2 });
  });

  test('shows events that wait on disk, and a segment that was set aside', () => {
    const spool = (change: object) => found({ ...fine, spool: { ...fine.spool, ...change } });
    expect(spool({ bytes: 5e6, oldestSeconds: 90 })).toEqual(['warn health-spool-waiting']);
    expect(spool({ damaged: 1 })).toEqual(['fail health-spool-damaged']);
  });

  test('tells a clock apart that runs wrong from one the demo moved', () => {
    expect(found({ ...fine, clockSkewSeconds: -6 })).toEqual(['fail health-clock-skew']);
    expect(found({ ...fine, domainOffsetSeconds: 86_400 })).toEqual(['warn health-clock-moved']);
  });

  test.each<[string, Partial<QueueReadings>, string]>([
    ['a stuck job', { jobs: { ...quiet.jobs, stuck: 1, failedLastDay: 3 } }, 'fail health-jobs-stuck'],
    ['a failed job', { jobs: { ...quiet.jobs, failedLastDay: 1 } }, 'warn health-jobs-failed'],
    ['a long queue', { jobs: { ...quiet.jobs, oldestQueuedSeconds: 601 } }, 'warn health-jobs-waiting'],
    ['rows on their way', { outbox: { waiting: 1, oldestSeconds: 61 } }, 'warn health-outbox-behind'],
    ['rows that do not leave', { outbox: { waiting: 1, oldestSeconds: 601 } }, 'fail health-outbox-behind'],
    ['late messages', { sending: { due: 5, late: 1 } }, 'warn health-sending-late'],
    [
      'a failing provider',
      { channels: [{ channel: 'smtp', accepted: 10, failed: 4, unknown: 1 }] },
      'warn health-providers-failing',
    ],
    ['kept rows', { quarantined: 7 }, 'warn health-quarantine-rows'],
    ['refused events', { refusedEvents: 2 }, 'warn health-quarantine-events'],
    [
      'failing work',
      { schedules: [{ name: 'x', failures: 2, lateSeconds: 0 }] },
      'fail health-schedules-failing',
    ],
    [
      'late work',
      { schedules: [{ name: 'x', failures: 0, lateSeconds: 121 }] },
      'warn health-schedules-late',
    ],
    ['no backup', { backupAgeSeconds: null }, 'warn health-backup-none'],
    [
      'a schedule of backups that fails',
      { backupSchedule: { failures: 2, errorCode: 'backup-no-room' } },
      'fail health-backup-schedule-failing',
    ],
    [
      'a daily backup that did not come',
      { backupSchedule: { failures: 0, errorCode: null }, backupAgeSeconds: 31 * 3600 },
      'fail health-backup-schedule-late',
    ],
    ['an old backup', { backupAgeSeconds: 8 * 86_400 }, 'warn health-backup-old'],
  ])('finds %s', (_, change, expected) => {
    expect(withQueues(change)).toEqual([expected]);
  });

  test('has a text for each and a remedy for all that are not fine', () => {
    const codes = Object.entries(catalogue).filter(([code]) => code.startsWith('health-'));
    const fineOnes = /-(ok|up|none|quiet)$|^health-versions$/;
    for (const [code, text] of codes)
      expect(Boolean(text.remedy), code).toBe(!fineOnes.test(code) || code === 'health-backup-none');
  });

  test('words sizes as people read them', () => {
    expect([sized(1.25e9), sized(3e6), sized(0)]).toEqual(['1.3 GB', '3 MB', '0 MB']);
  });
});
