/** The sentence of an experiment in both languages: what the primary metric did in each treated arm, or why none. */
import { textOf } from '../kernel/catalogue.ts';
import type { ExperimentMetric, ExperimentValues } from '../records/experiment.ts';

const digits = (value: number) => {
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(0);
  return value.toPrecision(3);
};

/** Points for a share, the unit of the metric otherwise. */
const shown = (value: number, kind: ExperimentMetric['kind']) =>
  kind === 'proportion' ? digits(value * 100) : digits(value);

const smallP = (p: number) => (p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`);

function sentence(metric: ExperimentMetric, locale: 'zh-CN' | 'en'): string {
  const { absolute, kind, refusal } = metric;
  if (absolute.estimate === null || absolute.lo === null || absolute.hi === null || absolute.p === null) {
    const reason = textOf(refusal ?? 'result-no-people', locale).message;
    return textOf('experiment-sentence-refused', locale, { metric: metric.metric, arm: metric.arm, reason })
      .message;
  }
  const direction = absolute.lo > 0 ? 'more' : absolute.hi < 0 ? 'less' : 'unclear';
  return textOf(`experiment-sentence-${direction}-${kind === 'proportion' ? 'points' : 'units'}`, locale, {
    metric: metric.metric,
    arm: metric.arm,
    estimate: shown(Math.abs(absolute.estimate), kind),
    signed: shown(absolute.estimate, kind),
    lo: shown(absolute.lo, kind),
    hi: shown(absolute.hi, kind),
    p: smallP(absolute.p),
  }).message;
}

/** The primary metric is the first one named; a sample-ratio mismatch takes the word before any figure. */
export function experimentSentence(values: ExperimentValues): { zh: string; en: string } {
  const primary = values.metrics.filter(metric => metric.metric === values.metrics[0]?.metric);
  const of = (locale: 'zh-CN' | 'en') => {
    if (values.srm.blocks) {
      return textOf('experiment-sentence-ratio', locale, { p: values.srm.p.toExponential(1) }).message;
    }
    return primary.map(metric => sentence(metric, locale)).join(locale === 'en' ? ' ' : '');
  };
  return { zh: of('zh-CN'), en: of('en') };
}
