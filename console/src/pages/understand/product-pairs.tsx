/** What is bought together, after every control: pairs that are more than chance, in both halves of the year. */
import { useTranslation } from 'react-i18next';
import type { ProductPair, ProductSummary } from '../../../../src/records/product.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Empty, Notice } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

export function ProductPairs({ summary }: { summary: ProductSummary }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { pairs } = summary;
  const half = (lift: number | null) => (lift === null ? '–' : f.fixed(lift, 1));
  return (
    <Section
      title={t('products:pairs.title')}
      note={t('products:pairs.note', { orders: f.count(pairs.orders), tested: f.count(pairs.tested) })}
    >
      {pairs.isCut && <Notice>{t('products:pairs.cut')}</Notice>}
      {pairs.rules.length === 0 ? (
        <Empty title={t('products:pairs.emptyTitle')}>{t('products:pairs.empty')}</Empty>
      ) : (
        <Table<ProductPair>
          dense
          caption={t('products:pairs.title')}
          rows={pairs.rules}
          rowKey={pair => `${pair.if} ${pair.then}`}
          columns={[
            {
              key: 'if',
              title: t('products:pairs.if'),
              head: true,
              render: pair => pair.ifName || pair.if,
            },
            { key: 'then', title: t('products:pairs.then'), render: pair => pair.thenName || pair.then },
            {
              key: 'orders',
              title: t('products:column.orders'),
              align: 'right',
              render: pair => f.count(pair.orders),
            },
            {
              key: 'confidence',
              title: t('products:pairs.confidence'),
              align: 'right',
              render: pair => f.percent(pair.confidence, 0),
            },
            {
              key: 'lift',
              title: t('products:pairs.lift'),
              align: 'right',
              render: pair => f.fixed(pair.lift, 1),
            },
            {
              key: 'halves',
              title: t('products:pairs.halves'),
              align: 'right',
              render: pair => pair.liftByHalf.map(half).join(' · '),
            },
            { key: 'q', title: 'q', align: 'right', render: pair => f.p(pair.q) },
          ]}
        />
      )}
    </Section>
  );
}
