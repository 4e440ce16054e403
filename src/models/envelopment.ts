/**
 * Data envelopment analysis: how far the inputs of a unit could shrink if it did as well as the best mixture of its peers.
 * Charnes, Cooper & Rhodes (1978) with constant, Banker, Charnes & Cooper (1984) with variable returns to scale.
 */
import { InvariantError, invariant } from '../kernel/invariant.ts';
import type { Rng } from '../math/rng.ts';

/** Solves a linear programme in CPLEX LP text; the values of its columns by name, null where there is no optimum. */
export type SolveLinear = (model: string) => ReadonlyMap<string, number> | null;

export interface Units {
  /** One row a unit. Inputs are above nought, outputs nought or above. */
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

export type Returns = 'constant' | 'variable';

export interface Efficiency {
  /** Share of its inputs with which the peers make at least its outputs: 1 on the frontier. */
  readonly theta: number;
  /** Units of the mixture with their weights, heaviest first. */
  readonly peers: readonly { readonly unit: number; readonly weight: number }[];
  /** What could be saved besides the shrinking, and made besides, in the units of the data. */
  readonly inputSlacks: readonly number[];
  readonly outputSlacks: readonly number[];
}

/** With fewer units nearly all of them are efficient by construction. */
export const leastUnits = (inputs: number, outputs: number): number => 3 * (inputs + outputs);

/** Units solved in one programme: blocks that share nothing, since a call costs more than a small block. */
const unitsAtOnce = 25;
const tiny = 1e-7;
/** θ above it is 1 but for the solver's tolerance. */
const onFrontier = 1 - 1e-6;

interface Scaled extends Units {
  readonly inputScale: readonly number[];
  readonly outputScale: readonly number[];
}

/** Every column divided by its largest value: the programme is well conditioned and θ does not change. */
function scaled({ inputs, outputs }: Units): Scaled {
  const most = (rows: readonly (readonly number[])[], k: number) =>
    rows.reduce((top, row) => Math.max(top, row[k] ?? 0), 0) || 1;
  const scales = (rows: readonly (readonly number[])[]) => (rows[0] ?? []).map((_, k) => most(rows, k));
  const [inputScale, outputScale] = [scales(inputs), scales(outputs)];
  const over = (rows: readonly (readonly number[])[], by: readonly number[]) =>
    rows.map(row => row.map((value, k) => value / (by[k] ?? 1)));
  return { inputs: over(inputs, inputScale), outputs: over(outputs, outputScale), inputScale, outputScale };
}

const term = (factor: number, name: string): string =>
  factor === 0 ? '' : ` ${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name}\n`;

interface Block {
  readonly unit: number;
  readonly among: readonly number[];
  /** Of each of `among`; see {@link reachOf}. */
  readonly reaches: readonly number[];
  readonly returns: Returns;
}

const blockOf = (units: Units, { unit, among, returns }: Omit<Block, 'reaches'>): Block => ({
  unit,
  among,
  returns,
  reaches: among.map(peer => reachOf(units, unit, peer)),
});

/** What a value of a peer is measured in: the unit's own, or 1 where that makes nothing. */
const ownOf = (rows: readonly (readonly number[])[], unit: number, k: number): number => rows[unit]?.[k] || 1;

/**
 * The largest coefficient a peer has in the unit's rows. Weights are counted in its inverse, so that no coefficient is
 * above 1: a peer ten thousand times as large would otherwise leave the solver no digits for the others.
 */
function reachOf({ inputs, outputs }: Units, unit: number, peer: number): number {
  const ratios = [inputs, outputs].flatMap(rows =>
    (rows[peer] ?? []).map((value, k) => value / ownOf(rows, unit, k)),
  );
  return Math.max(...ratios);
}

const mixture = (
  rows: readonly (readonly number[])[],
  k: number,
  { unit, among, reaches }: Block,
): string => {
  const own = ownOf(rows, unit, k);
  return among.map((j, at) => term((rows[j]?.[k] ?? 0) / own / (reaches[at] ?? 1), `l${unit}_${j}`)).join('');
};

const convexity = ({ unit, among, reaches, returns }: Block): string =>
  returns === 'variable'
    ? ` c${unit}:${among.map((j, at) => ` + ${1 / (reaches[at] ?? 1)} l${unit}_${j}\n`).join('')} = 1\n`
    : '';

const each = (rows: readonly (readonly number[])[]): number[] => (rows[0] ?? []).map((_, k) => k);

/**
 * Rows of min θ s.t. Yλ ≥ y₀, Xλ ≤ θx₀ of one unit, each divided by the unit's own value: the solver keeps rows to an
 * absolute 1e-7, which for a unit of a thousandth of the largest would be a relative error of 1e-4 in θ.
 */
function shrinking({ inputs, outputs }: Units, block: Block): string {
  const { unit } = block;
  const made = each(outputs).map(k =>
    outputs[unit]?.[k] ? ` y${unit}_${k}:${mixture(outputs, k, block)} >= 1\n` : '',
  );
  const used = each(inputs).map(k => ` x${unit}_${k}:${mixture(inputs, k, block)} - t${unit} <= 0\n`);
  return made.join('') + used.join('') + convexity(block);
}

/** Rows of the largest slacks at the θ found, in multiples of the unit's own values (1 where it makes nothing). */
function slackening({ inputs, outputs }: Units, block: Block, theta: number): string {
  const { unit } = block;
  const used = each(inputs).map(
    k => ` x${unit}_${k}:${mixture(inputs, k, block)} + s${unit}_${k} = ${theta}\n`,
  );
  const made = each(outputs).map(k => {
    const least = outputs[unit]?.[k] ? 1 : 0;
    return ` y${unit}_${k}:${mixture(outputs, k, block)} - o${unit}_${k} = ${least}\n`;
  });
  return used.join('') + made.join('') + convexity(block);
}

function solved(solve: SolveLinear, model: string): ReadonlyMap<string, number> {
  const values = solve(model);
  invariant(values, 'every unit can be made of itself, so the programme has an optimum');
  return values;
}

function thetasOf(solve: SolveLinear, units: Units, blocks: readonly Block[]): number[] {
  const goal = blocks.map(({ unit }) => ` + t${unit}\n`).join('');
  const rows = blocks.map(block => shrinking(units, block)).join('');
  const values = solved(solve, `Minimize\n obj:${goal}Subject To\n${rows}End\n`);
  return blocks.map(({ unit }) => Math.min(1, values.get(`t${unit}`) ?? 1));
}

/**
 * By how much θ is raised for the second programme, whose equations must hold at the θ the first found within the
 * solver's tolerance; the least with which there is an answer is taken. A slack within its reach is none.
 */
const reliefs = [1e-9, 1e-8, 1e-7, 1e-6, 1e-5];
const leastSlack = 1e-6;

interface Slackened {
  readonly values: ReadonlyMap<string, number>;
  readonly relief: number;
}

/** The programme counts slacks as columns scaled to a largest value of 1, so each weighs what the unit's own value is. */
function largestSlacks(
  solve: SolveLinear,
  { inputs, outputs }: Scaled,
  { blocks, thetas }: { readonly blocks: readonly Block[]; readonly thetas: readonly number[] },
): Slackened {
  const goal = blocks.flatMap(({ unit }) => [
    ...(inputs[unit] ?? []).map((own, k) => term(own, `s${unit}_${k}`)),
    ...(outputs[unit] ?? []).map((own, k) => term(own || 1, `o${unit}_${k}`)),
  ]);
  for (const relief of reliefs) {
    const rows = blocks.map((block, at) =>
      slackening({ inputs, outputs }, block, (thetas[at] ?? 1) + relief),
    );
    const values = solve(`Maximize\n obj:${goal.join('')}Subject To\n${rows.join('')}End\n`);
    if (values) return { values, relief };
  }
  throw new InvariantError('at the efficiency found a unit can be made of its peers');
}

function withSlacks(
  solve: SolveLinear,
  units: Scaled,
  batch: { readonly blocks: readonly Block[]; readonly thetas: readonly number[] },
): Efficiency[] {
  const { values, relief } = largestSlacks(solve, units, batch);
  const least = Math.max(leastSlack, 2 * relief);
  const slack = (name: string, own: number, scale: number) => {
    const value = values.get(name) ?? 0;
    return value > least ? value * own * scale : 0;
  };
  return batch.blocks.map(({ unit, among, reaches }, at) => ({
    theta: batch.thetas[at] ?? 1,
    peers: among
      .map((j, place) => ({ unit: j, weight: (values.get(`l${unit}_${j}`) ?? 0) / (reaches[place] ?? 1) }))
      .filter(peer => peer.weight > tiny)
      .sort((a, b) => b.weight - a.weight || a.unit - b.unit),
    inputSlacks: units.inputScale.map((scale, k) =>
      slack(`s${unit}_${k}`, units.inputs[unit]?.[k] ?? 1, scale),
    ),
    outputSlacks: units.outputScale.map((scale, k) =>
      slack(`o${unit}_${k}`, units.outputs[unit]?.[k] || 1, scale),
    ),
  }));
}

function* inBatches<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += unitsAtOnce) yield rows.slice(at, at + unitsAtOnce);
}

