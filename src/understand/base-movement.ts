/** Puts together how the base moves from sums of the engine: concentration, monthly bridge, cohort triangles, migration. */
import { bisect } from '../math/root-finding.ts';
import { regularisedBeta } from '../math/special-functions.ts';
import type { BaseMigration, BaseMovement } from '../records/base-movement.ts';

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
const cents = (value: number) => Math.round(value * 100) / 100;

/** Equal groups of holders, largest first, with what each holds; Gini and HHI are taken over single holders. */
export interface HolderSums {
  readonly gini: number;
  readonly hhi: number;
  readonly groups: readonly { readonly holders: number; readonly value: number }[];
}

/** Curve and Pareto shares, holders of one group in proportion. Null without a positive total. */
export function concentrationOf({ gini, hhi, groups }: HolderSums): BaseMovement['concentration'] {
  const holders = groups.reduce((n, group) => n + group.holders, 0);
  const total = groups.reduce((sum, group) => sum + group.value, 0);
  if (!(total > 0)) return null;
  const curve = [{ holders: 0, value: 0 }];
  let [seen, held] = [0, 0];
  for (const group of groups) {
    seen += group.holders;
    held += group.value;
    curve.push({ holders: rounded(seen / holders), value: rounded(Math.min(1, held / total)) });
  }
  return {
    holders,
    total: cents(total),
    gini: rounded(Math.max(0, gini)),
    hhi: rounded(hhi),
    holding80: rounded(crossing(curve, 'value', 0.8)),
    topTenth: rounded(crossing(curve, 'holders', 0.1)),
    curve,
  };
}

type Point = { readonly holders: number; readonly value: number };

/** The other coordinate of the curve where one reaches `level`. */
function crossing(curve: readonly Point[], axis: keyof Point, level: number): number {
  const other = axis === 'value' ? 'holders' : 'value';
  const at = Math.max(
    1,
    curve.findIndex(point => point[axis] >= level - 1e-12),
  );
  const [before, after] = [curve[at - 1] as Point, curve[at] as Point];
  const width = after[axis] - before[axis];
  const part = width > 0 ? (level - before[axis]) / width : 0;
  return before[other] + part * (after[other] - before[other]);
}

/** Counts of one month by what became of whom. */
export interface MonthFlow {
  readonly month: string;
  readonly begin: number;
  readonly fresh: number;
  readonly returned: number;
  readonly lapsed: number;
  readonly end: number;
  readonly away: {
    readonly begin: number;
    readonly back: number;
    readonly lost: number;
    readonly end: number;
  };
}

export interface CohortCell {
  readonly quarter: string;
  /** Quarters since that of the first purchase. */
  readonly after: number;
  readonly active: number;
  readonly value: number;
}

/** Cells of whole quarters as triangles; a quarter in which nobody of a cohort bought is a 0, not a hole. */
export function cohortTriangles(
  cells: readonly CohortCell[],
  quartersOf: (quarter: string) => number,
): BaseMovement['cohorts'] {
  const quarters = [...new Set(cells.map(cell => cell.quarter))].sort();
  return quarters.flatMap(quarter => {
    const own = new Map(cells.filter(cell => cell.quarter === quarter).map(cell => [cell.after, cell]));
    const customers = own.get(0)?.active ?? 0;
    const length = quartersOf(quarter);
    if (customers === 0 || length < 1) return [];
    const found = Array.from({ length }, (_, after) => {
      const cell = own.get(after);
      return { active: cell?.active ?? 0, value: cents(cell?.value ?? 0) };
    });
    return [{ quarter, customers, quarters: found }];
  });
}

/** Customers of a class then and a class now, with the value of the 365 days before either time. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly customers: number;
  readonly valueBefore: number;
  readonly value: number;
}

const level = 0.95;
/** Rows with fewer customers say nothing and are left out, counted. */
export const leastInRow = 30;

function betaQuantile(p: number, a: number, b: number): number {
  return bisect(x => regularisedBeta(x, a, b) - p, { lo: 0, hi: 1, tolerance: 1e-9 });
}

/**
 * Interval of one share: Jeffreys', Beta(n + ½, N − n + ½), with 0 and 1 as the ends where nobody or everybody moved there.
 * One prior over all classes, Dirichlet(½), would pull the large share of a row below what was counted, the more classes there are.
 */
function shareInterval(n: number, of: number): { lo: number; hi: number } {
  const [a, b] = [n + 0.5, of - n + 0.5];
  return {
    lo: n === 0 ? 0 : rounded(betaQuantile((1 - level) / 2, a, b)),
    hi: n === of ? 1 : rounded(betaQuantile((1 + level) / 2, a, b)),
  };
}

const sumOf = (moves: readonly Move[], of: 'customers' | 'value' | 'valueBefore') =>
  moves.reduce((sum, move) => sum + move[of], 0);

/** P_ij = n_ij/n_i with 95 % intervals. Rows sum to 1, and all rows and the suppressed ones to all customers. */
export function migrationOf(
  moves: readonly Move[],
  order: readonly string[],
): Pick<BaseMigration['matrices'][number], 'rows' | 'suppressed'> {
  let suppressed = 0;
  const rows = order.flatMap(from => {
    const own = moves.filter(move => move.from === from);
    const customers = sumOf(own, 'customers');
    if (customers === 0) return [];
    if (customers < leastInRow) {
      suppressed += customers;
      return [];
    }
    const to = order.map(name => {
      const here = own.filter(move => move.to === name);
      const n = sumOf(here, 'customers');
      return {
        to: name,
        customers: n,
        share: rounded(n / customers),
        ...shareInterval(n, customers),
        value365: cents(sumOf(here, 'value')),
        valueBefore: cents(sumOf(here, 'valueBefore')),
      };
    });
    return [{ from, customers, to }];
  });
  return { rows, suppressed };
}

/** Who rose, fell and stayed among ranked classes, best first; who has none at either time is in neither. */
export function shiftsOf(
  moves: readonly Move[],
  ranked: readonly string[],
): NonNullable<BaseMigration['matrices'][number]['shifts']> {
  const rank = (name: string) => ranked.indexOf(name);
  const known = moves.filter(({ from, to }) => rank(from) >= 0 && rank(to) >= 0);
  const sums = (own: readonly Move[]) => ({
    customers: sumOf(own, 'customers'),
    valueBefore: cents(sumOf(own, 'valueBefore')),
    value365: cents(sumOf(own, 'value')),
  });
  return {
    up: sums(known.filter(({ from, to }) => rank(to) < rank(from))),
    down: sums(known.filter(({ from, to }) => rank(to) > rank(from))),
    same: sums(known.filter(({ from, to }) => from === to)),
  };
}
