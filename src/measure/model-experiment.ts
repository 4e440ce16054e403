/**
 * The analyst's experiment: one row a unit, an arm column and metrics, to the common envelope. The same methods read
 * a campaign's result, so exporting its units and running this gives the same figures.
 */
import { badInput } from '../kernel/errors.ts';
import { benjaminiHochberg } from '../models/false-discovery.ts';
import { sampleRatioCheck } from '../models/sample-ratio.ts';
import type { ExperimentEnvelope, ExperimentMetric, ExperimentValues } from '../records/experiment.ts';
import { type ArmColumns, metricResult } from './experiment-metric.ts';
import { experimentSentence } from './experiment-sentence.ts';

/** A metric's columns: `value` (and `denominator` of a ratio), with the pre-period column where one was named. */
export interface MetricColumns {
  readonly metric: string;
  readonly kind: ExperimentMetric['kind'];
  readonly values: Float64Array;
  readonly denominator: Float64Array | null;
  readonly covariate: Float64Array | null;
}

export interface ExperimentInput {
  /** Arm of each unit, in row order. */
  readonly arms: readonly string[];
  readonly control: string;
  readonly metrics: readonly MetricColumns[];
  /** Intended share of each arm (any positive weights); equal when left out. */
  readonly shares?: Readonly<Record<string, number>>;
  readonly plannedN: number | null;
  readonly seed: number;
  /** SHA-256 of what was read. */
  readonly snapshotHash: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const select = (column: Float64Array | null, rows: Int32Array) =>
  column && Float64Array.from(rows, row => column[row] as number);

/** Rows of each arm in which the metric is there; an empty cell (NaN) leaves the unit out of that metric only. */
function columnsOf(metric: MetricColumns, rows: Int32Array): ArmColumns {
  const known = rows.filter(
    row =>
      !Number.isNaN(metric.values[row]) && !(metric.denominator && Number.isNaN(metric.denominator[row])),
  );
  return {
    values: select(metric.values, known) as Float64Array,
    denominator: select(metric.denominator, known),
    covariate: select(metric.covariate, known),
  };
}

function rowsByArm(arms: readonly string[]): Map<string, Int32Array> {
  const rows = new Map<string, number[]>();
  arms.forEach((arm, row) => {
    const list = rows.get(arm);
    if (list) list.push(row);
    else rows.set(arm, [row]);
  });
  return new Map(
    [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([arm, list]) => [arm, Int32Array.from(list)]),
  );
}

function checkedArms({ arms, control, shares }: ExperimentInput): Map<string, Int32Array> {
  const byArm = rowsByArm(arms);
  const names = [...byArm.keys()].join(', ');
  if (!byArm.has(control)) {
    throw badInput('experiment-control-absent', { path: '--control', received: control, expected: names });
  }
  if (byArm.size < 2) throw badInput('experiment-one-arm', { path: '--arm', received: names });
  for (const arm of byArm.keys()) {
    if (shares && !((shares[arm] ?? 0) > 0)) {
      throw badInput('experiment-share-absent', { path: '--share', received: arm, params: { arm } });
    }
  }
  return byArm;
}

/** Adjusts everything but the primary metric for having looked at several. */
function withFalseDiscovery(metrics: readonly ExperimentMetric[], primary: string): ExperimentMetric[] {
  const secondary = metrics.filter(metric => metric.metric !== primary && metric.absolute.p !== null);
  const adjusted = benjaminiHochberg(secondary.map(metric => metric.absolute.p as number));
  return metrics.map(metric => {
    const index = secondary.indexOf(metric);
    return index < 0 ? metric : { ...metric, q: adjusted[index] ?? null };
  });
}

function valuesOf(input: ExperimentInput, byArm: Map<string, Int32Array>): ExperimentValues {
  const names = [...byArm.keys()];
  const sizes = names.map(arm => byArm.get(arm)?.length ?? 0);
  const treated = names.filter(arm => arm !== input.control);
  const controlRows = byArm.get(input.control) as Int32Array;
  const metrics = input.metrics.flatMap(metric => {
    const control = columnsOf(metric, controlRows);
    return treated.map(arm =>
      metricResult({
        metric: metric.metric,
        kind: metric.kind,
        arm,
        treated: columnsOf(metric, byArm.get(arm) as Int32Array),
        control,
        seed: input.seed,
        plannedN: input.plannedN,
      }),
    );
  });
  return {
    srm: sampleRatioCheck(
      sizes,
      names.map(arm => input.shares?.[arm] ?? 1),
    ),
    arms: names.map((arm, index) => ({ arm, n: sizes[index] as number })),
    metrics: withFalseDiscovery(metrics, input.metrics[0]?.metric ?? ''),
  };
}

function missing(input: ExperimentInput): { reason: string; n: number }[] {
  return input.metrics
    .map(({ metric, values, denominator }) => {
      const holes = values.filter(
        (value, row) => Number.isNaN(value) || Number.isNaN(denominator?.[row] ?? 0),
      );
      return { reason: `missing:${metric}`, n: holes.length };
    })
    .filter(({ n }) => n > 0);
}

/**
 * The envelope of METHODS with the contract's fields in `values`. Arms are compared one by one with the control, in
 * the order of their names; the first metric is primary. Status `unidentified` on a sample-ratio mismatch,
 * `insufficient` when no metric may be read. Deterministic for input and seed.
 *
 * @throws `experiment-control-absent`, `experiment-one-arm`, `experiment-share-absent`
 */
export function runModelExperiment(input: ExperimentInput): ExperimentEnvelope {
  const byArm = checkedArms(input);
  const values = valuesOf(input, byArm);
  const readable = values.metrics.some(metric => metric.status === 'ok');
  const methods = [...new Set(values.metrics.map(metric => metric.absolute.method))];
  return {
    method: 'experiment',
    version: '1',
    params: { ...input.params, control: input.control, plannedN: input.plannedN },
    asOf: null,
    snapshotHash: input.snapshotHash,
    seed: input.seed,
    n: input.arms.length,
    excluded: missing(input),
    status: values.srm.blocks ? 'unidentified' : readable ? 'ok' : 'insufficient',
    warnings: [
      ...(values.srm.blocks ? ['experiment-sample-ratio'] : []),
      ...(byArm.size > 2 ? ['experiment-many-arms'] : []),
    ],
    values,
    ci: { level: 0.95, method: methods.join(', ') },
    verdict: experimentSentence(values),
  };
}
