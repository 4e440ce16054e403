/** Products by class and by life-cycle stage, each with its number and its money. */
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { ProductSummary } from '../../../../src/records/product.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Definition, ShareBar } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';
import { definitionOf } from './product-words.ts';

interface Row {
  readonly key: string;
  readonly filter: string;
  readonly label: string;
  readonly products: number;
  readonly moneyMinor: number;
}

function Shares({
  rows,
  summary,
  ...words
}: {
  rows: readonly Row[];
  summary: ProductSummary;
  title: string;
  money: string;
  figure: string;
}) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const [search] = useSearchParams();
  const most = Math.max(...rows.map(row => row.products), 1);
  const addressOf = (row: Row) => {
    const next = new URLSearchParams(search);
    next.set(row.filter, row.key);
    next.delete('cursor');
    return `?${next.toString()}`;
  };
  return (
    <Section title={words.title} actions={<Definition text={definitionOf(summary, words.figure, f) ?? ''} />}>
      <Table
        dense
        caption={words.title}
        rows={rows}
        rowKey={row => row.key}
        columns={[
          {
            key: 'name',
            title: words.title,
            head: true,
            render: row => (
              <Link to={addressOf(row)} preventScrollReset>
                {row.label}
              </Link>
            ),
          },
          {
            key: 'products',
            title: t('products:column.products'),
            align: 'right',
            render: row => f.count(row.products),
          },
          {
            key: 'bar',
            title: <span className="sr-only">{t('common:waterfall.bar')}</span>,
            width: '24%',
            render: row => <ShareBar share={row.products / most} />,
          },
          { key: 'money', title: words.money, align: 'right', render: row => f.money(row.moneyMinor) },
        ]}
      />
    </Section>
  );
}

export function ProductShares({ summary }: { summary: ProductSummary }) {
  const { t } = useTranslation();
  return (
    <div className="grid-2">
      <Shares
        summary={summary}
        title={t('products:class.title')}
        money={t(`products:class.by.${summary.rankedBy}`)}
        figure="class"
        rows={summary.classes
          .filter(each => each.products > 0)
          .map(each => ({
            key: each.class,
            filter: 'class',
            label: t(`products:class.${each.class}`),
            products: each.products,
            moneyMinor: each.moneyMinor,
          }))}
      />
      <Shares
        summary={summary}
        title={t('products:stage.title')}
        money={t('products:column.sales')}
        figure="stage"
        rows={summary.stages
          .filter(each => each.products > 0)
          .map(each => ({
            key: each.stage,
            filter: 'stage',
            label: t(`products:stage.${each.stage}`),
            products: each.products,
            moneyMinor: each.salesMinor,
          }))}
      />
    </div>
  );
}
