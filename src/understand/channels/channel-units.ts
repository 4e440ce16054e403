/** The efficiency frontier of stores: which inputs the data have, whether there are stores enough, and what comes out. */
import { seededRng } from '../../math/rng.ts';
import {
  type Efficiency,
  efficiencyIntervals,
  envelopment,
  leastUnits,
  type SolveLinear,
} from '../../models/envelopment.ts';
import type { FrontierChoice } from '../../records/channel-cost.ts';
import {
  type UnitInput,
  type UnitOutput,
  unitInputs,
  unitOutputs,
} from '../../records/channel-cost-names.ts';
import type { ChannelEfficiency, ChannelUnit } from '../../records/channel-summary.ts';
import type { UnitRow } from './channel-rows.ts';

/** An input counts by itself when so many of the stores have it; stores without it are left out and counted. */
const leastShare = 0.8;
const leastGoodsKnown = 0.95;
/** More units take a subsample of every draw too long for what the interval adds. */
const mostWithInterval = 100;
const draws = 100;
const shownUnits = 300;
/** A peer with less in the mixture is no example to anybody. */
const leastWeight = 0.005;
const usualOutputs: readonly UnitOutput[] = ['sales', 'buyers'];

const inputOf: Readonly<Record<UnitInput, (row: UnitRow) => number>> = {
  cost: row => row.cost,
  'staff-cost': row => row.staff_cost,
  staff: row => row.staff,
  rent: row => row.rent,
  area: row => row.area,
  goods: row => (row.goods_known >= leastGoodsKnown ? row.goods : 0),
  discount: row => row.discount,
};

const outputOf: Readonly<Record<UnitOutput, (row: UnitRow) => number>> = {
  sales: row => row.sales,
  buyers: row => Number(row.buyers),
  orders: row => Number(row.orders),
  margin: row => (row.goods_known >= leastGoodsKnown ? row.margin : 0),
};

/**
 * Inputs that enough stores have, in the order in which they are kept when there are too few stores for all. Of two that
 * measure one thing (staff, room) the money counts. Goods and discounts move with sales: only without any other.
 */
export function knownInputs(rows: readonly UnitRow[]): UnitInput[] {
  const has = (name: UnitInput) =>
    rows.filter(row => inputOf[name](row) > 0).length >= leastShare * rows.length;
  const own: UnitInput[][] = [['cost'], ['staff-cost', 'staff'], ['rent', 'area']];
  const found = own.flatMap(names => names.filter(has).slice(0, 1));
  return found.length > 0 ? found : (['goods', 'discount'] as const).filter(has);
}

/** How many stores have each input and output. */
const knownOf = (rows: readonly UnitRow[]): ChannelEfficiency['known'] => [
  ...unitInputs.map(name => ({ name, units: rows.filter(row => inputOf[name](row) > 0).length })),
  ...unitOutputs.map(name => ({ name, units: rows.filter(row => outputOf[name](row) > 0).length })),
];

interface Found {
  readonly rows: readonly UnitRow[];
  readonly constant: readonly Efficiency[];
  readonly variable: readonly Efficiency[];
  readonly intervals: readonly ({ readonly lo: number; readonly hi: number } | null)[] | null;
}

const unitsOf = (
  { rows, constant, variable, intervals }: Found,
  { inputs, outputs }: FrontierChoice,
): ChannelUnit[] =>
  rows.map((row, at) => {
    const [crs, vrs] = [constant[at]?.theta ?? 1, variable[at]?.theta ?? 1];
    return {
      unit: row.unit,
      title: row.title,
      region: row.region,
      inputs: inputs.map(name => inputOf[name](row)),
      outputs: outputs.map(name => outputOf[name](row)),
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

/** Stores that have everything a measure needs: each input, and something of an output. */
const wholeRows = (rows: readonly UnitRow[], { inputs, outputs }: FrontierChoice): UnitRow[] =>
  rows.filter(
    row =>
      inputs.every(name => inputOf[name](row) > 0) &&
      outputs.every(name => outputOf[name](row) >= 0) &&
      outputs.some(name => outputOf[name](row) > 0),
  );

/**
 * Stores measured against each other, input-oriented, by what somebody chose (`choice`) or by as many known inputs as the
 * number of stores allows: units ≥ 3(inputs + outputs). Refused as `no-units`, `no-inputs` or `too-few`; a choice is never cut
 * down in silence. Stores opened within the year stay out. The seed of the intervals is fixed.
 */
export function efficiencyOf(
  all: readonly UnitRow[],
  solve: SolveLinear,
  choice: FrontierChoice | null = null,
): ChannelEfficiency {
  const rows = all.filter(row => Number(row.is_young) === 0);
  const known = knownInputs(rows);
  const outputs = [...(choice?.outputs ?? usualOutputs)];
  const asked = [...(choice?.inputs ?? known)];
  const refused = (status: 'no-units' | 'no-inputs' | 'too-few'): ChannelEfficiency => ({
    status,
    units: rows.length,
    leftOut: 0,
    young: all.length - rows.length,
    isChosen: choice !== null,
    known: knownOf(rows),
    least: leastUnits(choice ? asked.length : 1, outputs.length),
    inputs: status === 'too-few' || choice ? asked : [],
    outputs,
    rows: [],
    cut: 0,
  });
  if (rows.length === 0) return refused(all.length === 0 ? 'no-units' : 'too-few');
  if (asked.length === 0) return refused('no-inputs');
  const fewest = choice ? asked.length : 1;
  for (let kept = asked.length; kept >= fewest; kept--) {
    const measure = { inputs: asked.slice(0, kept), outputs };
    const whole = wholeRows(rows, measure);
    if (whole.length >= leastUnits(kept, outputs.length))
      return {
        ...refused('too-few'),
        ...measured(whole, measure, solve),
        leftOut: all.length - whole.length,
      };
  }
  const whole = wholeRows(rows, { inputs: asked.slice(0, fewest), outputs });
  if (whole.length === 0) return refused('no-inputs');
  return { ...refused('too-few'), units: whole.length, leftOut: all.length - whole.length };
}

function measured(rows: readonly UnitRow[], measure: FrontierChoice, solve: SolveLinear) {
  const units = {
    inputs: rows.map(row => measure.inputs.map(name => inputOf[name](row))),
    outputs: rows.map(row => measure.outputs.map(name => outputOf[name](row))),
  };
  const constant = envelopment(solve, units, 'constant');
  const variable = envelopment(solve, units, 'variable');
  const thetas = variable.map(each => each.theta);
  const intervals =
    rows.length > mostWithInterval
      ? null
      : efficiencyIntervals(solve, units, { returns: 'variable', rng: seededRng(6), draws, thetas });
  const found = unitsOf({ rows, constant, variable, intervals }, measure).sort(
    (a, b) => a.variable - b.variable || (a.unit < b.unit ? -1 : 1),
  );
  return {
    status: 'ok' as const,
    units: rows.length,
    least: leastUnits(measure.inputs.length, measure.outputs.length),
    inputs: measure.inputs,
    rows: found.slice(0, shownUnits),
    cut: Math.max(0, found.length - shownUnits),
  };
}
