/** Buyers by how lately and how often they bought, as a grid of the scores' levels; the number stands in each field. */
import { Segmented } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { darkTileFrom, tileShade } from '../../../../src/records/province-tiles.ts';
import type { Review } from '../../../../src/records/review.ts';
import { toMajor } from '../../format/money.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';

type Field = Review['customers']['rfmGrid'][number];
const metrics = ['customers', 'value', 'each'] as const;
type Metric = (typeof metrics)[number];

/** The mean of fewer says more of who they are than of where they stand. */
const leastForMean = 20;

const valueOf = (field: Field, metric: Metric): number | null => {
  if (metric === 'customers') return field.customers;
  if (metric === 'value') return field.value365Minor;
  return field.customers >= leastForMean ? field.value365Minor / field.customers : null;
};

/** Levels between rising whole cuts in words: `≤ 22`, `23–65`, `> 65`. */
const levelNames = (cuts: readonly number[]): string[] => {
  const ends = cuts.map(cut => Math.floor(cut));
  const name = (end: number, at: number) => {
    const from = at === 0 ? null : (ends[at - 1] ?? 0) + 1;
    if (from === null) return `≤ ${end}`;
    return from >= end ? String(end) : `${from}–${end}`;
  };
  return [...ends.map(name), `> ${ends.at(-1) ?? 0}`];
};

interface Rendering {
  coord(at: readonly number[]): number[];
  size(of: readonly number[]): number[];
}

export function RfmChart({ review, cuts }: { review: Review; cuts: NonNullable<Review['cuts']> }) {
  const { t } = useTranslation();
  const f = useFormat(review.currency);
  const [metric, setMetric] = useState<Metric>('customers');
  const grid = review.customers.rfmGrid;
  // The best score of recency is the first level of days, so the nearest stand on the right.
  const near = levelNames(cuts.recencyDays).reverse();
  const often = levelNames(cuts.frequency);
  const shown = useCallback(
    (field: Field, of: Metric) => {
      const value = valueOf(field, of);
      if (value === null) return '–';
      return of === 'customers' ? f.count(value) : f.money(Math.round(value));
    },
    [f],
  );
  const money = t(`understand:valueIs.${review.valueIs}`);
  const title = t(`understand:rfm.chart.${metric}`, { money, currency: review.currency });
  const option = useCallback(
    (look: ChartLook) => {
      const { palette } = look;
      const most = Math.max(0, ...grid.map(field => valueOf(field, metric) ?? 0));
      const axis = { type: 'category' as const, ...axisLook(look), splitLine: { show: false } };
      return {
        grid: { left: 8, right: 8, top: 34, bottom: 30, containLabel: true },
        tooltip: { trigger: 'item' as const, formatter: ({ name: text }: { name: string }) => text },
        xAxis: {
          ...axis,
          data: near,
          nameLocation: 'middle' as const,
          name: t('understand:rfm.days'),
          nameGap: 26,
        },
        yAxis: { ...axis, data: often, name: t('understand:rfm.times'), nameGap: 14 },
        series: [
          {
            type: 'custom' as const,
            data: grid.map(field => ({
              name: `R ${field.r}, F ${field.f}: ${shown(field, metric)}`,
              value: [field.r - 1, field.f - 1],
            })),
            renderItem: ({ dataIndex }: { dataIndex: number }, api: Rendering) => {
              const field = grid[dataIndex];
              const value = field ? valueOf(field, metric) : null;
              const part = value === null || most <= 0 ? 0 : Math.max(0, value) / most;
              const [x = 0, y = 0] = api.coord([(field?.r ?? 1) - 1, (field?.f ?? 1) - 1]);
              const [width = 0, height = 0] = api.size([1, 1]);
              return {
                type: 'group' as const,
                children: [
                  {
                    type: 'rect' as const,
                    shape: {
                      x: x - width / 2 + 1,
                      y: y - height / 2 + 1,
                      width: width - 2,
                      height: height - 2,
                      r: 3,
                    },
                    style: {
                      fill: value === null ? palette.surface : tileShade(part),
                      stroke: palette.border,
                    },
                  },
                  {
                    type: 'text' as const,
                    style: {
                      text: field ? shown(field, metric) : '',
                      x,
                      y,
                      align: 'center' as const,
                      verticalAlign: 'middle' as const,
                      fill: value === null ? palette.muted : part >= darkTileFrom ? '#ffffff' : '#1c2330',
                      font: '13px sans-serif',
                    },
                  },
                ],
              };
            },
          },
        ],
      };
    },
    [grid, metric, near.join(), often.join(), shown, t],
  );
  const top = grid.reduce<Field | null>(
    (best, field) =>
      (valueOf(field, metric) ?? -1) > (best ? (valueOf(best, metric) ?? -1) : -1) ? field : best,
    null,
  );
  const summary = top
    ? t(`understand:rfm.summary.${metric}`, {
        value: shown(top, metric),
        days: near[top.r - 1] ?? '',
        times: often[top.f - 1] ?? '',
        least: leastForMean,
      })
    : '';
  const column = (of: Metric) => ({
    key: of,
    title: t(`understand:rfm.metric.${of}`, { money }),
    align: 'right' as const,
    render: (field: Field) => shown(field, of),
    plain: (field: Field) => {
      const value = valueOf(field, of);
      if (value === null) return '';
      return of === 'customers' ? value : toMajor(Math.round(value), review.currency);
    },
  });
  return (
    <div className="stack">
      <div>
        <Segmented
          aria-label={t('understand:rfm.grid')}
          value={metric}
          options={metrics.map(of => ({ value: of, label: t(`understand:rfm.metric.${of}`, { money }) }))}
          onChange={setMetric}
        />
      </div>
      <Chart
        title={title}
        summary={summary}
        height={Math.max(200, often.length * 48 + 76)}
        option={option}
        data={{
          rows: grid,
          rowKey: field => `${field.r} ${field.f}`,
          columns: [
            {
              key: 'days',
              title: t('understand:rfm.days'),
              head: true,
              render: field => near[field.r - 1] ?? '',
              plain: field => near[field.r - 1] ?? '',
            },
            {
              key: 'times',
              title: t('understand:rfm.times'),
              align: 'right',
              render: field => often[field.f - 1] ?? '',
              plain: field => often[field.f - 1] ?? '',
            },
            column('customers'),
            column('value'),
            column('each'),
          ],
        }}
      />
    </div>
  );
}
