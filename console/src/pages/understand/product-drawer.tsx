/** One product beside the list: its money, its months, where it stands in its life and why, and what goes with it. */
import { Drawer } from 'antd';
import { type ReactNode, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { CountedRate, Product, ProductDetail } from '../../../../src/records/product.ts';
import { useProduct } from '../../api/products.ts';
import { toMajor } from '../../format/money.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { May } from '../../ui/may.tsx';
import { Facts, Tag } from '../../ui/stat.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { classTone, evidenceText, monthly, rateText } from './product-words.ts';
import { TakeAction } from './take-action.tsx';

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="stack-tight">
    <h3>{title}</h3>
    {children}
  </section>
);

function MonthChart({ detail }: { detail: ProductDetail }) {
  const { t } = useTranslation();
  const f = useFormat(detail.currency);
  const { months, currency } = detail;
  const option = useCallback(
    (look: ChartLook) => {
      const axis = axisLook(look);
      const [sales, units] = [t('products:column.sales'), t('products:column.units')];
      return {
        legend: { top: 0, right: 0, textStyle: { color: look.palette.muted } },
        tooltip: {
          valueFormatter: (value: unknown) => (typeof value === 'number' ? f.short(Math.round(value)) : '–'),
        },
        xAxis: {
          type: 'category',
          data: months.map(row => row.month.slice(0, 7)),
          ...axis,
          splitLine: { show: false },
        },
        yAxis: [
          {
            type: 'value',
            name: currency,
            ...axis,
            axisLabel: { ...axis.axisLabel, formatter: (value: number) => f.short(value) },
          },
          {
            type: 'value',
            ...axis,
            splitLine: { show: false },
            axisLabel: { ...axis.axisLabel, formatter: (value: number) => f.short(value) },
          },
        ],
        series: [
          {
            name: sales,
            type: 'bar',
            barMaxWidth: 22,
            data: months.map(row => toMajor(row.salesMinor, currency)),
          },
          { name: units, type: 'line', yAxisIndex: 1, symbolSize: 4, data: months.map(row => row.units) },
        ],
      };
    },
    [months, currency, t, f],
  );
  const best = months.reduce<ProductDetail['months'][number] | null>(
    (top, row) => (top && top.salesMinor >= row.salesMinor ? top : row),
    null,
  );
  if (!best) return <p className="muted">{t('products:drawer.noMonths')}</p>;
  const moneyColumn = (key: 'salesMinor' | 'returnsMinor' | 'discountMinor', title: string) => ({
    key,
    title,
    align: 'right' as const,
    render: (row: ProductDetail['months'][number]) => f.moneyExact(row[key]),
    plain: (row: ProductDetail['months'][number]) => toMajor(row[key], currency),
  });
  return (
    <Chart
      title={t('products:drawer.months', { name: detail.product.name || detail.product.sku })}
      summary={t('products:drawer.best', {
        month: best.month.slice(0, 7),
        amount: f.money(best.salesMinor),
        n: months.length,
      })}
      option={option}
      height={240}
      data={{
        rows: months,
        rowKey: row => row.month,
        columns: [
          {
            key: 'month',
            title: t('understand:months.month'),
            head: true,
            render: row => row.month.slice(0, 7),
            plain: row => row.month.slice(0, 7),
          },
          {
            key: 'units',
            title: t('products:column.units'),
            align: 'right',
            render: row => f.count(Math.round(row.units)),
            plain: row => row.units,
          },
          moneyColumn('salesMinor', t('products:column.sales')),
          moneyColumn('returnsMinor', t('products:column.returns')),
          moneyColumn('discountMinor', t('products:column.discount')),
        ],
      }}
    />
  );
}

