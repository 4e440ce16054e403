/** What the channels rest on: definitions and statements on demand. */
import { useTranslation } from 'react-i18next';
import type { ChannelSummary } from '../../../../src/records/channel-summary.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { SideDrawer, SqlBlock } from '../../ui/sql-drawer.tsx';
import { Facts } from '../../ui/stat.tsx';

export function ChannelBasis({ summary }: { summary: ChannelSummary }) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  return (
    <Section
      title={t('understand:basis.title')}
      actions={
        <>
          <SideDrawer label={t('understand:basis.definitions')} title={t('understand:basis.definitions')}>
            <dl className="stack-tight">
              {summary.definitions.map(({ figure, text }) => (
                <div key={figure}>
                  <dt className="mono muted small">{figure}</dt>
                  <dd>{f.locale === 'en' ? text.en : text.zh}</dd>
                </div>
              ))}
            </dl>
          </SideDrawer>
          <SideDrawer label={t('understand:basis.sql')} title={t('understand:basis.sql')}>
            {summary.sql.map(entry => (
              <SqlBlock key={entry.figure} title={entry.figure} sql={entry.text} params={entry.params} />
            ))}
          </SideDrawer>
        </>
      }
    >
      <Facts
        facts={[
          { label: t('understand:basis.asOf'), value: f.time(summary.asOf) },
          { label: t('channels:basis.reach'), value: f.time(summary.coverage.computedAt) },
          {
            label: t('channels:basis.rules'),
            value:
              summary.costs.rulesVersion === 0
                ? t('channels:basis.noRules')
                : t('channels:basis.rulesVersion', { version: summary.costs.rulesVersion }),
          },
          { label: t('products:basis.computed'), value: f.time(summary.createdAt) },
        ]}
      />
    </Section>
  );
}
