/** Proves what a day means as a moment: in the organisation's zone, also where a clock is put forward in it. */
import { expect, test } from 'vitest';
import { endOf, momentOf } from './moments.ts';

const cases = [
  {
    zone: 'Asia/Shanghai',
    text: '2026-11-20',
    from: '2026-11-19T16:00:00.000Z',
    to: '2026-11-20T16:00:00.000Z',
  },
  {
    zone: 'Europe/Berlin',
    text: '2026-03-29',
    from: '2026-03-28T23:00:00.000Z',
    to: '2026-03-29T22:00:00.000Z',
  },
  // There was no midnight: the clock went from 23:59 to 01:00.
  {
    zone: 'America/Santiago',
    text: '2026-09-06',
    from: '2026-09-06T04:00:00.000Z',
    to: '2026-09-07T03:00:00.000Z',
  },
  {
    zone: 'Asia/Shanghai',
    text: '2026-03-02T00:00:00+16:00',
    from: '2026-03-01T08:00:00.000Z',
    to: '2026-03-01T08:00:00.000Z',
  },
];

for (const { zone, text, from, to } of cases) {
  test(`${text} in ${zone}`, () => {
    expect([momentOf({ zone }, text), endOf({ zone }, text)].map(each => each.toISOString())).toEqual([
      from,
      to,
    ]);
  });
}
