/**
 * Turns reason counts into the audience waterfall: every loss stands in exactly one step, so the steps add up from
 * the segment's count to the expected sends.
 */
import type { WaterfallStep } from '../records/campaign.ts';

export interface LossCount {
  readonly reason: string | null;
  readonly people: number;
  readonly deferred: number;
  readonly controls: number;
  readonly examples: readonly string[];
  /** Of the kept people, some that are control. */
  readonly controlExamples: readonly string[];
}

const steps: readonly { step: string; takes: (reason: string) => boolean }[] = [
  { step: 'audience-excluded', takes: r => r === 'skip-restricted' || r.startsWith('skip-excluded') },
  { step: 'audience-consent', takes: r => r === 'skip-no-consent' || r === 'skip-withdrawn' },
  { step: 'audience-reachable', takes: r => r === 'skip-no-contact' || r === 'skip-suppressed' },
  { step: 'audience-deduplicated', takes: r => r === 'skip-duplicate-address' },
  { step: 'audience-caps', takes: r => r === 'cap:skip-frequency-cap' },
  { step: 'audience-quiet-hours', takes: r => r === 'hours:skip-quiet-hours' },
];

/** The step at which a reason takes people out. */
export const stepOf = (reason: string): string =>
  steps.find(({ takes }) => takes(reason))?.step ?? 'audience-matched';

/** A stored reason without the marker of the step that decides it again at send time. */
export const plainReason = (reason: string) => reason.replace(/^(cap|hours):/, '');

type Step = Omit<WaterfallStep, 'reasons'> & {
  reasons: { reason: string; count: number; examples: readonly string[] }[];
};

export interface WaterfallNumbers {
  readonly matched: number;
  readonly steps: Step[];
  readonly control: number;
  readonly expectedSends: number;
}

/** The steps in order from `audience-matched` to `audience-sends`; examples are customer ids, to be masked by the caller. */
export function waterfallOf(counts: readonly LossCount[]): WaterfallNumbers {
  const matched = counts.reduce((sum, c) => sum + c.people, 0);
  const kept = counts.find(c => c.reason === null);
  const result: Step[] = [{ step: 'audience-matched', lost: 0, left: matched, deferred: 0, reasons: [] }];
  let left = matched;
  for (const { step, takes } of steps) {
    const losses = counts.filter(c => c.reason !== null && takes(c.reason) && c.people > 0);
    const lost = losses.reduce((sum, c) => sum + c.people, 0);
    left -= lost;
    const deferred = step === 'audience-quiet-hours' ? (kept?.deferred ?? 0) : 0;
    const reasons = losses.map(c => ({
      reason: plainReason(c.reason as string),
      count: c.people,
      examples: c.examples,
    }));
    result.push({ step, lost, left, deferred, reasons });
  }
  const control = kept?.controls ?? 0;
  const expectedSends = left - control;
  const controlReason = {
    reason: 'skip-control',
    count: control,
    examples: kept?.controlExamples ?? [],
  };
  result.push({
    step: 'audience-control',
    lost: control,
    left: expectedSends,
    deferred: 0,
    reasons: control > 0 ? [controlReason] : [],
  });
  result.push({ step: 'audience-sends', lost: 0, left: expectedSends, deferred: 0, reasons: [] });
  return { matched, steps: result, control, expectedSends };
}
