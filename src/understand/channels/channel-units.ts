/** The efficiency frontier of stores: which inputs the data have, whether there are stores enough, and what comes out. */
import { seededRng } from '../../math/rng.ts';
import {
  type Efficiency,
  efficiencyIntervals,
  envelopment,
  leastUnits,
  type SolveLinear,
} from '../../models/envelopment.ts';
import type { ChannelEfficiency, ChannelUnit, UnitInput } from '../../records/channel-summary.ts';
import type { UnitRow } from './channel-rows.ts';

const outputs = ['sales', 'buyers'] as const;
/** An input counts when so many of the stores have it; the others are left out and counted. */
const leastShare = 0.8;
const leastGoodsKnown = 0.95;
/** More units take a subsample of every draw too long for what the interval adds. */
const mostWithInterval = 100;
const draws = 100;
const shownUnits = 300;
/** A peer with less in the mixture is no example to anybody. */
const leastWeight = 0.005;

const inputOf: Readonly<Record<UnitInput, (row: UnitRow) => number>> = {
  cost: row => row.cost,
  goods: row => (row.goods_known >= leastGoodsKnown ? row.goods : 0),
  discount: row => row.discount,
};

/** Inputs that enough stores have, in the order in which they are kept when there are too few stores for all. */
export function knownInputs(rows: readonly UnitRow[]): UnitInput[] {
  return (['cost', 'goods', 'discount'] as const).filter(
    name => rows.filter(row => inputOf[name](row) > 0).length >= leastShare * rows.length,
  );
}

const nothing = { leftOut: 0, outputs: [...outputs], rows: [], cut: 0 };

interface Found {
  readonly rows: readonly UnitRow[];
  readonly constant: readonly Efficiency[];
  readonly variable: readonly Efficiency[];
  readonly intervals: readonly ({ readonly lo: number; readonly hi: number } | null)[] | null;
}

const unitsOf = (
  { rows, constant, variable, intervals }: Found,
  inputs: readonly UnitInput[],
): ChannelUnit[] =>
  rows.map((row, at) => {
    const [crs, vrs] = [constant[at]?.theta ?? 1, variable[at]?.theta ?? 1];
    return {
      unit: row.unit,
      title: row.title,
      region: row.region,
      inputs: inputs.map(name => inputOf[name](row)),
      outputs: [row.sales, Number(row.buyers)],
      constant: crs,
      variable: vrs,
      scale: vrs > 0 ? Math.min(1, crs / vrs) : 1,
      lo: intervals?.[at]?.lo ?? null,
      hi: intervals?.[at]?.hi ?? null,
      peers: (variable[at]?.peers ?? [])
        .filter(peer => peer.unit !== at && peer.weight >= leastWeight)
        .map(peer => ({ unit: rows[peer.unit]?.unit ?? '', weight: peer.weight })),
      inputSlacks: [...(variable[at]?.inputSlacks ?? [])],
      outputSlacks: [...(variable[at]?.outputSlacks ?? [])],
    };
  });

/**
 * Stores measured against each other, input-oriented. Inputs in use are as many as the number of stores allows
 * (units ≥ 3(inputs + outputs)); refused as `no-units`, `no-inputs` or `too-few`. The seed of the intervals is fixed.
 */
export function efficiencyOf(rows: readonly UnitRow[], solve: SolveLinear): ChannelEfficiency {
  if (rows.length === 0)
    return { ...nothing, status: 'no-units', units: 0, least: leastUnits(1, outputs.length), inputs: [] };
  const known = knownInputs(rows);
  if (known.length === 0)
    return {
      ...nothing,
      status: 'no-inputs',
      units: rows.length,
      least: leastUnits(1, outputs.length),
      inputs: [],
    };
  for (let kept = known.length; kept > 0; kept--) {
    const inputs = known.slice(0, kept);
    const whole = rows.filter(row => inputs.every(name => inputOf[name](row) > 0));
    const least = leastUnits(kept, outputs.length);
    if (whole.length >= least) return measured(whole, { inputs, solve, all: rows.length, least });
  }
  return {
    ...nothing,
    status: 'too-few',
    units: rows.length,
    least: leastUnits(1, outputs.length),
    inputs: known,
  };
}

function measured(
  rows: readonly UnitRow[],
  { inputs, solve, all, least }: { inputs: UnitInput[]; solve: SolveLinear; all: number; least: number },
): ChannelEfficiency {
  const units = {
    inputs: rows.map(row => inputs.map(name => inputOf[name](row))),
    outputs: rows.map(row => [row.sales, Number(row.buyers)]),
  };
  const constant = envelopment(solve, units, 'constant');
  const variable = envelopment(solve, units, 'variable');
  const thetas = variable.map(each => each.theta);
  const intervals =
    rows.length > mostWithInterval
      ? null
      : efficiencyIntervals(solve, units, { returns: 'variable', rng: seededRng(6), draws, thetas });
  const found = unitsOf({ rows, constant, variable, intervals }, inputs).sort(
    (a, b) => a.variable - b.variable || (a.unit < b.unit ? -1 : 1),
  );
  return {
    status: 'ok',
    units: rows.length,
    leftOut: all - rows.length,
    least,
    inputs,
    outputs: [...outputs],
    rows: found.slice(0, shownUnits),
    cut: Math.max(0, found.length - shownUnits),
  };
}
