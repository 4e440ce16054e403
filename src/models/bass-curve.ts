/**
 * How much of a product's life is already sold: the diffusion curve of Bass (1969) fitted to its months. Only the
 * share of the whole that the first months are is read from it.
 */

export interface BassFit {
  /** Units ever to be sold, in the units of the series. */
  readonly total: number;
  readonly innovation: number;
  readonly imitation: number;
  readonly squares: number;
}

/** Share of all buyers who have bought by time t: (1 − e^−(p+q)t) / (1 + (q/p) e^−(p+q)t). */
function cumulativeShare(p: number, q: number, t: number): number {
  const fading = Math.exp(-(p + q) * t);
  return (1 - fading) / (1 + (q / p) * fading);
}

/** The total is linear in the months' units once p and q are given: least squares in closed form. */
function fitTotal(units: readonly number[], p: number, q: number): BassFit {
  let [cross, own] = [0, 0];
  const parts = units.map((_, index) => cumulativeShare(p, q, index + 1) - cumulativeShare(p, q, index));
  units.forEach((value, index) => {
    const part = parts[index] as number;
    cross += value * part;
    own += part * part;
  });
  const total = own > 0 ? cross / own : 0;
  const squares = units.reduce(
    (sum, value, index) => sum + (value - total * (parts[index] as number)) ** 2,
    0,
  );
  return { total, innovation: p, imitation: q, squares };
}

const innovations = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06];
const imitations = [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1];

/**
 * Least squares over a grid of p and q per month (Srinivasan & Mason's form of the months' units), the total in closed
 * form. Null for fewer than six months or nothing sold. A share read from it is right to a few points, which is what
 * the limit of 16 % asks for; the total itself is poorly known before half is sold. Cost 96 passes over the months.
 */
export function fitBass(units: readonly number[]): BassFit | null {
  if (units.length < 6 || units.every(value => value <= 0)) return null;
  let best: BassFit | null = null;
  for (const p of innovations)
    for (const q of imitations) {
      const fit = fitTotal(units, p, q);
      if (best === null || fit.squares < best.squares) best = fit;
    }
  return best;
}
