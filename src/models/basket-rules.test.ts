import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hypergeometricAbove } from '../math/hypergeometric-tail.ts';
import { seededRng } from '../math/rng.ts';
import { basketsOf, frequentItemsets } from './basket-itemsets.ts';
import { basketRules } from './basket-rules.ts';

const everything = { minCount: 1, maxLength: 12, most: 1e6 };

test('every set of up to twelve items is counted as brute force counts it', () => {
  const item = fc.constantFrom(...'abcdefghijkl');
  fc.assert(
    fc.property(
      fc.array(fc.array(item, { maxLength: 8 }), { maxLength: 25 }),
      fc.integer({ min: 1, max: 4 }),
      (lists, minCount) => {
        const baskets = basketsOf(lists);
        const { itemsets, itemOf } = frequentItemsets(baskets, { ...everything, minCount });
        const found = new Map(
          itemsets.map(set => [
            set.items
              .map(rank => baskets.names[itemOf[rank] as number])
              .sort()
              .join(''),
            set,
          ]),
        );
        const sets = lists.map(list => new Set(list));
        for (let bits = 1; bits < 4096; bits++) {
          const names = [...'abcdefghijkl'].filter((_, at) => bits & (1 << at));
          const holders = sets
            .map((set, at) => (names.every(n => set.has(n)) ? at : -1))
            .filter(at => at >= 0);
          const set = found.get(names.join(''));
          expect(set?.count ?? 0).toBe(holders.length >= minCount ? holders.length : 0);
          if (set) expect(set.firstHalf).toBe(holders.filter(at => at < Math.floor(lists.length / 2)).length);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('the number of sets can be bounded, and the result says so', () => {
  const baskets = basketsOf([[...'abcdefghij'], [...'abcdefghij']]);
  expect(frequentItemsets(baskets, { ...everything, most: 50 }).complete).toBe(false);
  expect(frequentItemsets(baskets, everything)).toMatchObject({ complete: true, itemsets: { length: 1023 } });
});

test('tails of the hypergeometric by hand and against their complement', () => {
  expect(hypergeometricAbove(3, { population: 10, marked: 4, sample: 3 })).toBeCloseTo(1 / 30, 13);
  expect(hypergeometricAbove(1, { population: 10, marked: 4, sample: 3 })).toBeCloseTo(5 / 6, 13);
  expect(hypergeometricAbove(0, { population: 10, marked: 4, sample: 3 })).toBe(1);
  expect(hypergeometricAbove(5, { population: 10, marked: 4, sample: 6 })).toBe(0);
  // scipy.stats.hypergeom.sf(2999, 1e6, 30000, 95000)
  expect(hypergeometricAbove(9, { population: 1000, marked: 30, sample: 100 }) / 0.0014).toBeGreaterThan(0.5);
});

/** 40 items that come and go alone, and three planted pairs whose second item follows the first in 60 %. */
function shop(seed: number, { baskets = 4000, planted = true } = {}) {
  const rng = seededRng(seed);
  return Array.from({ length: baskets }, () => {
    const list: string[] = [];
    for (let item = 0; item < 40; item++) if (rng.uniform() < 0.05) list.push(`i${item}`);
    for (const pair of planted ? [0, 1, 2] : []) {
      if (list.includes(`i${pair}`) && rng.uniform() < 0.6) list.push(`p${pair}`);
      if (rng.uniform() < 0.03) list.push(`p${pair}`);
    }
    return list;
  });
}
const rulesOf = (lists: readonly (readonly string[])[], allRules = false) => {
  const baskets = basketsOf(lists);
  const sets = frequentItemsets(baskets, { minCount: 10, maxLength: 4, most: 1e6 });
  return basketRules(baskets, sets, { minConfidence: 0.02, allRules });
};

describe('controls', () => {
  test('planted pairs are found, and of all rules shown over 20 shops at most 7 % are accidents', () => {
    let [shown, accidents] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const { rules } = rulesOf(shop(seed));
      const isPlanted = (names: readonly string[]) =>
        names.some(n => names.includes(n.replace('i', 'p')) && n.startsWith('i'));
      for (const pair of [0, 1, 2])
        expect(rules.some(rule => rule.then === `p${pair}` && rule.if.join() === `i${pair}`)).toBe(true);
      shown += rules.length;
      accidents += rules.filter(rule => !isPlanted([...rule.if, rule.then])).length;
    }
    expect(accidents / shown, `${accidents} of ${shown}`).toBeLessThanOrEqual(0.07);
  });

  test('where nothing goes together hardly any shop shows a rule', () => {
    const withRules = Array.from(
      { length: 20 },
      (_, seed) => rulesOf(shop(seed + 100, { planted: false })).rules.length,
    );
    expect(withRules.filter(n => n > 0).length, `${withRules}`).toBeLessThanOrEqual(3);
  });

  test('a pair of one half-year only is not shown', () => {
    const early = shop(7, { planted: false });
    const lists = early.map((list, at) =>
      at < 2000 && at % 10 === 0
        ? [...list, 'x', 'y']
        : at % 10 === 5
          ? [...list, at % 20 === 5 ? 'x' : 'y']
          : list,
    );
    expect(rulesOf(lists).rules.filter(rule => rule.then === 'y' && rule.if.includes('x'))).toEqual([]);
    expect(rulesOf(lists, true).rules.some(rule => rule.then === 'y' && rule.if.includes('x'))).toBe(true);
  });

  test('a longer rule must say more than each shorter one', () => {
    for (const rule of rulesOf(shop(3)).rules) expect(rule.improvement).toBeGreaterThan(0);
  });
});

test('a rule that never fails has no conviction', () => {
  const { rules } = rulesOf([...Array(20).fill(['a', 'b']), ...Array(20).fill(['b', 'c'])], true);
  expect(rules.find(rule => rule.then === 'b' && rule.if.join() === 'a')?.conviction).toBeNull();
});
