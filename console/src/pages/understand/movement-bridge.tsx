/** Active customers month by month: who came, who came back, who lapsed; and what became of those who had. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { BaseMovement } from '../../../../src/records/base-movement.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { Section } from '../../ui/page.tsx';
import type { Column } from '../../ui/table.tsx';

type Month = BaseMovement['months'][number];
type Flow = Exclude<keyof Month, 'month' | 'away'>;
type Away = keyof NonNullable<Month['away']>;

/** Colours tell gains from losses, and so does the side of nought they stand on. */
const bars = [
  { flow: 'fresh', color: 0, sign: 1 },
  { flow: 'returned', color: 4, sign: 1 },
  { flow: 'lapsed', color: 1, sign: -1 },
] as const;

export function MovementBridge({ months }: { months: readonly Month[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const option = useCallback(
    (look: ChartLook) => ({
      legend: { top: 0, right: 0, textStyle: { color: look.palette.muted } },
      tooltip: { valueFormatter: (value: unknown) => f.count(Number(value)) },
      xAxis: {
        type: 'category' as const,
        data: months.map(({ month }) => month),
        ...axisLook(look),
        splitLine: { show: false },
      },
      yAxis: { type: 'value' as const, name: t('understand:stages.customers'), ...axisLook(look) },
      series: bars.map(({ flow, color, sign }) => ({
        name: t(`understand:movement.${flow}`),
        type: 'bar' as const,
        stack: 'flow',
        barMaxWidth: 26,
        itemStyle: { color: look.colors[color] },
        data: months.map(month => sign * month[flow]),
      })),
    }),
    [months, t, f],
  );
  const [first, last] = [months[0], months.at(-1)];
  const sum = (flow: Flow) => f.count(months.reduce((n, month) => n + month[flow], 0));
  const column = (key: Flow, sign = '') => ({
    key,
    title: t(`understand:movement.${key}`),
    align: 'right' as const,
    render: (month: Month) => `${month[key] > 0 ? sign : ''}${f.count(month[key])}`,
    plain: (month: Month) => month[key],
  });
  const awayColumn = (key: Away, sign = '') => ({
    key: `away-${key}`,
    title: t(`understand:movement.away.${key}`),
    align: 'right' as const,
    render: (month: Month) => {
      const n = month.away?.[key];
      return n === undefined ? '–' : `${n > 0 ? sign : ''}${f.count(n)}`;
    },
    plain: (month: Month) => month.away?.[key] ?? '',
  });
  const hasAway = months.some(({ away }) => away);
  const [begun, ended] = [first?.away, last?.away];
  const sumAway = (key: Away) => f.count(months.reduce((n, { away }) => n + (away?.[key] ?? 0), 0));
  const rows = [...months].reverse();
  const monthColumn: Column<Month> & { plain: (month: Month) => string } = {
    key: 'month',
    title: t('understand:months.month'),
    head: true,
    render: month => month.month,
    plain: month => month.month,
  };
  return (
    <Section title={t('understand:movement.bridge')} note={t('understand:movement.bridgeNote')}>
      {begun && ended && (
        <p>
          {t('understand:movement.awaySummary', {
            begin: f.count(begun.begin),
            lapsed: sum('lapsed'),
            back: sumAway('back'),
            lost: sumAway('lost'),
            end: f.count(ended.end),
          })}
        </p>
      )}
      {first && last ? (
        <Chart
          title={t('understand:movement.bridge')}
          summary={t('understand:movement.bridgeSummary', {
            from: first.month,
            to: last.month,
            begin: f.count(first.begin),
            end: f.count(last.end),
            fresh: sum('fresh'),
            returned: sum('returned'),
            lapsed: sum('lapsed'),
          })}
          option={option}
          data={{
            rows,
            rowKey: month => month.month,
            columns: [
              monthColumn,
              column('begin'),
              column('fresh', '+'),
              column('returned', '+'),
              column('lapsed', '−'),
              column('end'),
              ...(hasAway
                ? [awayColumn('begin'), awayColumn('back', '−'), awayColumn('lost', '−'), awayColumn('end')]
                : []),
            ],
          }}
        />
      ) : (
        <p className="muted">{t('understand:movement.noMonths')}</p>
      )}
    </Section>
  );
}
