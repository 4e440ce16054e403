import { expect, test } from 'vitest';
import { slotAfter, slotBefore } from './backup-slot.ts';

test.each([
  ['2026-11-27T02:59:59+08:00', '2026-11-26T03:00:00+08:00', '2026-11-27T03:00:00+08:00'],
  ['2026-11-27T03:00:00+08:00', '2026-11-27T03:00:00+08:00', '2026-11-28T03:00:00+08:00'],
  ['2026-12-31T23:00:00+08:00', '2026-12-31T03:00:00+08:00', '2027-01-01T03:00:00+08:00'],
])('at %s the last slot was %s and the next is %s', (now, before, after) => {
  expect(slotBefore(new Date(now), '03:00', 'Asia/Shanghai')).toEqual(new Date(before));
  expect(slotAfter(new Date(now), '03:00', 'Asia/Shanghai')).toEqual(new Date(after));
});

test('a night whose clock skips the time still has its backup, and a doubled hour has one', () => {
  const spring = slotAfter(new Date('2026-03-28T12:00:00Z'), '02:30', 'Europe/Berlin');
  expect(spring.toISOString()).toBe('2026-03-29T01:30:00.000Z');
  const autumn = slotAfter(new Date('2026-10-25T00:31:00Z'), '02:30', 'Europe/Berlin');
  expect(autumn.toISOString()).toBe('2026-10-26T01:30:00.000Z');
});