/**
 * Efficiency of every unit, in order; then, at that θ, the mixture with the largest slacks (columns scaled to a largest
 * value of 1). Inputs at or below nought are the caller's mistake. About n/25 programmes of 25·n columns.
 */
export function envelopment(solve: SolveLinear, units: Units, returns: Returns): Efficiency[] {
  invariant(
    units.inputs.every(row => row.every(value => value > 0)),
    'inputs of an envelopment are above nought',
  );
  const data = scaled(units);
  const among = units.inputs.map((_, j) => j);
  const blocks = among.map(unit => blockOf(data, { unit, among, returns }));
  return [...inBatches(blocks)].flatMap(batch =>
    withSlacks(solve, data, { blocks: batch, thetas: thetasOf(solve, data, batch) }),
  );
}

export interface EfficiencyInterval {
  readonly lo: number;
  readonly hi: number;
}

/**
 * 95 % intervals of θ by subsampling (Kneip, Simar & Wilson 2008): m = ⌈n^0.7⌉ units drawn without replacement, the unit
 * itself always among them; differences are rescaled by (m/n)^κ with κ = 2/(p+q+1) for variable and 2/(p+q) for constant
 * returns. θ found is never below the true one, so the interval lies at or below it. Null for a unit on the frontier: with
 * itself among the drawn it never moves, and an interval of no width would be a false one. `draws` × n/25 programmes.
 */
