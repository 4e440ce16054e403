/** Revenue and margin month by month; the month that is not over is said to be so. */
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Review } from '../../../../src/records/review.ts';
import { type CalendarEntry, useCalendarEntries } from '../../api/act.ts';
import { toMajor } from '../../format/money.ts';
import { useFormat } from '../../format/use-format.ts';
import { calendarMarkLine } from '../../ui/calendar-marks.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { Section } from '../../ui/page.tsx';

type Month = Review['months'][number];

/** The three that move a Chinese shop's year; a month's axis has no room for every festival. */
const yearMovers = ['calendar-spring-festival', 'calendar-618', 'calendar-double-11'];

function useMarks({ sales }: Review) {
  const { t } = useTranslation();
  const entries = useCalendarEntries(sales.firstDay ?? '', sales.lastDay ?? '');
  return useMemo(() => {
    const label = (entry: CalendarEntry) =>
      entry.kind === 'campaign' ? t('home:calendar.kind.campaign') : entry.title;
    return entries
      .filter(entry => entry.kind === 'campaign' || yearMovers.includes(entry.code))
      .map(entry => ({ label: label(entry), from: entry.from, to: entry.to }));
  }, [entries, t]);
}

function useOption(review: Review) {
  const { t } = useTranslation();
  const f = useFormat(review.currency);
  const marks = useMarks(review);
  return useCallback(
    (look: ChartLook) => {
      const axis = axisLook(look);
      const { months, currency } = review;
      const values = (pick: (month: Month) => number | null) =>
        months.map(month => {
          const minor = pick(month);
          return minor === null ? null : toMajor(minor, currency);
        });
      const withMargin = months.some(month => month.marginMinor !== null);
      const revenue = t('understand:months.revenue');
      const margin = t('understand:months.margin');
      return {
        legend: { show: withMargin, top: 0, right: 0, textStyle: { color: look.palette.muted } },
        tooltip: {
          valueFormatter: (value: unknown) => (typeof value === 'number' ? f.short(Math.round(value)) : '–'),
        },
        xAxis: {
          type: 'category',
          data: months.map(month => month.month),
          ...axis,
          splitLine: { show: false },
        },
        yAxis: {
          type: 'value',
          name: currency,
          ...axis,
          axisLabel: { ...axis.axisLabel, formatter: (value: number) => f.short(value) },
        },
        series: [
          {
            name: revenue,
            type: 'bar',
            markLine: calendarMarkLine(
              months.map(month => month.month),
              marks,
              look,
            ),
            barMaxWidth: 26,
            data: values(month => month.revenueMinor).map((value, index) => ({
              value,
              ...(months[index]?.partial ? { itemStyle: { opacity: 0.45 } } : {}),
            })),
          },
          ...(withMargin
            ? [{ name: margin, type: 'line', symbolSize: 5, data: values(month => month.marginMinor) }]
            : []),
        ],
      };
    },
    [review, t, f, marks],
  );
}

/** A month in which the purchases end early is as little over as the month of the check-up itself. */
const endsEarlyDays = 2;

function withOpenMonths({ months, sales }: Review): Month[] {
  const { lastDay } = sales;
  if (!lastDay) return months;
  const [year = 0, month = 0, day = 0] = lastDay.split('-').map(Number);
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isOpen = (entry: Month) => entry.month === lastDay.slice(0, 7) && daysInMonth - day > endsEarlyDays;
  return months.map(entry => (isOpen(entry) ? { ...entry, partial: true } : entry));
}

export function ReviewMonths({ review: asKept }: { review: Review }) {
  const { t } = useTranslation();
  const review = useMemo(() => ({ ...asKept, months: withOpenMonths(asKept) }), [asKept]);
  const f = useFormat(review.currency);
  const option = useOption(review);
  const whole = review.months.filter(month => !month.partial);
  const best = whole.reduce<Month | null>(
    (top, month) => (top && top.revenueMinor >= month.revenueMinor ? top : month),
    null,
  );
  const last = whole.at(-1);
  const partial = review.months.find(month => month.partial);
  const summary = [
    best && t('understand:months.best', { month: best.month, amount: f.money(best.revenueMinor) }),
    last &&
      t('understand:months.last', {
        month: last.month,
        amount: f.money(last.revenueMinor),
        buyers: f.count(last.buyers),
      }),
    partial && t('understand:months.partial', { month: partial.month }),
  ]
    .filter(Boolean)
    .join(' ');
  const money = (minor: number | null) => (minor === null ? '–' : f.moneyExact(minor));
  return (
    <Section
      title={t('understand:months.title')}
      note={t('understand:months.note', {
        currency: review.currency,
        n: f.count(review.sales.orders),
        from: review.sales.firstDay ?? '',
        to: review.sales.lastDay ?? '',
      })}
    >
      <Chart
        title={t('understand:months.title')}
        summary={summary}
        option={option}
        data={{
          rows: review.months,
          rowKey: row => row.month,
          columns: [
            {
              key: 'month',
              title: t('understand:months.month'),
              head: true,
              render: row => row.month,
              plain: row => row.month,
            },
            {
              key: 'revenue',
              title: t('understand:months.revenue'),
              align: 'right',
              render: row => money(row.revenueMinor),
              plain: row => toMajor(row.revenueMinor, review.currency),
            },
            {
              key: 'refunds',
              title: t('understand:months.refunds'),
              align: 'right',
              render: row => money(row.refundsMinor),
              plain: row => toMajor(row.refundsMinor, review.currency),
            },
            {
              key: 'margin',
              title: t('understand:months.margin'),
              align: 'right',
              render: row => money(row.marginMinor),
              plain: row => (row.marginMinor === null ? '' : toMajor(row.marginMinor, review.currency)),
            },
            {
              key: 'buyers',
              title: t('understand:months.buyers'),
              align: 'right',
              render: row => f.count(row.buyers),
              plain: row => row.buyers,
            },
            {
              key: 'orders',
              title: t('understand:months.orders'),
              align: 'right',
              render: row => f.count(row.orders),
              plain: row => row.orders,
            },
          ],
        }}
      />
    </Section>
  );
}
