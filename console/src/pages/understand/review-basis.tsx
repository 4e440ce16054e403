/** What the check-up rests on: who was left out, how the rhythm was fitted, definitions and statements on demand. */
import { useTranslation } from 'react-i18next';
import type { Review } from '../../../../src/records/review.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { SideDrawer, SqlBlock } from '../../ui/sql-drawer.tsx';
import { Facts } from '../../ui/stat.tsx';

function Definitions({ review }: { review: Review }) {
  const f = useFormat();
  return (
    <dl className="stack-tight">
      {review.definitions.map(entry => (
        <div key={entry.figure}>
          <dt className="mono muted small">{entry.figure}</dt>
          <dd>{f.locale === 'en' ? entry.text.en : entry.text.zh}</dd>
        </div>
      ))}
    </dl>
  );
}

export function ReviewBasis({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat(review.currency);
  const { rhythm, sales } = review;
  return (
    <Section
      title={t('understand:basis.title')}
      actions={
        <>
          <SideDrawer label={t('understand:basis.definitions')} title={t('understand:basis.definitions')}>
            <Definitions review={review} />
          </SideDrawer>
          <SideDrawer label={t('understand:basis.sql')} title={t('understand:basis.sql')}>
            {review.sql.map(entry => (
              <SqlBlock key={entry.figure} title={entry.figure} sql={entry.text} params={entry.params} />
            ))}
          </SideDrawer>
        </>
      }
    >
      <Facts
        facts={[
          { label: t('understand:basis.asOf'), value: f.time(review.asOf) },
          {
            label: t('understand:basis.definition'),
            value: t('understand:basis.version', { version: review.definitionVersion }),
          },
          {
            label: t('understand:basis.excluded'),
            value:
              review.excluded.length === 0
                ? t('common:none')
                : review.excluded
                    .map(entry =>
                      t('understand:basis.excludedRule', {
                        rule: t(`collect:exclusion.name.${entry.rule}`),
                        n: f.count(entry.customers),
                        share: f.percent(entry.share),
                      }),
                    )
                    .join('；'),
          },
          {
            label: t('understand:basis.withoutCustomer'),
            value: t('understand:basis.lines', {
              n: f.count(sales.withoutCustomer.lines),
              amount: f.money(sales.withoutCustomer.revenueMinor),
            }),
          },
          { label: t('understand:basis.margin'), value: f.percent(review.marginCoverage, 0) },
          {
            label: t('understand:basis.rhythm'),
            value: t(`understand:basis.rhythmIs.${rhythm.status}`, {
              n: f.count(rhythm.customersWithGaps),
              gaps: f.count(rhythm.gaps),
              days: rhythm.newWindowDays === null ? '–' : f.fixed(rhythm.newWindowDays, 0),
            }),
          },
        ]}
      />
    </Section>
  );
}
