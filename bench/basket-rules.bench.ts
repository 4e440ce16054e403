/**
 * Rules of Groceries at support .001 (13,492 itemsets), repeated to at least the size asked for and warm; the floor is
 * counting single items. Without the reference data, simulated baskets of the same density.
 */
import { seededRng } from '../src/math/rng.ts';
import { basketsOf, frequentItemsets } from '../src/models/basket-itemsets.ts';
import { basketRules } from '../src/models/basket-rules.ts';
import { referenceText } from '../src/testing/reference-data.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 9_835;

function lists(size: number): string[][] {
  const text = referenceText('groceries/groceries_baskets.txt.gz');
  const known =
    text
      ?.trim()
      .split('\n')
      .map(line => line.split('\t')) ?? simulated();
  return Array.from({ length: size }, (_, at) => known[at % known.length] as string[]);
}

function simulated(): string[][] {
  const rng = seededRng(1);
  return Array.from({ length: defaultSize }, () =>
    Array.from({ length: 1 + rng.below(8) }, () => `i${Math.floor(169 * rng.uniform() ** 2)}`),
  );
}

export async function* run(size: number) {
  const baskets = basketsOf(lists(size));
  const options = { minCount: Math.ceil(0.001 * size), maxLength: 10, most: 1_000_000 };
  const work = async () => {
    basketRules(baskets, frequentItemsets(baskets, options), { minConfidence: 0.2, allRules: true });
  };
  const count = async () => {
    const counts = new Int32Array(baskets.names.length);
    for (const item of baskets.items) counts[item] = (counts[item] as number) + 1;
  };
  for (let warm = 0; warm < 5; warm++) await work();
  yield benchLine('basket-rules', size, {
    seconds: await secondsOf(work),
    floorSeconds: await secondsOf(count),
  });
}
