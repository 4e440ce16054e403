/** Festivals, promotions and campaigns as quiet lines on a time axis of days or months, so that a bend has its reason beside it. */
import type { ChartLook } from './chart-theme.ts';

export interface CalendarMark {
  readonly label: string;
  /** First and last day. */
  readonly from: string;
  readonly to: string;
}

/** The step of the axis a mark stands at: the first day or month that the mark touches; null where it touches none. */
const stepOf = (steps: readonly string[], { from, to }: CalendarMark): string | null =>
  steps.find(step => step >= from.slice(0, step.length) && step <= to.slice(0, step.length)) ?? null;

/** Labels by step of the axis, each once. */
export function labelsByStep(
  steps: readonly string[],
  marks: readonly CalendarMark[],
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const mark of marks) {
    const step = stepOf(steps, mark);
    if (step === null) continue;
    const labels = found.get(step) ?? [];
    if (!labels.includes(mark.label)) found.set(step, [...labels, mark.label]);
  }
  return found;
}

/** The `markLine` of a chart's first series; undefined where nothing is to be marked. */
export function calendarMarkLine(
  steps: readonly string[],
  marks: readonly CalendarMark[],
  { palette }: ChartLook,
) {
  const labels = labelsByStep(steps, marks);
  if (labels.size === 0) return undefined;
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: palette.border, type: 'dashed' as const },
    label: { color: palette.muted, fontSize: 11, position: 'end' as const },
    data: [...labels]
      .sort(([left], [right]) => steps.indexOf(left) - steps.indexOf(right))
      .map(([step, names], index) => ({
        xAxis: step,
        // Every other one a line higher, so that neighbours on a narrow chart do not cover each other.
        label: { formatter: names.join('\n'), padding: [0, 0, index % 2 === 1 ? 13 : 0, 0] },
      })),
  };
}
