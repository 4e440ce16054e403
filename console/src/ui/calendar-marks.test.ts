import { expect, test } from 'vitest';
import { labelsByStep } from './calendar-marks.ts';

const mark = (label: string, from: string, to = from) => ({ label, from, to });

test('a mark stands at the first step of the axis it touches, on days and on months', () => {
  const days = ['2026-01-30', '2026-02-01', '2026-02-02'];
  const marks = [mark('A', '2026-01-20', '2026-02-05'), mark('B', '2026-02-02'), mark('C', '2026-03-01')];
  expect([...labelsByStep(days, marks)]).toEqual([
    ['2026-01-30', ['A']],
    ['2026-02-02', ['B']],
  ]);
  expect([...labelsByStep(['2026-01', '2026-02'], marks)]).toEqual([
    ['2026-01', ['A']],
    ['2026-02', ['B']],
  ]);
});

test('two marks of one step stand under each other, the same words once', () => {
  const marks = [mark('X', '2026-06-01'), mark('Y', '2026-06-18'), mark('X', '2026-06-20')];
  expect(labelsByStep(['2026-06'], marks).get('2026-06')).toEqual(['X', 'Y']);
});
