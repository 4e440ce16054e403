import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from './csv-cell.ts';

describe('CSV cells', () => {
  it.each(['=1+1', '+8613800000000', '-2', '@SUM(A1)', '\tx', '＝1'])('makes %j harmless', cell => {
    expect(csvCell(cell).replace(/^"/, '')).toMatch(/^'/);
  });

  it('survives a round trip through another parser', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), cells => {
        const line = csvLine(cells);
        const [back] = parse(line, { relax_column_count: true, skip_empty_lines: false }) as string[][];
        const expected = cells.map(cell => (/^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell));
        if (expected.length === 1 && expected[0] === '') return;
        expect(back).toEqual(expected);
      }),
    );
  });
});
