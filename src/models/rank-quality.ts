/** How well a score puts those who did above those who did not. */

export interface ScoredGroup {
  readonly score: number;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Area under the ROC curve from grouped scores: the chance that a positive outranks a negative, ties counting half
 * (mid-ranks). Null without a positive or without a negative. Cost O(n log n) in groups.
 *
 * @example areaUnderCurve([{score: .1, positives: 0, negatives: 1}, {score: .9, positives: 1, negatives: 0}]) // 1
 */
export function areaUnderCurve(groups: readonly ScoredGroup[]): number | null {
  const sums = new Map<number, { positives: number; negatives: number }>();
  for (const { score, positives, negatives } of groups) {
    const sum = sums.get(score) ?? { positives: 0, negatives: 0 };
    sums.set(score, { positives: sum.positives + positives, negatives: sum.negatives + negatives });
  }
  let [below, won, all] = [0, 0, 0];
  for (const [, { positives, negatives }] of [...sums].sort(([l], [r]) => l - r)) {
    won += positives * (below + negatives / 2);
    below += negatives;
    all += positives;
  }
  return all > 0 && below > 0 ? won / (all * below) : null;
}
