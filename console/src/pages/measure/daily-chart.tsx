/** Buyers per hundred people day by day, both arms: counts, without a test and without a verdict. */
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultDocument } from '../../../../src/records/result.ts';
import { useCalendarEntries } from '../../api/act.ts';
import { toMajor } from '../../format/money.ts';
import { useFormat } from '../../format/use-format.ts';
import { calendarMarkLine } from '../../ui/calendar-marks.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { Section } from '../../ui/page.tsx';

type Day = ResultDocument['daily'][number];
const arms = ['treatment', 'control'] as const;

const perHundred = (day: Day) => (day.started > 0 ? (day.buyers / day.started) * 100 : null);

function useOption({ daily, campaign }: ResultDocument) {
  const { t } = useTranslation();
  const days = useMemo(() => [...new Set(daily.map(entry => entry.day))].sort(), [daily]);
  const entries = useCalendarEntries(days[0] ?? '', days.at(-1) ?? '');
  const marks = useMemo(
    () =>
      entries
        .filter(entry => entry.campaign !== campaign)
        .map(({ title, from, to, kind }) => ({
          label: kind === 'campaign' ? t('home:calendar.kind.campaign') : title,
          from,
          to,
        })),
    [entries, campaign, t],
  );
  return useCallback(
    (look: ChartLook) => {
      const axis = axisLook(look);
      return {
        legend: { show: true, top: 0, right: 0, textStyle: { color: look.palette.muted } },
        xAxis: { type: 'category', data: days, ...axis, splitLine: { show: false } },
        yAxis: { type: 'value', name: t('measure:daily.axis'), ...axis },
        series: arms.map((arm, index) => ({
          ...(index === 0 ? { markLine: calendarMarkLine(days, marks, look) } : {}),
          name: t(`measure:arm.${arm}`),
          type: 'line',
          symbol: arm === 'control' ? 'emptyCircle' : 'circle',
          symbolSize: 5,
          lineStyle: { type: arm === 'control' ? 'dashed' : 'solid' },
          data: days.map(day => {
            const entry = daily.find(row => row.day === day && row.arm === arm);
            const value = entry ? perHundred(entry) : null;
            return value === null ? null : Number(value.toFixed(3));
          }),
        })),
      };
    },
    [daily, days, marks, t],
  );
}

export function DailyChart({ result }: { result: ResultDocument }) {
  const { t } = useTranslation();
  const f = useFormat(result.currency);
  const option = useOption(result);
  const last = arms.map(arm => result.daily.filter(row => row.arm === arm).at(-1));
  if (result.daily.length === 0) return null;
  const summary = last
    .filter(row => row !== undefined)
    .map(row =>
      t('measure:daily.summary', {
        arm: t(`measure:arm.${row.arm}`),
        day: row.day,
        buyers: f.count(row.buyers),
        people: f.count(row.started),
      }),
    )
    .join(' ');
  return (
    <Section title={t('measure:daily.title')} note={t('measure:daily.note')}>
      <Chart
        title={t('measure:daily.title')}
        summary={summary}
        option={option}
        data={{
          rows: result.daily,
          rowKey: row => `${row.day}-${row.arm}`,
          columns: [
            {
              key: 'day',
              title: t('measure:daily.day'),
              head: true,
              render: row => row.day,
              plain: row => row.day,
            },
            {
              key: 'arm',
              title: t('act:audience.arm'),
              render: row => t(`measure:arm.${row.arm}`),
              plain: row => row.arm,
            },
            {
              key: 'started',
              title: t('measure:daily.started'),
              align: 'right',
              render: row => f.count(row.started),
              plain: row => row.started,
            },
            {
              key: 'buyers',
              title: t('measure:arms.buyers'),
              align: 'right',
              render: row => f.count(row.buyers),
              plain: row => row.buyers,
            },
            {
              key: 'orders',
              title: t('measure:arms.orders'),
              align: 'right',
              render: row => f.count(row.orders),
              plain: row => row.orders,
            },
            {
              key: 'value',
              title: t(`measure:valueOf.${result.value}`),
              align: 'right',
              render: row => f.moneyExact(row.valueMinor),
              plain: row => toMajor(row.valueMinor, result.currency),
            },
          ],
        }}
      />
    </Section>
  );
}
