/** Quantiles of counted values are those of the values one by one. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { histogramQuantiles, spreadOf } from './value-histogram.ts';

const quantile = (sorted: readonly number[], level: number): number => {
  const place = (sorted.length - 1) * level;
  const [below = 0, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (place - Math.floor(place)) * (above - below);
};

it('has the quantiles and the MAD of its values written out', () => {
  const levels = [0, 0.1, 0.25, 0.5, 0.51, 0.75, 0.9, 1];
  const list = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(list, numbers => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const values = [...new Set(sorted)];
      const counts = values.map(value => sorted.filter(each => each === value).length);
      const found = histogramQuantiles({ values, counts }, levels);
      for (const [at, level] of levels.entries()) expect(found[at]).toBeCloseTo(quantile(sorted, level), 9);
      const middle = quantile(sorted, 0.5);
      const away = sorted.map(each => Math.abs(each - middle)).sort((a, b) => a - b);
      expect(spreadOf({ values, counts })?.deviation).toBeCloseTo(quantile(away, 0.5), 9);
    }),
  );
  expect(spreadOf({ values: [], counts: [] })).toBeNull();
});
