/** A correction of an earlier read: both figures, the difference and its reasons. It never fires a new verdict alarm. */
import type { Headline, Profit, Restatement, ResultDocument, Verdict } from '../records/result.ts';
import type { Change } from './campaign-restatement.store.ts';
import { majorToMinorText, minorText } from './minor-text.ts';

/** The figures of a document that a correction compares; null while it has no verdict. */
export function headlineOf(document: {
  readonly verdict: Verdict | null;
  readonly populations: ResultDocument['populations'];
  readonly profit: Profit | null;
}): Headline | null {
  const wouldSend = document.populations.find(({ population }) => population === 'would-send');
  if (!document.verdict || !wouldSend) return null;
  return {
    word: document.verdict.word,
    buyers: wouldSend.buyers,
    value: wouldSend.value,
    profitTotalMinor: document.profit?.total.estimateMinor ?? null,
  };
}

const gap = (now: number | null, before: number | null) =>
  now === null || before === null ? null : now - before;

const minorGap = (now: string | null, before: string | null) =>
  now === null || before === null ? null : minorText(Number(now) - Number(before));

export interface RestatementInput {
  readonly previous: {
    readonly resultId: string;
    readonly computedAt: Date;
    readonly document: ResultDocument;
  };
  readonly current: Headline;
  readonly changes: readonly Change[];
  readonly queryVersions: Readonly<Record<string, string>>;
  readonly contactCostMinor: string;
  readonly excluded: ResultDocument['excluded'];
  readonly currency: string;
}

const peopleLeftOut = (excluded: ResultDocument['excluded']) =>
  excluded.reduce((total, { n }) => total + n, 0);

const contactCost = (document: ResultDocument) =>
  document.populations
    .find(({ population }) => population === 'assigned')
    ?.arms.find(({ arm }) => arm === 'treatment')?.contactCostMinor ?? '0';

function reasonsOf(input: RestatementInput) {
  const { changes, queryVersions, previous, contactCostMinor, currency } = input;
  const reasons: Restatement['reasons'] = changes.map(change => ({
    code: change.code,
    arm: change.arm,
    rows: change.rows,
    valueMinor: majorToMinorText(change.value, currency),
  }));
  const leftOut = peopleLeftOut(input.excluded) - peopleLeftOut(previous.document.excluded);
  if (leftOut !== 0) {
    reasons.push({ code: 'exclusions-changed', arm: null, rows: Math.abs(leftOut), valueMinor: null });
  }
  const before = previous.document.queryVersions;
  if (Object.entries(queryVersions).some(([name, version]) => before[name] !== version)) {
    reasons.push({ code: 'definition-changed', arm: null, rows: 0, valueMinor: null });
  }
  const costBefore = contactCost(previous.document);
  if (costBefore !== contactCostMinor) {
    const valueMinor = minorGap(contactCostMinor, costBefore);
    reasons.push({ code: 'cost-changed', arm: 'treatment', rows: 0, valueMinor });
  }
  return reasons;
}

/** The restatement, or null when nothing changed since the previous read. */
export function restatementOf(input: RestatementInput): Restatement | null {
  const before = headlineOf(input.previous.document);
  const reasons = reasonsOf(input);
  if (!before || reasons.length === 0) return null;
  const { current } = input;
  return {
    previousResultId: input.previous.resultId,
    previousComputedAt: input.previous.computedAt.toISOString(),
    previous: before,
    current,
    delta: {
      buyers: gap(current.buyers.estimate, before.buyers.estimate),
      valueMinor: minorGap(current.value.estimateMinor, before.value.estimateMinor),
      profitTotalMinor: minorGap(current.profitTotalMinor, before.profitTotalMinor),
    },
    reasons,
  };
}
