/** Minimisation without derivatives, for likelihoods of a few parameters whose gradients are not worth deriving. */

export interface NelderMeadOptions {
  /** First step along each axis; the size of the region searched first. */
  readonly step: number;
  /** Stops when the simplex spans less than this in every coordinate and in the value. */
  readonly tolerance: number;
  readonly maxEvaluations: number;
}

export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  readonly evaluations: number;
  readonly converged: boolean;
}

interface Vertex {
  readonly at: readonly number[];
  readonly value: number;
}

const mix = (from: readonly number[], to: readonly number[], share: number) =>
  from.map((x, axis) => x + share * ((to[axis] as number) - x));

/**
 * Local minimum of `f` from `start` by Nelder & Mead (1965) with the usual coefficients (reflect 1, expand 2,
 * contract ½, shrink ½). `f` may return Infinity outside its domain. Deterministic; restart from the result when
 * `converged` is false. Good to about 8 dimensions.
 *
 * @example nelderMead(([x = 0, y = 0]) => (x - 1) ** 2 + (y + 2) ** 2, [0, 0], defaults).at // [1, -2]
 */
export function nelderMead(
  f: (at: readonly number[]) => number,
  start: readonly number[],
  options: NelderMeadOptions,
): Minimum {
  let evaluations = 0;
  const vertex = (at: readonly number[]): Vertex => {
    evaluations++;
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  let simplex = [vertex(start), ...start.map((_, axis) => vertex(stepped(start, axis, options.step)))];
  simplex.sort(byValue);
  while (evaluations < options.maxEvaluations && !isSmall(simplex, options.tolerance)) {
    simplex = improved(simplex, vertex).sort(byValue);
  }
  const best = simplex[0] as Vertex;
  return { ...best, evaluations, converged: isSmall(simplex, options.tolerance) };
}

const byValue = (a: Vertex, b: Vertex) => a.value - b.value;

const stepped = (start: readonly number[], axis: number, step: number) =>
  start.map((x, other) => (other === axis ? x + step : x));

function isSmall(simplex: readonly Vertex[], tolerance: number): boolean {
  const best = simplex[0] as Vertex;
  return simplex.every(
    ({ at, value }) =>
      Math.abs(value - best.value) <= tolerance * (1 + Math.abs(best.value)) &&
      at.every((x, axis) => Math.abs(x - (best.at[axis] as number)) <= Math.sqrt(tolerance)),
  );
}

/** One move: the worst vertex is replaced, or all shrink towards the best. */
function improved(simplex: readonly Vertex[], vertex: (at: readonly number[]) => Vertex): Vertex[] {
  const best = simplex[0] as Vertex;
  const worst = simplex[simplex.length - 1] as Vertex;
  const kept = simplex.slice(0, -1);
  const centre = best.at.map(
    (_, axis) => kept.reduce((total, v) => total + (v.at[axis] as number), 0) / kept.length,
  );
  const reflected = vertex(mix(worst.at, centre, 2));
  if (reflected.value < best.value) {
    const expanded = vertex(mix(worst.at, centre, 3));
    return [...kept, expanded.value < reflected.value ? expanded : reflected];
  }
  if (reflected.value < (kept[kept.length - 1] as Vertex).value) return [...kept, reflected];
  const outside = reflected.value < worst.value;
  const contracted = vertex(outside ? mix(worst.at, centre, 1.5) : mix(worst.at, centre, 0.5));
  if (contracted.value < Math.min(reflected.value, worst.value)) return [...kept, contracted];
  return [best, ...simplex.slice(1).map(v => vertex(mix(best.at, v.at, 0.5)))];
}
