/**
 * One metric of one treated arm against the control: the default method for its kind, the relative lift, the
 * sequential figures and the textbook checks beside them.
 */
import { type Moments, moments } from '../math/moments.ts';
import { confidenceSequence } from '../models/confidence-sequence.ts';
import { adjustColumns } from '../models/covariate-adjustment.ts';
import { type MoneyArm, type MoneyOutcome, moneyRule } from '../models/money-rule.ts';
import { ratioAsMean, ratioMoments } from '../models/ratio-metric.ts';
import { liftOfMeans, type MeanDifference, relativeLift, welchDifference } from '../models/two-means.ts';
import { newcombeInterval, pooledZ, scoreDifference } from '../models/two-proportions.ts';
import type { ExperimentMetric } from '../records/experiment.ts';

/** What one arm measured; `denominator` for ratios, `covariate` (NaN = missing) where one was named. */
export interface ArmColumns {
  readonly values: Float64Array;
  readonly denominator: Float64Array | null;
  readonly covariate: Float64Array | null;
}

export interface MetricInput {
  readonly metric: string;
  readonly kind: ExperimentMetric['kind'];
  readonly arm: string;
  readonly treated: ArmColumns;
  readonly control: ArmColumns;
  readonly seed: number;
  readonly plannedN: number | null;
}

/** The figures the verdict may use, or why there are none. */
type Absolute = Pick<ExperimentMetric, 'status' | 'refusal' | 'absolute'>;

const refused = (refusal: string, method: string): Absolute => ({
  status: 'insufficient',
  refusal,
  absolute: { estimate: null, lo: null, hi: null, p: null, method },
});

const accepted = (
  { estimate, lo, hi, p }: { estimate: number; lo: number; hi: number; p: number },
  method: string,
): Absolute => ({ status: 'ok', refusal: null, absolute: { estimate, lo, hi, p, method } });

const fromMoney = (outcome: MoneyOutcome): Absolute =>
  outcome.status === 'ok'
    ? accepted(outcome, outcome.method)
    : refused(outcome.refusal, 'studentised-rerandomisation');

const nonZero = (values: Float64Array) => values.filter(value => value !== 0);

const moneyArm = (values: Float64Array): MoneyArm => {
  const listed = nonZero(values);
  return { n: values.length, values: listed, buyers: listed.length };
};

const count = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
const asShare = ({ values }: ArmColumns) => ({ successes: count(values), n: values.length });

function armMoments({ values, denominator }: ArmColumns): Moments {
  return denominator ? ratioAsMean(ratioMoments(values, denominator)) : moments(values);
}

function absoluteOf(input: MetricInput, welch: MeanDifference): Absolute {
  const { treated, control, kind, seed } = input;
  if (treated.values.length < 2 || control.values.length < 2) return refused('result-no-people', 'none');
  if (kind === 'proportion') {
    return accepted(scoreDifference(asShare(treated), asShare(control)), 'miettinen-nurminen-score');
  }
  if (kind === 'ratio') {
    return Number.isFinite(welch.estimate)
      ? accepted(welch, 'ratio-delta-welch')
      : refused('experiment-ratio-without-denominator', 'ratio-delta-welch');
  }
  return fromMoney(moneyRule({ treated: moneyArm(treated.values), control: moneyArm(control.values), seed }));
}

/** CUPED on the mean or proportion: same money rule on adjusted values, minimums judged on the raw ones. */
function cupedOf({ treated, control, kind, seed }: MetricInput): ExperimentMetric['cuped'] {
  if (kind === 'ratio' || !treated.covariate || !control.covariate) return null;
  const adjusted = adjustColumns(
    { y: treated.values, x: treated.covariate },
    { y: control.values, x: control.covariate },
  );
  const arm = (values: Float64Array, raw: Float64Array): MoneyArm => {
    const buyerValues = nonZero(raw);
    return { n: values.length, values, buyers: buyerValues.length, buyerValues };
  };
  const outcome = moneyRule({
    treated: arm(adjusted.treated, treated.values),
    control: arm(adjusted.control, control.values),
    seed,
  });
  const { estimate, lo, hi, p } = fromMoney(outcome).absolute;
  return { estimate, lo, hi, p, theta: adjusted.theta, correlation: adjusted.correlation };
}

const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null);

/** Everything of one metric and arm except `q`, which needs the other comparisons. */
export function metricResult(input: MetricInput): ExperimentMetric {
  const { metric, kind, arm, treated, control } = input;
  const [one, zero] = [armMoments(treated), armMoments(control)];
  const welch = welchDifference(one, zero);
  const result = absoluteOf(input, welch);
  const shown = result.status === 'ok';
  const lift = relativeLift(liftOfMeans(one, zero));
  const n = one.n + zero.n;
  const { estimate, se } = welch;
  const sequence =
    shown && se > 0 ? confidenceSequence({ estimate, se, n, plannedN: input.plannedN ?? n }) : null;
  const proportion = kind === 'proportion' && shown;
  return {
    metric,
    kind,
    arm,
    ...result,
    n: { treated: one.n, control: zero.n },
    mean: { treated: finite(one.mean) ?? 0, control: finite(zero.mean) ?? 0 },
    relative: {
      estimate: shown ? finite(lift.estimate) : null,
      lo: shown ? finite(lift.lo) : null,
      hi: shown ? finite(lift.hi) : null,
      method: lift.method,
    },
    sequential: sequence ?? { lo: null, hi: null, p: null },
    q: null,
    checks: {
      welch: shown && se > 0 ? { t: welch.t, df: welch.df, p: welch.p, lo: welch.lo, hi: welch.hi } : null,
      pooledZ: proportion ? pooledZ(asShare(treated), asShare(control)) : null,
      newcombe: proportion ? newcombeInterval(asShare(treated), asShare(control)) : null,
    },
    cuped: shown ? cupedOf(input) : null,
  };
}
