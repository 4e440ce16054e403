/**
 * Sample-ratio mismatch: whether the arms that were *analysed* have the sizes the assignment intended. A hash count
 * alone cannot fail; merges, erasures, exclusions and lost contact points can.
 */
import { chiSquareAbove } from '../math/distributions.ts';
import { sum } from '../math/moments.ts';

export interface RatioCheck {
  readonly chi2: number;
  readonly df: number;
  readonly p: number;
  /** p < .001: no verdict may be given. */
  readonly blocks: boolean;
}

/** Below this p the arms are not what was assigned, and every difference between them is suspect. */
export const sampleRatioAlpha = 0.001;

/**
 * χ² goodness of fit of arm counts against intended shares (any positive weights; they are normalised). With fewer
 * than two arms or nobody in them: chi2 0, p 1.
 *
 * @example sampleRatioCheck([5000, 5200], [1, 1]).p // 0.0477
 */
export function sampleRatioCheck(observed: readonly number[], weights: readonly number[]): RatioCheck {
  const total = sum(observed);
  const allWeights = sum(weights);
  const df = Math.max(0, observed.length - 1);
  if (df === 0 || total === 0) return { chi2: 0, df, p: 1, blocks: false };
  const chi2 = sum(
    observed.map((count, index) => {
      const expected = (total * (weights[index] as number)) / allWeights;
      return (count - expected) ** 2 / expected;
    }),
  );
  const p = chiSquareAbove(chi2, df);
  return { chi2, df, p, blocks: p < sampleRatioAlpha };
}
