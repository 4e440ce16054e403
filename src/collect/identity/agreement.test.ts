import { expect, it } from 'vitest';
import { agreement } from './agreement.ts';

it('counts pairs, and B-cubed, as computed by hand', () => {
  // Found {0,1,2} {3}; truth {0,1} {2,3}: one of three joined pairs is right, one of two true pairs is found.
  const { precision, recall, bCubed } = agreement([7, 7, 7, 9], [1, 1, 2, 2]);
  expect(precision).toBeCloseTo(1 / 3, 12);
  expect(recall).toBe(1 / 2);
  expect(bCubed.precision).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4, 12);
  expect(bCubed.recall).toBeCloseTo((1 + 1 + 1 / 2 + 1 / 2) / 4, 12);
});

it('is whole where there is nothing to join', () => {
  expect(agreement([1, 2], [3, 4])).toMatchObject({ precision: 1, recall: 1 });
});
