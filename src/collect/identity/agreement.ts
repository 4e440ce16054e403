/** How well a resolution agrees with a known truth: pairs of records, and B-cubed. */

export interface Agreement {
  /** Of the pairs joined, the share that are one person. */
  readonly precision: number;
  /** Of the pairs that are one person, the share joined. */
  readonly recall: number;
  /** Means over records of the same shares of the record's own group (Bagga and Baldwin 1998). */
  readonly bCubed: { readonly precision: number; readonly recall: number };
}

const pairs = (count: number): number => (count * (count - 1)) / 2;

function counts(labels: ArrayLike<number>): Map<number, number> {
  const sizes = new Map<number, number>();
  for (let at = 0; at < labels.length; at += 1) {
    const label = labels[at] as number;
    sizes.set(label, (sizes.get(label) ?? 0) + 1);
  }
  return sizes;
}

const share = (part: number, of: number): number => (of === 0 ? 1 : part / of);

/**
 * Compares two labellings of the same records. Linear; labels are whole numbers below 2^26, so that a pair of them is one
 * exact number. Without pairs a share is 1.
 */
export function agreement(found: ArrayLike<number>, truth: ArrayLike<number>): Agreement {
  const both = new Map<number, number>();
  for (let at = 0; at < found.length; at += 1) {
    const cell = (found[at] as number) * 2 ** 26 + (truth[at] as number);
    both.set(cell, (both.get(cell) ?? 0) + 1);
  }
  const [foundSizes, truthSizes] = [counts(found), counts(truth)];
  const sum = (sizes: Iterable<number>) => [...sizes].reduce((total, size) => total + pairs(size), 0);
  const right = sum(both.values());
  let [bPrecision, bRecall] = [0, 0];
  for (const [cell, size] of both) {
    bPrecision += size ** 2 / (foundSizes.get(Math.floor(cell / 2 ** 26)) as number);
    bRecall += size ** 2 / (truthSizes.get(cell % 2 ** 26) as number);
  }
  return {
    precision: share(right, sum(foundSizes.values())),
    recall: share(right, sum(truthSizes.values())),
    bCubed: { precision: share(bPrecision, found.length), recall: share(bRecall, found.length) },
  };
}
