/** What sells and where: the top products, regions and channels with their share of sales. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Review } from '../../../../src/records/review.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { ShareBar } from '../../ui/stat.tsx';
import { type Column, Table } from '../../ui/table.tsx';

interface MoneyRow {
  readonly revenueMinor: number;
  readonly marginMinor: number | null;
  readonly buyers: number;
  readonly share: number;
}

function moneyColumns<T extends MoneyRow>(t: TFunction, f: Format, rows: readonly T[]): Column<T>[] {
  const largest = Math.max(...rows.map(row => row.share), 0.0001);
  const withMargin = rows.some(row => row.marginMinor !== null);
  return [
    {
      key: 'revenue',
      title: t('understand:months.revenue'),
      align: 'right',
      render: row => f.money(row.revenueMinor),
    },
    ...(withMargin
      ? [
          {
            key: 'margin',
            title: t('understand:months.margin'),
            align: 'right' as const,
            render: (row: T) => (row.marginMinor === null ? '–' : f.money(row.marginMinor)),
          },
        ]
      : []),
    { key: 'share', title: t('understand:top.share'), align: 'right', render: row => f.percent(row.share) },
    {
      key: 'bar',
      title: <span className="sr-only">{t('common:waterfall.bar')}</span>,
      width: '16%',
      render: row => <ShareBar share={row.share / largest} />,
    },
    {
      key: 'buyers',
      title: t('understand:months.buyers'),
      align: 'right',
      render: row => f.count(row.buyers),
    },
  ];
}

const folded = 5;

export function TopLists({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat(review.currency);
  const { products, regions, channels } = review;
  return (
    <>
      <Section
        title={t('understand:top.products')}
        note={t('understand:top.of', { shown: products.top.length, n: f.count(products.count) })}
      >
        <Table
          dense
          foldAt={folded}
          caption={t('understand:top.products')}
          rows={products.top}
          rowKey={row => row.sku}
          columns={[
            {
              key: 'name',
              title: t('understand:top.product'),
              head: true,
              render: row => row.name || row.sku,
            },
            { key: 'sku', title: t('understand:top.sku'), render: row => <code>{row.sku}</code> },
            ...moneyColumns(t, f, products.top),
          ]}
        />
      </Section>
      <div className="grid-2">
        <Section
          title={t('understand:top.regions')}
          note={t('understand:top.of', { shown: regions.top.length, n: f.count(regions.count) })}
        >
          <Table
            dense
            foldAt={folded}
            caption={t('understand:top.regions')}
            rows={regions.top}
            rowKey={row => row.region}
            columns={[
              {
                key: 'name',
                title: t('understand:top.region'),
                head: true,
                render: row => row.region || t('common:unknown'),
              },
              ...moneyColumns(t, f, regions.top),
            ]}
          />
        </Section>
        <Section
          title={t('understand:top.channels')}
          note={t('understand:top.of', { shown: channels.top.length, n: f.count(channels.count) })}
        >
          <Table
            dense
            foldAt={folded}
            caption={t('understand:top.channels')}
            rows={channels.top}
            rowKey={row => row.channel}
            columns={[
              {
                key: 'name',
                title: t('understand:top.channel'),
                head: true,
                render: row => row.channel || t('common:unknown'),
              },
              ...moneyColumns(t, f, channels.top),
            ]}
          />
        </Section>
      </div>
    </>
  );
}
