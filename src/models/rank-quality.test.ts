import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaUnderCurve } from './rank-quality.ts';

const of = (labels: readonly number[], scores: readonly number[]) =>
  areaUnderCurve(
    scores.map((score, at) => ({ score, positives: labels[at] ?? 0, negatives: 1 - (labels[at] ?? 0) })),
  );

test('the textbook case, and one class alone', () => {
  expect(of([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBe(0.75);
  expect(of([1, 1], [0.2, 0.3])).toBeNull();
  expect(of([0, 1], [0.5, 0.5])).toBe(0.5);
});

test('it is the share of pairs in the right order', () => {
  const one = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(one, { minLength: 2, maxLength: 30 }), rows => {
      const yes = rows.filter(([, label]) => label);
      const no = rows.filter(([, label]) => !label);
      fc.pre(yes.length > 0 && no.length > 0);
      const pairs = yes.flatMap(([p]) => no.map(([n]): number => (p > n ? 1 : p === n ? 0.5 : 0)));
      const area = of(
        rows.map(([, label]) => Number(label)),
        rows.map(([score]) => score),
      );
      expect(area).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / pairs.length, 12);
    }),
  );
});
