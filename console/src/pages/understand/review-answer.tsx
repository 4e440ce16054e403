/** The check-up in one sentence, with the figures it stands on and what a reader must know before quoting them. */
import { Trans, useTranslation } from 'react-i18next';
import type { Review } from '../../../../src/records/review.ts';
import { useFormat } from '../../format/use-format.ts';
import { CodeSentence } from '../../ui/code-sentence.tsx';
import { Answer, Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Notice } from '../../ui/states.tsx';

function useDefinitions(review: Review) {
  const f = useFormat();
  return (figure: string) => {
    const text = review.definitions.find(entry => entry.figure === figure)?.text;
    return text && (f.locale === 'en' ? text.en : text.zh);
  };
}

function Figures({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat(review.currency);
  const define = useDefinitions(review);
  const { customers, sales } = review;
  return (
    <Stats>
      <Stat
        label={t('understand:figure.total')}
        value={f.count(customers.total)}
        definition={define('customers.total')}
      />
      <Stat
        label={t('understand:figure.buyers')}
        value={f.count(customers.buyers)}
        range={t('understand:figure.buyers365', { n: f.count(customers.buyersLast365) })}
        definition={define('customers.buyers')}
      />
      <Stat
        label={t('understand:figure.repeat')}
        value={f.percent(customers.buyers > 0 ? customers.repeat / customers.buyers : 0)}
        range={t('understand:figure.repeatOf', { n: f.count(customers.repeat) })}
        definition={define('customers.repeat')}
      />
      <Stat
        label={t('understand:figure.revenue')}
        value={f.money(sales.revenueMinor)}
        range={t('understand:figure.refunds', { amount: f.money(sales.refundsMinor) })}
        definition={define('sales.revenue')}
      />
      {sales.marginMinor !== null && (
        <Stat
          label={t('understand:figure.margin')}
          value={f.money(sales.marginMinor)}
          definition={define('sales.margin')}
        />
      )}
    </Stats>
  );
}

export function ReviewAnswer({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat(review.currency);
  const { customers, sales } = review;
  const slipping = customers.rhythmBands.overdue + customers.rhythmBands.farOverdue;
  return (
    <>
      <Answer
        basis={t('understand:answer.basis', {
          from: sales.firstDay ?? '',
          to: sales.lastDay ?? '',
          asOf: f.time(review.asOf),
          version: review.definitionVersion,
          money: t(`understand:valueIs.${review.valueIs}`),
        })}
      >
        <Trans
          i18nKey="understand:answer.sentence"
          components={{ b: <b /> }}
          values={{
            buyers: f.count(customers.buyers),
            recent: f.count(customers.buyersLast365),
            slipping: f.count(slipping),
            oneTime: f.percent(customers.buyers > 0 ? customers.oneTime / customers.buyers : 0, 0),
          }}
        />
      </Answer>
      <Section
        title={t('understand:figure.title')}
        note={t('understand:figure.note', { day: f.day(review.asOf) })}
      >
        <Figures review={review} />
      </Section>
      {review.warnings.length > 0 && (
        <Notice>
          <ul>
            {review.warnings.map(({ code, params }) => (
              <li key={`${code}-${JSON.stringify(params)}`}>
                <CodeSentence code={code} params={params} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
