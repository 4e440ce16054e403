import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from './csv.ts';

describe('CSV cells', () => {
  it.each([
    '=1+1',
    '+8613800000000',
    '-2+3',
    '-cmd|x',
    '@SUM(A1)',
    '\tx',
    '\r=1',
    ' =1',
    '\u3000=1',
    '＝1',
    '＋86138',
    '－1',
    '＠SUM',
    '﹦1',
    '﹢1',
    '﹫x',
    '|calc',
    '%0A=1',
    '\u200b=1',
  ])('makes %j harmless', cell => {
    expect(csvCell(cell).replace(/^"/, '')).toMatch(/^'/);
  });

  it.each(['张三', '100%', '12.50', '-12.50', '-3', 'a=b', '', '2026-03-02', "O'Brien"])(
    'leaves %j as it is',
    cell => {
      expect(csvCell(cell)).toBe(cell);
    },
  );

  it('leaves numbers as they are', () => {
    expect(csvLine([-2, 1.5, -1e21])).toBe('-2,1.5,-1e+21\r\n');
  });

  it('survives a round trip through another parser, with at most an apostrophe before the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 }), cells => {
        const [back = []] = parse(csvLine(cells), { relax_column_count: true }) as string[][];
        expect(back.map((cell, n) => (cell === cells[n] ? cell : cell.slice(1)))).toEqual(cells);
      }),
    );
  });
});
