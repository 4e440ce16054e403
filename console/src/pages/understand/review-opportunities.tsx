/** Where the base slips: the opportunities found at this check-up's time, each one click from its people. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Review } from '../../../../src/records/review.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';

export function ReviewOpportunities({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Section
      title={t('understand:slips.title')}
      note={t('understand:slips.note')}
      actions={<Link to="/decide/opportunities">{t('understand:slips.all')}</Link>}
    >
      {review.opportunities.length === 0 ? (
        <p className="muted">{t('understand:slips.none')}</p>
      ) : (
        <ul className="plain-list stack">
          {review.opportunities.map(card => (
            <li key={card.id}>
              <h3>
                <Link to={`/decide/opportunities/${card.id}`}>
                  {f.locale === 'en' ? card.title.en : card.title.zh}
                </Link>
              </h3>
              <p>{f.locale === 'en' ? card.sentence.en : card.sentence.zh}</p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
