import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateCell } from '../cells/date-cell.ts';
import { rememberedDates } from './remembered-dates.ts';

test('a remembered date is the date itself, also where clocks change', () => {
  for (const zone of ['Asia/Shanghai', 'Europe/London', 'Australia/Lord_Howe', 'America/St_Johns']) {
    const options = { format: 'auto', zone } as const;
    const read = rememberedDates(options);
    const around = [
      '2024-03-31 0',
      '2024-10-27 0',
      '2024-04-07 0',
      '2024-10-06 0',
      '2024-03-10 0',
      '2024-11-03 0',
    ];
    const texts = around.flatMap(day =>
      [0, 1, 2, 3].flatMap(hour => [`${day}${hour}:00:00`, `${day}${hour}:31:59`]),
    );
    for (const text of [...texts, ...texts])
      expect(read(text), `${zone} ${text}`).toEqual(dateCell(text, options));
  }
});

test('whatever a cell says is read as dateCell reads it', () => {
  const options = { format: 'auto', zone: 'Asia/Shanghai' } as const;
  const read = rememberedDates(options);
  const two = (most: number) =>
    fc.integer({ min: 0, max: most }).map(value => String(value).padStart(2, '0'));
  const dates = fc
    .tuple(fc.integer({ min: 1960, max: 2210 }), two(13), two(32), two(25), two(60), two(60))
    .map(([year, month, day, hour, minute, second]) => `${year}-${month}-${day} ${hour}:${minute}:${second}`);
  const cells = fc.oneof(
    dates,
    dates.map(text => text.slice(0, 10)),
    fc.constantFrom('不详', '2024/1/2 3:04', '', '01/02/2024'),
  );
  fc.assert(
    fc.property(cells, text => {
      expect(read(text)).toEqual(dateCell(text, options));
    }),
    { numRuns: 500 },
  );
});
