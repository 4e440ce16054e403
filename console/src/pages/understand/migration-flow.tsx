/** Who moved between tiers or stages, as a flow from the past time on the left to now on the right. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { BaseMigration } from '../../../../src/records/base-movement.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import type { ChartLook } from '../../ui/chart-theme.ts';
import { classColor } from './class-color.ts';

type Matrix = BaseMigration['matrices'][number];

interface FlowProps {
  readonly matrix: Matrix;
  readonly currency: string;
  readonly nameOf: (name: string) => string;
}

export function MigrationFlow({ matrix, currency, nameOf }: FlowProps) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const links = matrix.rows.flatMap(row =>
    row.to
      .filter(({ customers }) => customers > 0)
      .map(({ to, customers, value365, valueBefore }) => ({
        from: row.from,
        to,
        customers,
        value365,
        valueBefore: valueBefore ?? null,
      })),
  );
  const classes = [...new Set(links.flatMap(({ from, to }) => [from, to]))];
  const title = t(`understand:movement.flow.${matrix.kind}`, { day: f.day(matrix.fromAsOf) });
  const largest = links
    .filter(({ from, to }) => from !== to && from !== 'none')
    .sort((a, b) => b.customers - a.customers)
    .slice(0, 3)
    .map(({ from, to, customers }) => `${nameOf(from)} → ${nameOf(to)} ${f.count(customers)}`);
  const summary = [
    t('understand:movement.flowSides', { day: f.day(matrix.fromAsOf) }),
    largest.length > 0 &&
      t('understand:movement.flowLargest', { moves: largest.join(t('understand:movement.comma')) }),
  ]
    .filter(Boolean)
    .join(' ');
  const option = useCallback(
    (look: ChartLook) => {
      const node = (side: 'from' | 'to', name: string) => ({
        name: `${side} ${name}`,
        itemStyle: { color: classColor(look, name) },
        label: {
          position: side === 'from' ? ('right' as const) : ('left' as const),
          formatter: nameOf(name),
          color: look.palette.text,
        },
      });
      const sides = (['from', 'to'] as const).flatMap(side =>
        classes.filter(name => links.some(link => link[side] === name)).map(name => node(side, name)),
      );
      return {
        tooltip: {
          trigger: 'item' as const,
          formatter: ({
            data,
            value,
          }: {
            data: { source?: string; target?: string; name?: string };
            value: number;
          }) =>
            data.source && data.target
              ? `${nameOf(data.source.slice(5))} → ${nameOf(data.target.slice(3))}: ${f.count(value)}`
              : `${nameOf((data.name ?? '').replace(/^(from|to) /, ''))}: ${f.count(value)}`,
        },
        series: [
          {
            type: 'sankey' as const,
            left: 8,
            right: 8,
            top: 12,
            bottom: 12,
            nodeWidth: 14,
            draggable: false,
            layoutIterations: 0,
            lineStyle: { color: 'source' as const, opacity: 0.35 },
            data: sides,
            links: links.map(({ from, to, customers }) => ({
              source: `from ${from}`,
              target: `to ${to}`,
              value: customers,
            })),
          },
        ],
      };
    },
    [matrix, f, nameOf],
  );
  return (
    <Chart
      title={title}
      summary={summary}
      height={Math.max(240, classes.length * 44)}
      option={option}
      data={{
        rows: links,
        rowKey: ({ from, to }) => `${from} ${to}`,
        columns: [
          {
            key: 'from',
            title: t('understand:movement.from'),
            head: true,
            render: link => nameOf(link.from),
            plain: link => nameOf(link.from),
          },
          {
            key: 'to',
            title: t('understand:movement.to'),
            render: link => nameOf(link.to),
            plain: link => nameOf(link.to),
          },
          {
            key: 'customers',
            title: t('understand:stages.customers'),
            align: 'right',
            render: link => f.count(link.customers),
            plain: link => link.customers,
          },
          {
            key: 'before',
            title: t('understand:movement.valueBefore'),
            align: 'right',
            render: link => (link.valueBefore === null ? '–' : f.amount(String(link.valueBefore))),
            plain: link => link.valueBefore ?? '',
          },
          {
            key: 'value',
            title: t('understand:movement.valueNow'),
            align: 'right',
            render: link => f.amount(String(link.value365)),
            plain: link => link.value365,
          },
        ],
      }}
    />
  );
}
