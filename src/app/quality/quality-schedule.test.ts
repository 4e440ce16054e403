/** When the data is measured by itself. */
import { describe, expect, it } from 'vitest';
import { isDue } from './quality-schedule.ts';

// 2026-03-01 06:00 in Shanghai: an hour after the daily measurement was due.
const now = new Date('2026-02-28T22:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const clocks = { now, machineNow: now, zone: 'Asia/Shanghai' };
const calm = {
  last: ago(10),
  hasData: true,
  changedAt: null,
  isBusy: false,
  failedAt: null,
  hasPromise: false,
};

describe('the data is measured by itself', () => {
  it.each([
    ['not while there is none', { last: null, hasData: false }, false],
    ['once there is some', { last: null }, true],
    ['not again the same day', {}, false],
    ['the day after', { last: ago(61) }, true],
    ['not while an import or a measurement is under way', { last: null, isBusy: true }, false],
    ['not right behind an import', { changedAt: ago(0.5) }, false],
    ['a minute after the last import', { changedAt: ago(1.5) }, true],
    ['not for an import it has seen', { changedAt: ago(20) }, false],
    ['not within the hour, where rows are promised by a time', { last: ago(59.9), hasPromise: true }, false],
    ['each hour then', { last: ago(60), hasPromise: true }, true],
    ['not within an hour of a failure', { last: null, failedAt: ago(30) }, false],
    ['an hour after a failure', { last: null, failedAt: ago(61) }, true],
  ] as const)('%s', (_, standing, due) => {
    expect(isDue({ ...calm, ...standing }, clocks)).toBe(due);
  });
});
