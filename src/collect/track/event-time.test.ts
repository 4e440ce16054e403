import { describe, expect, test } from 'vitest';
import { eventTimes, momentOf } from './event-time.ts';

const at = (text: string) => new Date(text);
const receivedAt = at('2026-03-02T02:00:10.000Z');
const given = (originalAt: string | null, sentAt: string | null) => ({
  originalAt: originalAt ? at(originalAt) : null,
  sentAt: sentAt ? at(sentAt) : null,
  receivedAt,
  machineAt: receivedAt,
});

describe('when an event happened', () => {
  test.each([
    ['a right clock', '2026-03-02T02:00:00Z', '2026-03-02T02:00:10Z', '2026-03-02T02:00:00.000Z', ''],
    [
      'a clock an hour ahead',
      '2026-03-02T03:00:00Z',
      '2026-03-02T03:00:10Z',
      '2026-03-02T02:00:00.000Z',
      'skewed',
    ],
    [
      'a retry of it, an hour later by the client',
      '2026-03-02T03:00:00Z',
      '2026-03-02T03:00:10Z',
      '2026-03-02T02:00:00.000Z',
      'skewed',
    ],
    ['no sentAt', '2026-03-01T00:00:00Z', null, '2026-03-01T00:00:00.000Z', ''],
    ['no times at all', null, null, '2026-03-02T02:00:10.000Z', ''],
    ['a future of four minutes', '2026-03-02T02:04:00Z', null, '2026-03-02T02:04:00.000Z', ''],
    ['a future of an hour', '2026-03-02T03:00:10Z', null, '2026-03-02T02:00:10.000Z', 'future'],
    [
      'sent before it happened',
      '2026-03-02T03:00:10Z',
      '2026-03-02T02:00:10Z',
      '2026-03-02T02:00:10.000Z',
      'future',
    ],
  ])('%s', (_name, original, sent, occurred, flag) => {
    const times = eventTimes(given(original, sent));
    expect([times.occurredAt.toISOString(), times.flag]).toEqual([occurred, flag]);
  });

  test('two deliveries of one event give the same time although their sentAt differs', () => {
    const first = eventTimes(given('2026-03-02T02:00:00Z', '2026-03-02T02:00:10Z'));
    const later = eventTimes({
      ...given('2026-03-02T02:00:00Z', '2026-03-02T02:05:10Z'),
      receivedAt: at('2026-03-02T02:05:10Z'),
    });
    expect(later.occurredAt).toEqual(first.occurredAt);
  });
});

test.each([
  ['2026-03-02T02:00:10.123Z', '2026-03-02T02:00:10.123Z'],
  ['2026-03-02T10:00:10+08:00', '2026-03-02T02:00:10.000Z'],
  ['2026-03-02 02:00:10', '2026-03-02T02:00:10.000Z'],
  ['2026-03-02', '2026-03-02T00:00:00.000Z'],
  [1_772_416_810_123, '2026-03-02T02:00:10.123Z'],
  ['yesterday', undefined],
  ['2026-02-30T00:00:00Z', undefined],
  ['9999-01-01T00:00:00Z', undefined],
  [{}, undefined],
  [Number.NaN, undefined],
])('%j is read as %s', (value, expected) => {
  expect(momentOf(value)?.toISOString()).toBe(expected);
});
