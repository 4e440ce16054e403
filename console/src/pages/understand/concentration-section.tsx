/** Who holds the value: shares, Gini, and the curve they are read from. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { BaseMovement } from '../../../../src/records/base-movement.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';

type Concentration = NonNullable<BaseMovement['concentration']>;

function Curve({ concentration, money }: { concentration: Concentration; money: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { curve } = concentration;
  const option = useCallback(
    (look: ChartLook) => {
      const axis = {
        type: 'value' as const,
        min: 0,
        max: 1,
        ...axisLook(look),
        axisLabel: { ...axisLook(look).axisLabel, formatter: (share: number) => f.percent(share, 0) },
      };
      const line = { type: 'line' as const, symbol: 'none', smooth: false };
      return {
        grid: { left: 8, right: 24, top: 44, bottom: 36, containLabel: true },
        legend: { top: 0, right: 0, textStyle: { color: look.palette.muted } },
        tooltip: { valueFormatter: (value: unknown) => f.percent(Number(value), 1) },
        xAxis: {
          ...axis,
          name: t('understand:movement.curveX'),
          nameLocation: 'middle' as const,
          nameGap: 26,
        },
        yAxis: { ...axis, name: t('understand:movement.curveY', { money }), nameGap: 16 },
        series: [
          {
            ...line,
            name: t('understand:movement.curveHeld'),
            areaStyle: { opacity: 0.12 },
            data: curve.map(({ holders, value }) => [holders, value]),
          },
          {
            ...line,
            name: t('understand:movement.curveEqual'),
            lineStyle: { type: 'dashed' as const, color: look.palette.muted },
            itemStyle: { color: look.palette.muted },
            data: [
              [0, 0],
              [1, 1],
            ],
          },
        ],
      };
    },
    [curve, f, t, money],
  );
  return (
    <Chart
      title={t('understand:movement.curve', { money })}
      summary={t('understand:movement.curveSummary', {
        top: f.percent(concentration.topTenth, 0),
        few: f.percent(concentration.holding80, 0),
      })}
      option={option}
      data={{
        rows: curve,
        rowKey: point => String(point.holders),
        columns: [
          {
            key: 'holders',
            title: t('understand:movement.curveX'),
            head: true,
            render: point => f.percent(point.holders, 0),
            plain: point => point.holders,
          },
          {
            key: 'value',
            title: t('understand:movement.curveY', { money }),
            align: 'right',
            render: point => f.percent(point.value, 1),
            plain: point => point.value,
          },
        ],
      }}
    />
  );
}

export function ConcentrationSection({ movement }: { movement: BaseMovement }) {
  const { t } = useTranslation();
  const f = useFormat(movement.currency);
  const { concentration } = movement;
  const money = t(`understand:valueIs.${movement.valueIs}`);
  return (
    <Section
      title={t('understand:movement.concentration')}
      note={t('understand:movement.concentrationNote', { money })}
    >
      {concentration ? (
        <>
          <Stats>
            <Stat
              label={t('understand:movement.topTenth')}
              value={f.percent(concentration.topTenth, 0)}
              range={t('understand:movement.holders', { n: f.count(concentration.holders) })}
            />
            <Stat label={t('understand:movement.holding80')} value={f.percent(concentration.holding80, 0)} />
            <Stat
              label="Gini"
              value={f.fixed(concentration.gini, 2)}
              definition={t('understand:movement.giniMeans')}
            />
            <Stat
              label={t('understand:movement.equal')}
              value={f.count(Math.round(1 / concentration.hhi))}
              definition={t('understand:movement.equalMeans')}
            />
          </Stats>
          <Curve concentration={concentration} money={money} />
        </>
      ) : (
        <p className="muted">{t('understand:movement.noValue')}</p>
      )}
    </Section>
  );
}