export function efficiencyIntervals(
  solve: SolveLinear,
  units: Units,
  { returns, rng, draws, thetas }: { returns: Returns; rng: Rng; draws: number; thetas: readonly number[] },
): (EfficiencyInterval | null)[] {
  const data = scaled(units);
  const n = thetas.length;
  const m = Math.ceil(n ** 0.7);
  const dimensions = each(data.inputs).length + each(data.outputs).length;
  const rate = (m / n) ** (2 / (returns === 'variable' ? dimensions + 1 : dimensions));
  const gaps: number[][] = thetas.map(() => []);
  for (let draw = 0; draw < draws; draw++) {
    const drawn = sample(n, m, rng);
    const blocks = thetas.map((_, unit) =>
      blockOf(data, { unit, among: drawn.includes(unit) ? drawn : [...drawn, unit], returns }),
    );
    let at = 0;
    for (const batch of inBatches(blocks))
      for (const theta of thetasOf(solve, data, batch)) {
        gaps[at]?.push(Math.max(0, theta - (thetas[at] ?? 1)));
        at += 1;
      }
  }
  return thetas.map((theta, at) => {
    if (theta > onFrontier) return null;
    const rising = (gaps[at] ?? []).sort((a, b) => a - b);
    const quantile = (share: number) =>
      rising[Math.min(rising.length - 1, Math.floor(share * rising.length))] ?? 0;
    return { lo: Math.max(0, theta - rate * quantile(0.975)), hi: theta - rate * quantile(0.025) };
  });
}

/** `m` of `n` places without replacement, rising. */
function sample(n: number, m: number, rng: Rng): number[] {
  const places = Array.from({ length: n }, (_, at) => at);
  for (let at = 0; at < m; at++) {
    const other = at + Math.floor(rng.uniform() * (n - at));
    const [a, b] = [places[at] as number, places[other] as number];
    places[at] = b;
    places[other] = a;
  }
  return places.slice(0, m).sort((a, b) => a - b);
}
