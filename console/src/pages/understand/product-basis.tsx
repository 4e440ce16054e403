/** What the products rest on: costs that are known and those that are not, definitions and statements on demand. */
import { useTranslation } from 'react-i18next';
import type { ProductSummary } from '../../../../src/records/product.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { SideDrawer, SqlBlock } from '../../ui/sql-drawer.tsx';
import { Facts } from '../../ui/stat.tsx';

export function ProductBasis({ summary }: { summary: ProductSummary }) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { costs } = summary;
  const { channel, service } = costs;
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
          {
            label: t('products:basis.goods'),
            value: t('products:basis.goodsText', {
              share: f.percent(costs.goodsKnownShare, 0),
              n: f.count(costs.productsWithout),
            }),
          },
          {
            label: t('products:basis.channel'),
            value: t(`products:basis.channelIs.${channel.state}`, {
              amount: f.money(channel.allocatedMinor),
              rest: f.money(channel.unallocatedMinor),
            }),
          },
          {
            label: t('products:basis.service'),
            value: t(`products:basis.serviceIs.${service.state}`, {
              amount: f.money(service.allocatedMinor),
              rest: f.money(service.unallocatedMinor),
              costed: f.count(service.costed),
              cases: f.count(service.cases),
            }),
          },
          {
            label: t('products:basis.ended'),
            value: t('products:basis.endedText', { n: f.count(summary.products.ended) }),
          },
          { label: t('products:basis.computed'), value: f.time(summary.createdAt) },
        ]}
      />
    </Section>
  );
}
