/** Customers by province as a map of equal tiles: where many live, what they are worth, how many slip. Borders would draw land, not customers. */
import { Segmented } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  darkTileFrom,
  leastKnownRhythms,
  provinceTiles,
  tileColumns,
  tileRows,
  tileShade,
} from '../../../../src/records/province-tiles.ts';
import type { ProvinceCode, ReviewPlaces } from '../../../../src/records/review-place.ts';
import { useReviewPlaces } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import type { ChartLook } from '../../ui/chart-theme.ts';
import { Section } from '../../ui/page.tsx';
import { Empty, QueryView, Skeleton } from '../../ui/states.tsx';

type Row = ReviewPlaces['provinces'][number];

const metrics = ['customers', 'value', 'pastRhythm'] as const;
type Metric = (typeof metrics)[number];

const valueOf = (row: Row, metric: Metric): number | null => {
  if (metric === 'customers') return row.customers;
  if (metric === 'value') return row.value365Minor;
  return row.rhythmKnown >= leastKnownRhythms ? row.pastRhythm / row.rhythmKnown : null;
};

interface Rendering {
  value(at: number): number;
  coord(at: readonly number[]): number[];
  size(of: readonly number[]): number[];
}

function TileMap({ document, metric }: { document: ReviewPlaces; metric: Metric }) {
  const { t } = useTranslation();
  const f = useFormat(document.currency);
  const shown = useCallback(
    (row: Row) => {
      const value = valueOf(row, metric);
      if (value === null) return '–';
      if (metric === 'customers') return f.short(value);
      return metric === 'value' ? f.money(value) : f.percent(value, 0);
    },
    [metric, f],
  );
  const title = t(`understand:places.chart.${metric}`, {
    money: t(`understand:valueIs.${document.valueIs}`),
    currency: document.currency,
  });
  const option = useCallback(
    ({ palette }: ChartLook) => {
      const found = new Map(document.provinces.map(row => [row.province, row]));
      const values = document.provinces.map(row => valueOf(row, metric) ?? 0);
      const most = Math.max(...values, 0);
      const places = Object.entries(provinceTiles) as [ProvinceCode, readonly [number, number]][];
      const hidden = { show: false, type: 'value' as const, min: 0 };
      return {
        grid: { left: 0, right: 0, top: 0, bottom: 0 },
        tooltip: { trigger: 'item' as const, formatter: ({ name }: { name: string }) => name },
        xAxis: { ...hidden, max: tileColumns },
        yAxis: { ...hidden, max: tileRows, inverse: true },
        series: [
          {
            type: 'custom' as const,
            data: places.map(([code, [column, row]]) => {
              const own = found.get(code);
              const text = own ? shown(own) : '';
              return { name: `${t(`understand:places.of.${code}`)} ${text}`, value: [column, row] };
            }),
            renderItem: ({ dataIndex }: { dataIndex: number }, api: Rendering) => {
              const [code] = places[dataIndex] ?? (['BJ'] as const);
              const own = found.get(code);
              const value = own ? valueOf(own, metric) : null;
              const part = value === null || most <= 0 ? 0 : Math.max(0, value) / most;
              const [x = 0, y = 0] = api.coord([api.value(0), api.value(1)]);
              const [width = 0, height = 0] = api.size([1, 1]);
              const color = value !== null && part >= darkTileFrom ? '#ffffff' : '#1c2330';
              const label = (of: string, top: number, bold: boolean) => ({
                type: 'text' as const,
                style: {
                  text: of,
                  x: x + width / 2,
                  y: y + height * top,
                  align: 'center' as const,
                  verticalAlign: 'middle' as const,
                  fill: value === null ? palette.muted : color,
                  font: `${bold ? 600 : 400} ${width < 60 ? 10 : 12}px sans-serif`,
                },
              });
              return {
                type: 'group' as const,
                children: [
                  {
                    type: 'rect' as const,
                    shape: { x: x + 1, y: y + 1, width: width - 2, height: height - 2, r: 3 },
                    style: {
                      fill: value === null ? palette.surface : tileShade(part),
                      stroke: palette.border,
                    },
                  },
                  label(t(`understand:places.short.${code}`), 0.36, true),
                  label(own ? shown(own) : '', 0.68, false),
                ],
              };
            },
          },
        ],
      };
    },
    [document, metric, shown, t],
  );
  const whole = document.provinces.reduce((sum, row) => sum + row.customers, 0);
  return (
    <Chart
      title={title}
      summary={t('understand:places.summary', {
        count: document.provinces.length,
        n: f.count(whole),
      })}
      height={420}
      option={option}
      data={{
        rows: document.provinces,
        rowKey: row => row.province,
        columns: [
          {
            key: 'province',
            title: t('understand:places.province'),
            head: true,
            render: row => t(`understand:places.of.${row.province}`),
            plain: row => t(`understand:places.of.${row.province}`),
          },
          {
            key: 'customers',
            title: t('understand:places.metric.customers'),
            align: 'right',
            render: row => f.count(row.customers),
            plain: row => row.customers,
          },
          {
            key: 'buyers',
            title: t('understand:places.buyers'),
            align: 'right',
            render: row => f.count(row.buyers365),
            plain: row => row.buyers365,
          },
          {
            key: 'value',
            title: t('understand:places.metric.value'),
            align: 'right',
            render: row => f.money(row.value365Minor),
            plain: row => f.major(row.value365Minor),
          },
          {
            key: 'past',
            title: t('understand:places.metric.pastRhythm'),
            align: 'right',
            render: row => {
              const share = valueOf(row, 'pastRhythm');
              return share === null ? '–' : f.percent(share, 0);
            },
            plain: row => valueOf(row, 'pastRhythm') ?? '',
          },
        ],
      }}
    />
  );
}

function Places({ document }: { document: ReviewPlaces }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [metric, setMetric] = useState<Metric>('customers');
  const { elsewhere, unnamed } = document;
  return (
    <div className="stack">
      <Segmented
        className="no-print"
        style={{ maxWidth: '100%', overflowX: 'auto' }}
        aria-label={t('understand:places.choose')}
        value={metric}
        options={metrics.map(value => ({ value, label: t(`understand:places.metric.${value}`) }))}
        onChange={setMetric}
      />
      <TileMap document={document} metric={metric} />
      <p className="small muted">
        {t('understand:places.rest', {
          elsewhere: f.count(elsewhere.customers),
          names: elsewhere.names.length > 0 ? elsewhere.names.join(', ') : '–',
          unnamed: f.count(unnamed.customers),
        })}
      </p>
    </div>
  );
}

export function ReviewPlacesSection({ reviewId }: { reviewId: string }) {
  const { t } = useTranslation();
  const chapter = useReviewPlaces(reviewId);
  return (
    <Section title={t('understand:places.title')} note={t('understand:places.note')}>
      <QueryView query={chapter} skeleton={<Skeleton lines={6} />}>
        {({ document }) =>
          document.provinces.length > 0 ? (
            <Places document={document} />
          ) : (
            <Empty title={t('understand:places.emptyTitle')}>{t('understand:places.empty')}</Empty>
          )
        }
      </QueryView>
    </Section>
  );
}
