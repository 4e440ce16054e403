/** What a reader of a check-up is told about the gates its data failed. Pure. */
import type { ReviewGates } from '../records/quality.ts';
import type { ReviewDocument } from '../records/review.ts';

const percent = (share: number) => Math.floor(share * 1000) / 10;

/** One caution a failed gate; one where the gates could not be measured; none of a review from before there were any. */
export function gateWarnings(gates: ReviewGates | null): ReviewDocument['warnings'] {
  if (gates === null) return [];
  if (gates.runId === null) return [{ code: 'review-gates-unknown', params: {} }];
  return gates.failed.map(({ rule, table, checked, passed, threshold }) => ({
    code: 'review-gate-failed',
    params: {
      rule,
      table,
      checked,
      failed: checked - passed,
      share: checked === 0 ? 0 : percent(passed / checked),
      asked: percent(threshold),
    },
  }));
}
