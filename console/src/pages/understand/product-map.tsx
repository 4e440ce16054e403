/** The life-cycle map: products by how long they have sold and how their share moves, as large as their sales; stage by colour and shape. */
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Product, ProductSummary } from '../../../../src/records/product.ts';
import { loadProducts } from '../../api/products.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { Section } from '../../ui/page.tsx';
import { Empty, QueryView, Skeleton } from '../../ui/states.tsx';
import { monthly } from './product-words.ts';

/** More bubbles than this cover each other. */
const shown = 60;
const named = 8;
const smallest = 6;
const largest = 30;
/** Within a month products are moved apart by at most so many pixels. */
const spread = 24;
/** Room for names, in a column at the right: most large products are as old as the data, where no other room is. */
const namesRoom = '17%';
const namesFrom = '84.5%';
const nameWidth = 124;

/** Stages by shape besides colour, so that a print without colours says the same. */
const shapes = {
  introduction: 'triangle',
  growth: 'diamond',
  maturity: 'circle',
  decline: 'rect',
  insufficient: 'emptyCircle',
} as const;
const stages = ['introduction', 'growth', 'maturity', 'decline', 'insufficient'] as const;

function MapChart({ products, currency }: { products: readonly Product[]; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const drawn = products.filter(product => product.netMinor > 0);
  const ages = drawn.map(product => product.saleMonths);
  const [youngest, oldest] = [Math.min(...ages), Math.max(...ages)];
  const most = Math.max(...drawn.map(product => product.netMinor), 1);
  const option = useCallback(
    (look: ChartLook) => {
      const { colors, palette } = look;
      const axis = axisLook(look);
      // A product too young for a slope lies on the line that says nothing moved.
      const at = ({ stage }: Product) => Math.expm1(stage.slope ?? 0) * 100;
      return {
        grid: { left: 8, right: namesRoom, top: 64, bottom: 32, containLabel: true },
        legend: { top: 0, textStyle: { color: palette.muted } },
        tooltip: {
          trigger: 'item' as const,
          formatter: ({ data }: { data: { text: string } }) => data.text,
        },
        xAxis: {
          type: 'category' as const,
          data: Array.from({ length: oldest - youngest + 1 }, (_, at) => String(youngest + at)),
          jitter: spread,
          jitterOverlap: false,
          ...axis,
          splitLine: { show: false },
          name: t('products:map.months'),
          nameLocation: 'middle' as const,
          nameGap: 26,
          nameTextStyle: { ...axis.nameTextStyle, align: 'center' as const },
        },
        yAxis: { type: 'value' as const, ...axis, name: t('products:map.slope'), nameGap: 12 },
        series: stages.map((stage, place) => ({
          name: t(`products:stage.${stage}`),
          type: 'scatter' as const,
          symbol: shapes[stage],
          itemStyle: { color: colors[place] ?? palette.muted, opacity: 0.75, borderColor: palette.surface },
          labelLayout: {
            x: namesFrom,
            moveOverlap: 'shiftY' as const,
            hideOverlap: true,
          },
          labelLine: { show: true, lineStyle: { color: palette.border } },
          label: {
            position: 'right' as const,
            color: palette.text,
            fontSize: 11,
            lineHeight: 17,
            width: nameWidth,
            overflow: 'truncate' as const,
          },
          data: drawn
            .map((product, rank) => ({ product, rank }))
            .filter(({ product }) => product.stage.name === stage)
            .map(({ product, rank }) => ({
              value: [String(product.saleMonths), at(product)],
              symbolSize: Math.max(smallest, largest * Math.sqrt(product.netMinor / most)),
              label: { show: rank < named, formatter: (product.name || product.sku).replace(/[{}]/g, ' ') },
              text: `${(product.name || product.sku).replace(/[<>&]/g, ' ')}<br>${t(`products:stage.${stage}`)} · ${f.money(product.netMinor)}`,
            })),
        })),
      };
    },
    [drawn, youngest, oldest, most, f, t],
  );
  return (
    <Chart
      title={t('products:map.title')}
      summary={t('products:map.summary', { count: drawn.length, n: f.count(drawn.length) })}
      height={440}
      option={option}
      data={{
        rows: products,
        rowKey: product => product.sku,
        columns: [
          {
            key: 'product',
            title: t('products:map.product'),
            head: true,
            render: product => product.name || product.sku,
            plain: product => product.name || product.sku,
          },
          {
            key: 'stage',
            title: t('products:map.stage'),
            render: product => t(`products:stage.${product.stage.name}`),
            plain: product => t(`products:stage.${product.stage.name}`),
          },
          {
            key: 'months',
            title: t('products:map.months'),
            align: 'right',
            render: product => f.count(product.saleMonths),
            plain: product => product.saleMonths,
          },
          {
            key: 'slope',
            title: t('products:map.slope'),
            align: 'right',
            render: ({ stage }) => (stage.slope === null ? '–' : monthly(stage.slope, f)),
            plain: ({ stage }) => (stage.slope === null ? '' : Math.expm1(stage.slope)),
          },
          {
            key: 'net',
            title: t('products:map.net', { currency }),
            align: 'right',
            render: product => f.money(product.netMinor),
            plain: product => f.major(product.netMinor),
          },
        ],
      }}
    />
  );
}

export function ProductMap({ summary, review }: { summary: ProductSummary; review: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const products = useQuery({
    queryKey: ['products', review, 'map'],
    queryFn: () => loadProducts(review, { sort: '-net', limit: shown }),
  });
  return (
    <Section
      title={t('products:map.title')}
      note={t('products:map.note', { from: summary.window.from, to: summary.window.to, n: f.count(shown) })}
    >
      <QueryView query={products} skeleton={<Skeleton lines={8} />}>
        {({ products: rows, currency }) =>
          rows.some(product => product.netMinor > 0) ? (
            <MapChart products={rows} currency={currency} />
          ) : (
            <Empty title={t('products:map.emptyTitle')}>{t('products:map.empty')}</Empty>
          )
        }
      </QueryView>
    </Section>
  );
}
