import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concentration } from '../models/concentration.ts';
import { cohortTriangles, concentrationOf, migrationOf, shiftsOf } from './base-movement.ts';

test('the curve over single holders gives the same shares as the holdings themselves', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9999 }), { minLength: 3, maxLength: 60 }), holdings => {
      const whole = concentration(holdings);
      const groups = [...holdings].sort((l, r) => r - l).map(value => ({ holders: 1, value }));
      const found = concentrationOf({ gini: whole.gini ?? 0, hhi: whole.hhi ?? 0, groups });
      expect(found?.holding80).toBeCloseTo(whole.shareHolding80 ?? 0, 4);
      expect(found?.topTenth).toBeCloseTo(whole.topTenthShare ?? 0, 4);
      expect(found?.curve.at(-1)).toEqual({ holders: 1, value: 1 });
    }),
  );
  expect(concentrationOf({ gini: 0, hhi: 0, groups: [] })).toBeNull();
});

test('migration conserves everybody and its shares sum to one, inside their intervals', () => {
  const name = fc.constantFrom('high', 'mid', 'low');
  const move = fc.record({
    from: name,
    to: name,
    customers: fc.integer({ min: 0, max: 500 }),
    valueBefore: fc.integer({ min: -999, max: 999 }),
    value: fc.integer({ min: -999, max: 999 }),
  });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 20 }), moves => {
      const { rows, suppressed } = migrationOf(moves, ['high', 'mid', 'low']);
      const { up, down, same } = shiftsOf(moves, ['high', 'mid', 'low']);
      const all = moves.reduce((n, each) => n + each.customers, 0);
      expect(rows.reduce((n, row) => n + row.customers, suppressed)).toBe(all);
      expect(up.customers + down.customers + same.customers).toBe(all);
      const brought = moves.reduce((sum, each) => sum + each.value, 0);
      expect(up.value365 + down.value365 + same.value365).toBe(brought);
      for (const row of rows) {
        expect(row.to.reduce((n, cell) => n + cell.customers, 0)).toBe(row.customers);
        expect(row.to.reduce((n, cell) => n + cell.share, 0)).toBeCloseTo(1, 5);
        for (const { lo, share, hi } of row.to) {
          expect(lo).toBeLessThan(hi);
          expect([share >= lo, share <= hi]).toEqual([true, true]);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('a quarter in which nobody of a cohort came back is a nought', () => {
  const cells = [
    { quarter: '2025-Q1', after: 0, active: 10, value: 100 },
    { quarter: '2025-Q1', after: 2, active: 3, value: 30 },
  ];
  expect(cohortTriangles(cells, () => 3)).toEqual([
    {
      quarter: '2025-Q1',
      customers: 10,
      quarters: [
        { active: 10, value: 100 },
        { active: 0, value: 0 },
        { active: 3, value: 30 },
      ],
    },
  ]);
});
