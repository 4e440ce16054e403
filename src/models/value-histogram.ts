/** Quantiles of counted values. Pure. */
import type { Spread } from './value-fence.ts';

/** How many rows have each value; values ascend. */
export interface ValueHistogram {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

export const rowsOf = ({ counts }: ValueHistogram): number => counts.reduce((sum, count) => sum + count, 0);

/**
 * Quantiles by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996), for levels that ascend; empty
 * of no rows. Linear in the number of values.
 *
 * @example histogramQuantiles({ values: [1, 3], counts: [1, 1] }, [0.5]) // [2]
 */
export function histogramQuantiles(histogram: ValueHistogram, levels: readonly number[]): number[] {
  const { values, counts } = histogram;
  const rows = rowsOf(histogram);
  if (rows === 0) return [];
  let at = 0;
  let upTo = counts[0] ?? 0;
  const valueAt = (place: number): number => {
    while (place >= upTo) {
      at += 1;
      upTo += counts[at] ?? 0;
    }
    return values[at] ?? 0;
  };
  return levels.map(level => {
    const place = (rows - 1) * level;
    const below = valueAt(Math.floor(place));
    const share = place - Math.floor(place);
    if (share === 0) return below;
    // The next one is looked at without moving on: the following level may lie before it.
    const next = Math.floor(place) + 1 < upTo ? below : (values[at + 1] ?? below);
    return below + share * (next - below);
  });
}

/** Quartiles and MAD; null of no rows. Sorts the values by their distance from the middle one. */
export function spreadOf(histogram: ValueHistogram): Spread | null {
  const [lower, middle, upper] = histogramQuantiles(histogram, [0.25, 0.5, 0.75]);
  if (lower === undefined || middle === undefined || upper === undefined) return null;
  const away = histogram.values
    .map((value, at) => ({ distance: Math.abs(value - middle), count: histogram.counts[at] ?? 0 }))
    .sort((a, b) => a.distance - b.distance);
  const [deviation = 0] = histogramQuantiles(
    { values: away.map(each => each.distance), counts: away.map(each => each.count) },
    [0.5],
  );
  return { rows: rowsOf(histogram), lower, middle, upper, deviation };
}
