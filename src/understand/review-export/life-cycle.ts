/** Products by age and movement on paper: the life-cycle map and the table behind it. */
import { currencyExponent } from '../../kernel/money.ts';
import type { Product } from '../../records/product.ts';
import { productStageNames } from '../../records/product-names.ts';
import { blue, drawn, grey, orange, purple, teal } from './drawing.ts';
import { column, type ExportTable, type LargestProducts, type Writer } from './export-table.ts';
import { type ExportLocale, exportWord } from './export-words.ts';

const nameOf = ({ name, sku }: Product) => name || sku;
const monthly = ({ stage }: Product) => (stage.slope === null ? null : Math.expm1(stage.slope));

export const lifeCycleTable = (w: Writer, { window, products, total }: LargestProducts): ExportTable => ({
  key: 'life-cycle',
  title: w.say('lifeCycle'),
  note: w.say('lifeCycleNote', { n: String(products.length), all: String(total), ...window }),
  columns: [
    column(w, 'product', 'text'),
    column(w, 'stage', 'text'),
    column(w, 'saleMonths', 'count'),
    column(w, 'slope', 'share'),
    column(w, 'netSales', 'money'),
    column(w, 'contribution', 'money'),
  ],
  rows: products.map(product => [
    nameOf(product),
    w.say(`product-stage.${product.stage.name}`),
    product.saleMonths,
    monthly(product),
    w.money(product.netMinor),
    w.money(product.contributionMinor),
  ]),
});

/** Stages by shape besides colour: a print without colours says the same. */
const looks = {
  introduction: { symbol: 'triangle', color: blue },
  growth: { symbol: 'diamond', color: orange },
  maturity: { symbol: 'circle', color: grey },
  decline: { symbol: 'rect', color: purple },
  insufficient: { symbol: 'emptyCircle', color: teal },
} as const;
const named = 8;
const [smallest, largest] = [6, 28];

/** Null where nothing sold more than it took back. */
export async function lifeCycleChart(
  { products }: LargestProducts,
  { currency, locale }: { readonly currency: string; readonly locale: ExportLocale },
): Promise<string | null> {
  const shown = products.filter(product => product.netMinor > 0);
  if (shown.length === 0) return null;
  const most = Math.max(...shown.map(product => product.netMinor));
  const ages = shown.map(product => product.saleMonths);
  const [youngest, oldest] = [Math.min(...ages), Math.max(...ages)];
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 3,
  });
  const scale = 10 ** currencyExponent(currency);
  return drawn(380, {
    grid: { left: 56, right: 220, top: 56, bottom: 44 },
    legend: { top: 0, left: 0 },
    xAxis: {
      type: 'category',
      data: Array.from({ length: oldest - youngest + 1 }, (_, at) => String(youngest + at)),
      jitter: 20,
      jitterOverlap: false,
      name: exportWord(locale, 'saleMonths'),
      nameLocation: 'middle',
      nameGap: 26,
    },
    yAxis: { type: 'value', name: `${exportWord(locale, 'slope')}, %`, nameTextStyle: { align: 'left' } },
    series: productStageNames.map(stage => ({
      name: exportWord(locale, `product-stage.${stage}`),
      type: 'scatter',
      symbol: looks[stage].symbol,
      itemStyle: { color: looks[stage].color, opacity: 0.75 },
      labelLayout: { x: 700, moveOverlap: 'shiftY', hideOverlap: true },
      labelLine: { show: true, lineStyle: { color: '#c3c9d2' } },
      label: {
        position: 'right',
        color: '#1c2330',
        fontSize: 11,
        lineHeight: 17,
        width: 190,
        overflow: 'truncate',
      },
      data: shown
        .map((product, rank) => ({ product, rank }))
        .filter(({ product }) => product.stage.name === stage)
        .map(({ product, rank }) => ({
          value: [String(product.saleMonths), (monthly(product) ?? 0) * 100],
          symbolSize: Math.max(smallest, largest * Math.sqrt(product.netMinor / most)),
          label: {
            show: rank < named,
            formatter: `${nameOf(product).replace(/[{}]/g, ' ')} ${money.format(product.netMinor / scale)}`,
          },
        })),
    })),
  });
}
