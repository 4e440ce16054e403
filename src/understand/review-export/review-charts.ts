/** Charts of an exported review, drawn on the server as SVG text that needs no script. */

import { currencyExponent } from '../../kernel/money.ts';
import type { Review } from '../../records/review.ts';
import type { ReviewChange } from '../../records/review-change.ts';
import { blue, drawn, grey, orange } from './drawing.ts';
import { type ExportLocale, exportWord } from './export-words.ts';

/** Net sales by month as bars; the month under way is pale. */
export function monthsChart(review: Review, locale: ExportLocale): Promise<string> {
  const scale = 10 ** currencyExponent(review.currency);
  const shown = review.months.slice(-36);
  return drawn(240, {
    grid: { left: 8, right: 8, top: 28, bottom: 8, containLabel: true },
    xAxis: { type: 'category', data: shown.map(row => row.month) },
    yAxis: { type: 'value', name: `${exportWord(locale, 'revenue')}, ${review.currency}` },
    series: [
      {
        type: 'bar',
        data: shown.map(row => ({
          value: row.revenueMinor / scale,
          itemStyle: { color: blue, opacity: row.partial ? 0.4 : 1 },
        })),
      },
    ],
  });
}

/** A change read downwards from what was to what is. */
export function changeChart(change: ReviewChange, review: Review, locale: ExportLocale): Promise<string> {
  const scale = 10 ** currencyExponent(review.currency);
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: review.currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 3,
  });
  const parts = [
    ...change.drivers.map(row => ({
      name: exportWord(locale, `driver.${row.driver}`),
      amount: row.amountMinor,
    })),
    { name: exportWord(locale, 'refundsPart'), amount: change.refunds.amountMinor },
    { name: exportWord(locale, 'withoutCustomer'), amount: change.anonymous.amountMinor },
  ];
  let at = change.beforeMinor;
  const moved = parts.map(({ name, amount }) => {
    const from = at;
    at += amount;
    return { name, amount, from, to: at, color: amount < 0 ? orange : blue };
  });
  const whole = (name: string, amount: number) => ({ name, amount, from: 0, to: amount, color: grey });
  const steps = [
    whole(exportWord(locale, 'before'), change.beforeMinor),
    ...moved,
    whole(exportWord(locale, 'after'), change.afterMinor),
  ];
  return drawn(240, {
    // The server has no fonts to measure names with.
    grid: { left: 180, right: 80, top: 8, bottom: 24 },
    yAxis: { type: 'category', inverse: true, data: steps.map(step => step.name) },
    xAxis: { type: 'value', name: review.currency },
    series: [
      {
        type: 'bar',
        stack: 'bridge',
        silent: true,
        itemStyle: { color: 'transparent' },
        data: steps.map(step => Math.min(step.from, step.to) / scale),
      },
      {
        type: 'bar',
        stack: 'bridge',
        barMaxWidth: 20,
        data: steps.map(step => ({
          value: Math.abs(step.to - step.from) / scale,
          itemStyle: { color: step.color },
          label: { show: true, position: 'right', formatter: money.format(step.amount / scale) },
        })),
      },
    ],
  });
}
