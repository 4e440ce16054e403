/** Nothing is lost when an amount is laid on holders, and nobody is off by more than a unit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion } from './apportion.ts';

describe('an amount laid by weight', () => {
  it('gives units left over to the largest remainders, the earlier of equals first', () => {
    expect(apportion(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(apportion(10n, [6n, 3n, 1n])).toEqual([6n, 3n, 1n]);
    expect(apportion(-100n, [1n, 2n])).toEqual([-33n, -67n]);
  });

  it('goes nowhere without a weight above nought', () => {
    expect(apportion(5n, [])).toBeNull();
    expect(apportion(5n, [0n, -3n])).toBeNull();
  });

  it('adds up exactly and lies within one unit of every exact share', () => {
    const weights = fc.array(fc.bigInt({ min: -5n, max: 10n ** 15n }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), weights, (total, given) => {
        const parts = apportion(total, given);
        const whole = given.reduce((sum, weight) => sum + (weight > 0n ? weight : 0n), 0n);
        if (whole === 0n) return parts === null;
        expect(parts?.reduce((sum, part) => sum + part, 0n)).toBe(total);
        for (const [at, weight] of given.entries()) {
          const off = (parts?.[at] ?? 0n) * whole - total * (weight > 0n ? weight : 0n);
          expect(off < 0n ? -off : off).toBeLessThan(whole);
        }
        return true;
      }),
    );
  });
});