function Money({ product, currency }: { product: Product; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const share = (value: number | null) => (value === null ? '–' : f.percent(value));
  const contribution =
    product.contributionMinor === null
      ? t('products:drawer.noContribution', { share: f.percent(product.costKnownShare, 0) })
      : t('products:drawer.contribution', {
          amount: f.money(product.contributionMinor),
          rate: share(product.contributionRate),
        });
  const rate = (counted: CountedRate) =>
    counted.rate === null
      ? t('products:drawer.few', { n: f.count(counted.n) })
      : t('products:drawer.rate', {
          rate: rateText(counted, f),
          n: f.count(counted.n),
          q: counted.q === null ? '–' : f.p(counted.q),
        });
  const before = product.contributionBeforeMinor === null ? '–' : f.money(product.contributionBeforeMinor);
  return (
    <Facts
      facts={[
        {
          label: t('products:column.net'),
          value: t('products:drawer.net', {
            net: f.money(product.netMinor),
            before: f.money(product.netBeforeMinor),
          }),
        },
        { label: t('products:column.contribution'), value: contribution },
        {
          label: t('products:drawer.laidCosts'),
          value: `${f.money(product.channelCostMinor)} · ${f.money(product.serviceCostMinor)}`,
        },
        { label: t('products:drawer.contributionBefore'), value: before },
        {
          label: t('products:column.returns'),
          value: `${f.money(product.returnsMinor)} · ${share(product.returnRate)}`,
        },
        {
          label: t('products:column.discount'),
          value: `${f.money(product.discountMinor)} · ${share(product.discountShare)}`,
        },
        {
          label: t('products:column.units'),
          value: t('products:drawer.units', {
            units: f.count(Math.round(product.units)),
            orders: f.count(product.orders),
          }),
        },
        {
          label: t('products:column.buyers'),
          value: t('products:drawer.buyers', {
            n: f.count(product.buyers),
            fresh: f.count(product.newBuyers),
            repeat: f.count(product.repeatBuyers),
          }),
        },
        { label: t('products:column.secondOrder'), value: rate(product.secondOrder) },
        { label: t('products:column.lapse'), value: rate(product.lapse) },
        {
          label: t('products:drawer.onSale'),
          value: t('products:drawer.onSaleText', {
            from: product.firstDay ?? '–',
            to: product.lastDay ?? '–',
            count: product.saleMonths,
          }),
        },
      ]}
    />
  );
}

/** Why the stage is what it is, in sentences of its own figures. */
function Stage({ product }: { product: Product }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { stage } = product;
  const lines: string[] = [];
  if (stage.slope !== null && stage.lo !== null && stage.hi !== null)
    lines.push(
      t('products:stage.why.slope', {
        slope: monthly(stage.slope, f),
        range: f.between(monthly(stage.lo, f), monthly(stage.hi, f)),
        p: f.p(stage.p ?? 1),
        against: t(`products:stage.against.${stage.measuredAgainst}`),
      }),
    );
  else if (stage.name === 'introduction') lines.push(t('products:stage.why.young', { count: stage.months }));
  else lines.push(t('products:stage.why.insufficient', { count: stage.months }));
  if (stage.name !== 'insufficient' && stage.confidence !== null && stage.slope !== null)
    lines.push(
      t('products:stage.why.confidence', {
        count: stage.monthsInStage,
        confidence: f.percent(stage.confidence, 0),
      }),
    );
  if (stage.stockOutMonths > 0) lines.push(t('products:stage.why.stockOut', { count: stage.stockOutMonths }));
  if (stage.promotionMonths > 0)
    lines.push(t('products:stage.why.promotion', { count: stage.promotionMonths }));
  if (stage.isEnded) lines.push(t('products:stage.why.ended'));
  return (
    <>
      <p>
        <b>{t(`products:stage.${stage.name}`)}</b>
      </p>
      <ul>
        {lines.map(line => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

function Pairs({ detail }: { detail: ProductDetail }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (detail.pairs.length === 0) return <p className="muted">{t('products:pairs.noneHere')}</p>;
  const other = (pair: ProductDetail['pairs'][number]) =>
    pair.if === detail.product.sku ? pair.thenName || pair.then : pair.ifName || pair.if;
  return (
    <Table
      dense
      caption={t('products:tab.pairs')}
      rows={detail.pairs.slice(0, 10)}
      rowKey={pair => `${pair.if} ${pair.then}`}
      columns={[
        { key: 'other', title: t('products:pairs.with'), head: true, render: other },
        {
          key: 'orders',
          title: t('products:column.orders'),
          align: 'right',
          render: pair => f.count(pair.orders),
        },
        {
          key: 'lift',
          title: t('products:pairs.lift'),
          align: 'right',
          render: pair => f.fixed(pair.lift, 1),
        },
      ]}
    />
  );
}

function Detail({ detail, review }: { detail: ProductDetail; review: string }) {
  const { t } = useTranslation();
  const f = useFormat(detail.currency);
  const { product } = detail;
  return (
    <div className="stack">
      <h2>{product.name || product.sku}</h2>
      <div className="row">
        <Tag tone={classTone[product.class]}>{t(`products:class.${product.class}`)}</Tag>
        <span className="muted">{product.category}</span>
        <span className="muted mono small">{product.sku}</span>
      </div>
      {product.action && (
        <Notice>
          <b>{t(`products:action.${product.action}`)}</b>{' '}
          {product.evidence.map(each => evidenceText(each, t, f)).join('；')}
        </Notice>
      )}
      <MonthChart detail={detail} />
      <Part title={t('products:stage.title')}>
        <Stage product={product} />
      </Part>
      <Part title={t('products:figure.title')}>
        <Money product={product} currency={detail.currency} />
      </Part>
      <Part title={t('products:tab.pairs')}>
        <Pairs detail={detail} />
      </Part>
      <May needs="product.change">
        <Part title={t('products:take.title')}>
          <TakeAction key={product.sku} product={product} review={review} />
        </Part>
      </May>
    </div>
  );
}

function Loaded({ sku, review }: { sku: string; review: string }) {
  const detail = useProduct(review, sku);
  return (
    <QueryView query={detail} skeleton={<Skeleton lines={8} />}>
      {data => <Detail detail={data} review={review} />}
    </QueryView>
  );
}

/** Opens by the address, so that a link shows the product. */
export function ProductDrawer({ review }: { review: string }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const sku = search.get('sku');
  const close = () => {
    const next = new URLSearchParams(search);
    next.delete('sku');
    setSearch(next, { preventScrollReset: true });
  };
  return (
    <Drawer title={t('products:drawer.title')} open={sku !== null} onClose={close} size={760} destroyOnHidden>
      {sku !== null && <Loaded sku={sku} review={review} />}
    </Drawer>
  );
}
