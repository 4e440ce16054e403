/** Every product of the check-up in one list: sorted, searched, filtered and exported like any other. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Product, ProductSummary } from '../../../../src/records/product.ts';
import { productActions, productClasses, productStageNames } from '../../../../src/records/product-names.ts';
import { loadProducts } from '../../api/products.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';
import { classTone, evidenceText, monthly, rateText } from './product-words.ts';

function useDrawerAddress() {
  const [search] = useSearchParams();
  return (sku: string) => {
    const next = new URLSearchParams(search);
    next.set('sku', sku);
    return `?${next.toString()}`;
  };
}

function NameCell({ row }: { row: Product }) {
  const addressOf = useDrawerAddress();
  return (
    <>
      <Link to={addressOf(row.sku)} preventScrollReset>
        {row.name || row.sku || '–'}
      </Link>
      <div className="small muted mono">{row.sku}</div>
    </>
  );
}

interface Maker {
  readonly t: TFunction;
  readonly f: Format;
}

const money = (
  { t, f }: Maker,
  key: string,
  { of, hidden = false }: { of: (row: Product) => number | null; hidden?: boolean },
): ListColumn<Product> => ({
  key,
  title: t(`products:column.${key}`),
  align: 'right',
  sortable: true,
  hidden,
  render: row => {
    const value = of(row);
    return value === null ? '–' : f.money(value);
  },
  plain: row => {
    const value = of(row);
    return value === null ? '' : f.major(value);
  },
});

const share = (
  { t, f }: Maker,
  key: string,
  { of, hidden = false }: { of: (row: Product) => number | null; hidden?: boolean },
): ListColumn<Product> => ({
  key,
  title: t(`products:column.${key}`),
  align: 'right',
  sortable: true,
  hidden,
  render: row => {
    const value = of(row);
    return value === null ? '–' : f.percent(value);
  },
  plain: row => of(row) ?? '',
});

const count = (
  { t, f }: Maker,
  key: string,
  { of, hidden = false }: { of: (row: Product) => number; hidden?: boolean },
): ListColumn<Product> => ({
  key,
  title: t(`products:column.${key}`),
  align: 'right',
  sortable: true,
  hidden,
  render: row => f.count(Math.round(of(row))),
  plain: row => of(row),
});

const day = ({ t, f }: Maker, key: string, of: (row: Product) => string | null): ListColumn<Product> => ({
  key,
  title: t(`products:column.${key}`),
  sortable: true,
  sortFirst: 'down',
  hidden: true,
  render: row => {
    const value = of(row);
    return value === null ? '–' : f.day(value);
  },
  plain: row => of(row) ?? '',
});

function wordColumns({ t, f }: Maker): ListColumn<Product>[] {
  return [
    {
      key: 'class',
      title: t('products:class.title'),
      render: row => <Tag tone={classTone[row.class]}>{t(`products:class.short.${row.class}`)}</Tag>,
      plain: row => t(`products:class.${row.class}`),
    },
    {
      key: 'stage',
      title: t('products:stage.title'),
      render: row => (
        <>
          <span className="nowrap">{t(`products:stage.${row.stage.name}`)}</span>
          {row.stage.slope !== null && (
            <div className="small muted nowrap">
              {t('products:stage.slope', { slope: monthly(row.stage.slope, f) })}
            </div>
          )}
        </>
      ),
      plain: row => t(`products:stage.${row.stage.name}`),
    },
    {
      key: 'action',
      title: t('products:action.title'),
      render: row =>
        row.action === null ? (
          '–'
        ) : (
          <>
            <Tag tone={row.action === 'stop' || row.action === 'clear' ? 'less' : 'outline'}>
              {t(`products:action.${row.action}`)}
            </Tag>
            <div className="small muted">{row.evidence.map(each => evidenceText(each, t, f)).join('；')}</div>
          </>
        ),
      plain: row => (row.action === null ? '' : t(`products:action.${row.action}`)),
    },
  ];
}

function columnsOf(make: Maker): ListColumn<Product>[] {
  const { t, f } = make;
  const [classColumn, stageColumn, actionColumn] = wordColumns(make) as [
    ListColumn<Product>,
    ListColumn<Product>,
    ListColumn<Product>,
  ];
  const rate = (key: string, of: (row: Product) => Product['secondOrder']): ListColumn<Product> => ({
    ...share(make, key, { of: row => of(row).rate }),
    render: row => <span className="nowrap">{rateText(of(row), f)}</span>,
  });
  return [
    {
      key: 'place',
      title: t('products:column.place'),
      align: 'right',
      sortable: true,
      sortFirst: 'up',
      render: row => f.count(row.place),
      plain: row => row.place,
    },
    {
      key: 'name',
      title: t('products:column.name'),
      head: true,
      sortable: true,
      render: row => <NameCell row={row} />,
      plain: row => row.name,
    },
    {
      key: 'sku',
      title: t('products:column.sku'),
      hidden: true,
      sortable: true,
      render: row => <span className="mono">{row.sku}</span>,
      plain: row => row.sku,
    },
    {
      key: 'category',
      title: t('products:column.category'),
      hidden: true,
      sortable: true,
      render: row => row.category || '–',
      plain: row => row.category,
    },
    classColumn,
    money(make, 'net', { of: row => row.netMinor }),
    money(make, 'sales', { of: row => row.salesMinor, hidden: true }),
    money(make, 'contribution', { of: row => row.contributionMinor }),
    share(make, 'contributionRate', { of: row => row.contributionRate }),
    count(make, 'units', { of: row => row.units, hidden: true }),
    count(make, 'orders', { of: row => row.orders, hidden: true }),
    count(make, 'buyers', { of: row => row.buyers }),
    share(make, 'returnRate', { of: row => row.returnRate }),
    share(make, 'discountShare', { of: row => row.discountShare, hidden: true }),
    rate('secondOrder', row => row.secondOrder),
    { ...rate('lapse', row => row.lapse), hidden: true },
    stageColumn,
    count(make, 'monthsInStage', { of: row => row.stage.monthsInStage, hidden: true }),
    day(make, 'firstDay', row => row.firstDay),
    day(make, 'lastDay', row => row.lastDay),
    actionColumn,
  ];
}

export function ProductListSection({ summary, review }: { summary: ProductSummary; review: string }) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const [search] = useSearchParams();
  const open = search.get('sku');
  const options = (names: readonly string[], area: 'class' | 'stage' | 'action') =>
    names.map(value => ({ value, label: t(`products:${area}.${value}`) }));
  return (
    <Section title={t('products:list.title')} note={t('products:list.note')}>
      <List
        list="products"
        caption={t('products:title')}
        queryKey={['products', review]}
        load={async request => {
          const { products, currency: _, ...page } = await loadProducts(review, queryOf(request));
          return { rows: products, ...page };
        }}
        rowKey={row => row.sku}
        columns={columnsOf({ t, f })}
        defaultSort={{ key: 'place', down: false }}
        searchLabel={t('products:list.search')}
        filters={[
          { key: 'class', label: t('products:class.title'), options: options(productClasses, 'class') },
          { key: 'stage', label: t('products:stage.title'), options: options(productStageNames, 'stage') },
          { key: 'action', label: t('products:action.title'), options: options(productActions, 'action') },
        ]}
        isCurrent={row => row.sku === open}
        dense
        empty={<Empty title={t('products:empty.none')}>{t('products:empty.noneText')}</Empty>}
      />
    </Section>
  );
}
