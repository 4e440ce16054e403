/** Inverse and eigenvalues of the few-by-few symmetric matrices that likelihoods of a few parameters end in. */

export type Matrix = readonly (readonly number[])[];

/**
 * Inverse by Gauss–Jordan elimination with row pivoting, O(n³); null where a pivot is 0 or not a number.
 *
 * @example inverse([[2, 0], [0, 4]]) // [[0.5, 0], [0, 0.25]]
 */
export function inverse(matrix: Matrix): number[][] | null {
  const n = matrix.length;
  const rows = matrix.map((row, at) => [...row, ...row.map((_, column) => (column === at ? 1 : 0))]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(cell(rows, row, column)) > Math.abs(cell(rows, pivot, column))) pivot = row;
    }
    const top = rows[pivot] as number[];
    const scale = top[column] as number;
    if (!(Math.abs(scale) > 0)) return null;
    rows[pivot] = rows[column] as number[];
    rows[column] = top.map(value => value / scale);
    eliminate(rows, column);
  }
  return rows.map(row => row.slice(n));
}

const cell = (rows: readonly (readonly number[])[], row: number, column: number) =>
  rows[row]?.[column] as number;

function eliminate(rows: number[][], column: number): void {
  const pivot = rows[column] as number[];
  for (const [at, row] of rows.entries()) {
    if (at === column) continue;
    const factor = row[column] as number;
    rows[at] = row.map((value, other) => value - factor * (pivot[other] as number));
  }
}

/** Eigenvalues of a symmetric matrix in rising order, by Jacobi rotations. Relative accuracy 1e-14 of the largest. */
export function symmetricEigenvalues(matrix: Matrix): number[] {
  const a = matrix.map(row => [...row]);
  const n = a.length;
  for (let sweep = 0; sweep < 50; sweep++) {
    let off = 0;
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) off += cell(a, i, j) ** 2;
    if (off < 1e-300) break;
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) rotate(a, i, j);
  }
  return a.map((row, at) => row[at] as number).sort((x, y) => x - y);
}

function rotate(a: number[][], i: number, j: number): void {
  const off = cell(a, i, j);
  if (off === 0) return;
  const theta = (cell(a, j, j) - cell(a, i, i)) / (2 * off);
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of a) {
    const [left, right] = [row[i] as number, row[j] as number];
    row[i] = cosine * left - sine * right;
    row[j] = sine * left + cosine * right;
  }
  const [first, second] = [a[i] as number[], a[j] as number[]];
  a[i] = first.map((value, at) => cosine * value - sine * (second[at] as number));
  a[j] = second.map((value, at) => sine * (first[at] as number) + cosine * value);
}

/** Lower triangle L with L·Lᵀ = matrix, for draws of correlated normals; null where it is not positive definite. */
export function choleskyFactor(matrix: Matrix): number[][] | null {
  const lower = matrix.map(row => row.map(() => 0));
  for (const [i, row] of matrix.entries()) {
    const own = lower[i] as number[];
    for (let j = 0; j <= i; j++) {
      const other = lower[j] as number[];
      let rest = row[j] as number;
      for (let k = 0; k < j; k++) rest -= (own[k] as number) * (other[k] as number);
      if (i === j && !(rest > 0)) return null;
      own[j] = i === j ? Math.sqrt(rest) : rest / (other[j] as number);
    }
  }
  return lower;
}
