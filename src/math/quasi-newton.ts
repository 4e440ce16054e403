/** Minimisation with gradients, for likelihoods of a few parameters, and the curvature at the minimum. */
import type { Matrix } from './small-matrix.ts';

/** A function's value and its gradient at one place. */
export interface Slope {
  readonly value: number;
  readonly gradient: readonly number[];
}
export type SlopeOf = (at: readonly number[]) => Slope;

export interface GradientMinimum {
  readonly at: readonly number[];
  readonly value: number;
  readonly gradient: readonly number[];
  readonly evaluations: number;
  /** The largest component of the gradient fell below the tolerance, or no step could improve on the place any more. */
  readonly converged: boolean;
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((t, x, i) => t + x * (b[i] as number), 0);
const largest = (a: readonly number[]) => a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const identity = (n: number) =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
/** Longest step along one coordinate: parameters are logs, and e² at once is far enough. */
const longestStep = 2;

export interface QuasiNewtonLimits {
  readonly gradientTolerance: number;
  readonly maxEvaluations: number;
  /** Inverse Hessian to begin with, positive definite: known from a nearby problem it saves most of the search. */
  readonly metric?: Matrix;
}

/**
 * Local minimum by BFGS with a backtracking line search (Nocedal & Wright, algorithm 6.1); the update is skipped where
 * the curvature along the step is not positive. `gradientTolerance` is absolute, on the largest component. A value that
 * is not finite counts as a wall.
 *
 * @example quasiNewton(([x = 0]) => ({value: x * x, gradient: [2 * x]}), [3], {gradientTolerance: 1e-9, maxEvaluations: 50}).at // [0]
 */
export function quasiNewton(
  slopeOf: SlopeOf,
  start: readonly number[],
  limits: QuasiNewtonLimits,
): GradientMinimum {
  let at = [...start];
  let here = slopeOf(at);
  let evaluations = 1;
  let metric = limits.metric ?? scaled(identity(at.length), 1 / Math.max(1, largest(here.gradient)));
  let stuck = false;
  while (largest(here.gradient) > limits.gradientTolerance && evaluations < limits.maxEvaluations) {
    const found = lineSearch(slopeOf, { at, here, metric });
    evaluations += found.evaluations;
    if (!found.next) {
      if (stuck) return { at, ...here, evaluations, converged: true };
      stuck = true;
      metric = scaled(identity(at.length), 1 / Math.max(1, largest(here.gradient)));
      continue;
    }
    stuck = false;
    const step = found.next.at.map((x, i) => x - (at[i] as number));
    const change = found.next.slope.gradient.map((g, i) => g - (here.gradient[i] as number));
    metric = updated(metric, step, change);
    at = found.next.at;
    here = found.next.slope;
  }
  return { at, ...here, evaluations, converged: largest(here.gradient) <= limits.gradientTolerance };
}

const scaled = (matrix: readonly (readonly number[])[], factor: number) =>
  matrix.map(row => row.map(x => x * factor));

interface Place {
  readonly at: readonly number[];
  readonly here: Slope;
  readonly metric: Matrix;
}

function lineSearch(slopeOf: SlopeOf, { at, here, metric }: Place) {
  let direction = metric.map(row => -dot(row, here.gradient));
  let slope = dot(direction, here.gradient);
  if (!(slope < 0)) {
    direction = here.gradient.map(g => -g);
    slope = dot(direction, here.gradient);
  }
  let length = Math.min(1, longestStep / largest(direction));
  // A gain that the value's own rounding hides cannot be told from none.
  const seen = Number.EPSILON * Math.abs(here.value);
  let evaluations = 0;
  while (evaluations < 40 && length * -slope > seen) {
    evaluations += 1;
    const next = at.map((x, i) => x + length * (direction[i] as number));
    const there = slopeOf(next);
    if (Number.isFinite(there.value) && there.value <= here.value + 1e-4 * length * slope) {
      return { next: there.value < here.value ? { at: next, slope: there } : null, evaluations };
    }
    length *= evaluations < 6 ? 0.5 : 0.1;
  }
  return { next: null, evaluations };
}

/** BFGS update of the inverse Hessian: (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ. */
function updated(metric: Matrix, step: readonly number[], change: readonly number[]): number[][] {
  const curvature = dot(step, change);
  if (!(curvature > 1e-14 * Math.sqrt(dot(step, step) * dot(change, change))))
    return metric.map(row => [...row]);
  const turned = metric.map(row => dot(row, change));
  const factor = (1 + dot(change, turned) / curvature) / curvature;
  return metric.map((row, i) =>
    row.map((h, j) => {
      const [si, sj] = [step[i] as number, step[j] as number];
      return h + factor * si * sj - ((turned[i] as number) * sj + si * (turned[j] as number)) / curvature;
    }),
  );
}

/**
 * Hessian by central differences of the gradient, made symmetric. Step 1e-4 of each coordinate (they are logs of
 * parameters): relative error about 1e-7. Cost 2n gradients.
 */
export function hessianAt(slopeOf: SlopeOf, at: readonly number[]): number[][] {
  const step = 1e-4;
  const columns = at.map((_, axis) => {
    const moved = (by: number) => slopeOf(at.map((x, other) => (other === axis ? x + by : x))).gradient;
    const [above, below] = [moved(step), moved(-step)];
    return above.map((g, i) => (g - (below[i] as number)) / (2 * step));
  });
  return columns.map((column, i) => column.map((value, j) => (value + (columns[j]?.[i] as number)) / 2));
}
