/** The three things a review proposes to do: the best-ranked opportunities, then what would make its figures better. */
import { textOf } from '../kernel/catalogue.ts';
import type { BothLanguages } from '../records/estimate.ts';
import type { Opportunity } from '../records/opportunity.ts';
import type { Review, ReviewDocument } from '../records/review.ts';

const shown = 3;

/** Warnings whose remedy is something to do, in the order of what it helps. */
const remedied = [
  'review-no-sales',
  'review-other-currency',
  'review-value-is-sales',
  'review-rhythm-insufficient',
] as const;

const inBoth = (text: (locale: 'zh-CN' | 'en') => string): BothLanguages => ({
  zh: text('zh-CN'),
  en: text('en'),
});

/** At most three; none for an empty base, whose page says what to do first. */
export function reviewActions(
  { status, warnings }: Pick<ReviewDocument, 'status' | 'warnings'>,
  opportunities: readonly Opportunity[],
): Review['actions'] {
  if (status === 'empty') return [];
  const cards = opportunities
    .filter(card => card.status === 'ok' && card.rank !== null)
    .map(card => ({
      kind: 'opportunity' as const,
      opportunityId: card.id,
      code: null,
      title: card.title,
      sentence: card.sentence,
    }));
  const data = remedied.flatMap(code => {
    const warning = warnings.find(each => each.code === code);
    if (!warning) return [];
    const text = (locale: 'zh-CN' | 'en') => textOf(code, locale, warning.params);
    return [
      {
        kind: 'data' as const,
        opportunityId: null,
        code,
        title: inBoth(locale => text(locale).remedy ?? ''),
        sentence: inBoth(locale => text(locale).message),
      },
    ];
  });
  return [...cards, ...data].slice(0, shown);
}
