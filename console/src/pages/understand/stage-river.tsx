/** The life-cycle river: how many customers stood in each stage at past times and now, one layer a stage. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { StageHistory } from '../../../../src/records/base-movement.ts';
import { useStageHistory } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { Section } from '../../ui/page.tsx';
import { Empty, QueryView, Skeleton } from '../../ui/states.tsx';
import { classColor } from './class-color.ts';

type Time = StageHistory['times'][number];
type Stage = Time['stages'][number]['stage'];

const customersIn = (time: Time, stage: Stage) =>
  time.stages.find(each => each.stage === stage)?.customers ?? 0;

function River({ history }: { history: StageHistory }) {
  const { t } = useTranslation();
  const f = useFormat(history.currency);
  const { times } = history;
  const stages = (times[0]?.stages ?? [])
    .map(({ stage }) => stage)
    .filter(stage => times.some(time => customersIn(time, stage) > 0));
  const option = useCallback(
    (look: ChartLook) => ({
      grid: { left: 8, right: 24, top: 44, bottom: 40, containLabel: true },
      legend: { bottom: 0, textStyle: { color: look.palette.muted } },
      xAxis: {
        type: 'category' as const,
        boundaryGap: false,
        data: times.map(({ asOf }) => f.day(asOf)),
        ...axisLook(look),
      },
      yAxis: { type: 'value' as const, name: t('understand:stages.customers'), ...axisLook(look) },
      series: stages.map(stage => ({
        name: t(`understand:stage.${stage}`),
        type: 'line' as const,
        stack: 'stages',
        smooth: 0.3,
        symbol: 'none',
        lineStyle: { width: 1 },
        itemStyle: { color: classColor(look, stage) },
        areaStyle: { opacity: 0.75 },
        data: times.map(time => customersIn(time, stage)),
      })),
    }),
    [times, stages.join(), f, t],
  );
  return (
    <Chart
      title={t('understand:movement.river')}
      summary={t('understand:movement.riverSummary', { count: times.length })}
      height={320}
      option={option}
      data={{
        rows: times,
        rowKey: time => time.asOf,
        columns: [
          {
            key: 'day',
            title: t('understand:movement.asOf'),
            head: true,
            nowrap: true,
            render: time => f.day(time.asOf),
            plain: time => time.asOf.slice(0, 10),
          },
          ...stages.map(stage => ({
            key: stage,
            title: t(`understand:stage.${stage}`),
            align: 'right' as const,
            render: (time: Time) => f.count(customersIn(time, stage)),
            plain: (time: Time) => customersIn(time, stage),
          })),
        ],
      }}
    />
  );
}

export function StageRiver({ id }: { id: string }) {
  const { t } = useTranslation();
  const chapter = useStageHistory(id);
  return (
    <Section title={t('understand:movement.river')} note={t('understand:movement.riverNote')}>
      <QueryView query={chapter} skeleton={<Skeleton lines={6} />}>
        {({ document }) =>
          document.times.length > 1 ? (
            <River history={document} />
          ) : (
            <Empty title={t('understand:movement.noRiver')}>{t('understand:movement.noRiverWhy')}</Empty>
          )
        }
      </QueryView>
    </Section>
  );
}
