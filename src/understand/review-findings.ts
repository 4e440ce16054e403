/**
 * Which five things of a review a person should hear first. Every comparison that the data allow is tried against what no
 * change, or the base's own history, predicts; those that stand out beyond chance are ranked by size in money × surprise in
 * standard errors (decision 0039). Nothing is shown because a page has room for it.
 */
import { benjaminiHochberg } from '../models/false-discovery.ts';
import type { ReviewDocument } from '../records/review.ts';
import type { ReviewFinding, ReviewSince } from '../records/review-finding.ts';
import { type Candidate, type Month, wholeMonths } from './review-finding-candidates.ts';

export const findingRules = {
  /** Rises when a rule, a threshold or the order changes. */
  version: 2,
  shown: 5,
  /** False ones among findings. */
  q: 0.05,
  /** Of a year's net sales; what is smaller no boss needs to know, however sure it is. */
  leastShare: 0.005,
  /** Beyond ten standard errors the normal says nothing more about how sure one is. */
  mostSurprise: 10,
} as const;

/** Net sales of the last twelve whole months; of all months where none is whole. */
export function yearSales(months: readonly Month[]): number {
  const whole = wholeMonths(months);
  const rows = whole.length > 0 ? whole.slice(-12) : months;
  return rows.reduce((sum, row) => sum + row.revenueMinor, 0);
}

/** What tells the same story is told once; slices and festivals are one story each. */
const storyOf = ({ kind, about }: Candidate) =>
  kind === 'category-shift' || kind === 'channel-shift' || kind === 'festival' ? `${kind} ${about}` : kind;
/** Of one kind of slice two are a picture, five are a table. */
const mostOfKind = 2;

export type Chosen = Candidate & Pick<ReviewFinding, 'q' | 'sizeShare'>;

/** The candidates that stand out, most telling first; ties go to the earlier candidate. Cost O(m log m). */
export function chooseFindings(candidates: readonly Candidate[], yearSalesMinor: number): Chosen[] {
  if (yearSalesMinor <= 0) return [];
  const adjusted = benjaminiHochberg(candidates.map(each => each.p));
  const weight = (each: Chosen) => each.sizeShare * Math.min(each.surprise, findingRules.mostSurprise);
  const found = candidates
    .map((each, at) => ({
      ...each,
      q: adjusted[at] ?? 1,
      sizeShare: Math.abs(each.amountMinor - each.expectedMinor) / yearSalesMinor,
    }))
    .filter(each => each.q <= findingRules.q && each.sizeShare >= findingRules.leastShare)
    .sort((left, right) => weight(right) - weight(left));
  const stories = new Set<string>();
  const ofKind = new Map<string, number>();
  return found
    .filter(each => {
      const own = ofKind.get(each.kind) ?? 0;
      if (stories.has(storyOf(each)) || own >= mostOfKind) return false;
      stories.add(storyOf(each));
      ofKind.set(each.kind, own + 1);
      return true;
    })
    .slice(0, findingRules.shown);
}

const pastRhythm = ({ rhythmBands }: ReviewDocument['customers']) =>
  rhythmBands.overdue + rhythmBands.farOverdue;

/** The sizes of two reviews beside each other. */
export function sinceRows(before: ReviewDocument, after: ReviewDocument): ReviewSince['rows'] {
  const value = ({ customers: { tierValueMinor } }: ReviewDocument) =>
    tierValueMinor.high + tierValueMinor.mid + tierValueMinor.low;
  const row = (
    figure: ReviewSince['rows'][number]['figure'],
    of: (document: ReviewDocument) => number,
    unit: 'customers' | 'minor' = 'customers',
  ) => ({ figure, unit, before: of(before), after: of(after) });
  return [
    row('customers', each => each.customers.total),
    row('buyers', each => each.customers.buyers),
    row('buyers-365', each => each.customers.buyersLast365),
    row('repeat', each => each.customers.repeat),
    row('high-tier', each => each.customers.tiers.high),
    row('past-rhythm', each => pastRhythm(each.customers)),
    row('value-365', value, 'minor'),
  ];
}
