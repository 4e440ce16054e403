/** Stores against each other: efficiency with interval and peers, drawn on their frontier. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelSummary, ChannelUnit } from '../../../../src/records/channel-summary.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { Section } from '../../ui/page.tsx';
import { Definition } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { FrontierChoice } from './channel-frontier-choice.tsx';
import { definitionOf } from './channel-words.ts';

type Props = { readonly summary: ChannelSummary };

const counted: readonly string[] = ['staff', 'area', 'buyers', 'orders'];
/** Money says its currency; people, orders and square metres are called what they are. */
const withUnit = (title: string, name: string | undefined, currency: string): string =>
  name && counted.includes(name) ? title : `${title} (${currency})`;

const isBest = (row: ChannelUnit) => row.variable > 0.99999;
const nameOf = (row: ChannelUnit) => row.title || row.unit;

/** First input across, first output up; the frontier's stores joined where there is one of each; otherwise it is one view of several. */
function FrontierChart({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { efficiency, currency } = summary;
  const input = t(`channels:input.${efficiency.inputs[0]}`);
  const output = t(`channels:output.${efficiency.outputs[0]}`);
  const isPlane = efficiency.inputs.length === 1 && efficiency.outputs.length === 1;
  const point = (row: ChannelUnit) => [row.inputs[0] ?? 0, row.outputs[0] ?? 0];
  const best = [...efficiency.rows].filter(isBest).sort((a, b) => (a.inputs[0] ?? 0) - (b.inputs[0] ?? 0));
  const option = useCallback(
    (look: ChartLook) => {
      const axis = axisLook(look);
      const label = { ...axis.axisLabel, formatter: (value: number) => f.short(value) };
      return {
        legend: { top: 0, right: 0, textStyle: { color: look.palette.text } },
        tooltip: { show: false },
        grid: { left: 8, right: 24, top: 54, bottom: 36, containLabel: true },
        xAxis: {
          type: 'value',
          ...axis,
          name: withUnit(input, efficiency.inputs[0], currency),
          nameLocation: 'middle',
          nameGap: 30,
          axisLabel: label,
        },
        yAxis: {
          type: 'value',
          ...axis,
          name: withUnit(output, efficiency.outputs[0], currency),
          axisLabel: label,
        },
        series: [
          {
            type: 'line',
            name: t('channels:frontier.best'),
            symbol: 'diamond',
            symbolSize: 10,
            // A line through several inputs or outputs would be a frontier that is none.
            lineStyle: { type: 'dashed', width: isPlane ? 1 : 0 },
            labelLayout: { hideOverlap: true },
            label: {
              show: best.length <= 12,
              position: 'top',
              color: look.palette.text,
              formatter: ({ dataIndex }: { dataIndex: number }) =>
                best[dataIndex] ? nameOf(best[dataIndex]) : '',
            },
            data: best.map(point),
          },
          {
            type: 'line',
            name: t('channels:frontier.others'),
            symbol: 'circle',
            symbolSize: 7,
            lineStyle: { width: 0 },
            data: efficiency.rows.filter(row => !isBest(row)).map(point),
          },
        ],
      };
    },
    [best, efficiency, currency, input, output, isPlane, f, t],
  );
  return (
    <Chart
      title={t('channels:frontier.title')}
      summary={t('channels:frontier.summary', { n: efficiency.rows.length, best: best.length })}
      option={option}
      data={{
        rows: efficiency.rows,
        rowKey: row => row.unit,
        columns: [
          {
            key: 'unit',
            title: t('channels:frontier.unit'),
            head: true,
            render: nameOf,
            plain: row => row.unit,
          },
          {
            key: 'input',
            title: input,
            align: 'right',
            render: row => f.short(row.inputs[0] ?? 0),
            plain: row => row.inputs[0] ?? 0,
          },
          {
            key: 'output',
            title: output,
            align: 'right',
            render: row => f.short(row.outputs[0] ?? 0),
            plain: row => row.outputs[0] ?? 0,
          },
          {
            key: 'theta',
            title: 'θ',
            align: 'right',
            render: row => f.percent(row.variable, 0),
            plain: row => row.variable,
          },
        ],
      }}
    />
  );
}

function useColumns({ summary }: Props, f: Format): Column<ChannelUnit>[] {
  const { t } = useTranslation();
  const { inputs, outputs, rows } = summary.efficiency;
  const titles = new Map(rows.map(row => [row.unit, nameOf(row)]));
  return [
    {
      key: 'unit',
      title: t('channels:frontier.unit'),
      head: true,
      render: row => (
        <>
          {nameOf(row)} <span className="small muted">{row.region}</span>
        </>
      ),
    },
    ...inputs.map((name, at) => ({
      key: name,
      title: t(`channels:input.${name}`),
      align: 'right' as const,
      render: (row: ChannelUnit) => (
        <>
          <span className="nowrap">{f.short(row.inputs[at] ?? 0)}</span>
          {(row.inputSlacks[at] ?? 0) > 0 && (
            <span className="small muted">
              {' '}
              {t('channels:frontier.slack', { n: f.short(row.inputSlacks[at] ?? 0) })}
            </span>
          )}
        </>
      ),
    })),
    ...outputs.map((name, at) => ({
      key: name,
      title: t(`channels:output.${name}`),
      align: 'right' as const,
      render: (row: ChannelUnit) => <span className="nowrap">{f.short(row.outputs[at] ?? 0)}</span>,
    })),
    {
      key: 'variable',
      title: t('channels:frontier.variable'),
      align: 'right',
      render: row => (
        <>
          {f.percent(row.variable, 0)}{' '}
          {row.lo !== null && row.hi !== null && (
            <span className="small muted nowrap">
              ({f.between(f.percent(row.lo, 0), f.percent(row.hi, 0))})
            </span>
          )}
        </>
      ),
    },
    {
      key: 'constant',
      title: t('channels:frontier.constant'),
      align: 'right',
      render: row => f.percent(row.constant, 0),
    },
    {
      key: 'scale',
      title: t('channels:frontier.scale'),
      align: 'right',
      render: row => f.percent(row.scale, 0),
    },
    {
      key: 'peers',
      title: t('channels:frontier.peers'),
      render: row =>
        row.peers
          .map(peer => `${titles.get(peer.unit) ?? peer.unit} ${f.percent(peer.weight, 0)}`)
          .join(' · ') || '–',
    },
  ];
}

export function ChannelFrontier({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { efficiency } = summary;
  const columns = useColumns({ summary }, f);
  const define = <Definition text={definitionOf(summary, 'efficiency', f)} />;
  const params = { n: f.count(efficiency.units), least: f.count(efficiency.least) };
  if (efficiency.status !== 'ok')
    return (
      <Section title={t('channels:frontier.title')} actions={define}>
        <Empty title={t(`channels:frontier.refused.${efficiency.status}`, params)}>
          {t(`channels:frontier.refusedText.${efficiency.status}`, params)}
        </Empty>
        {(efficiency.young ?? 0) > 0 && (
          <p className="small muted">{t('channels:frontier.young', { n: f.count(efficiency.young) })}</p>
        )}
        <FrontierChoice summary={summary} />
      </Section>
    );
  return (
    <>
      <Section
        title={t('channels:frontier.title')}
        note={t('channels:frontier.note', {
          ...params,
          left: f.count(efficiency.leftOut),
          from: summary.window.from,
          to: summary.window.to,
        })}
        actions={define}
      >
        <FrontierChart summary={summary} />
        {(efficiency.young ?? 0) > 0 && (
          <p className="small muted">{t('channels:frontier.young', { n: f.count(efficiency.young) })}</p>
        )}
        <FrontierChoice summary={summary} />
      </Section>
      <Section
        title={t('channels:frontier.table')}
        note={t('channels:frontier.tableNote', { currency: summary.currency })}
        actions={define}
      >
        <Table
          dense
          caption={t('channels:frontier.table')}
          rows={efficiency.rows}
          rowKey={row => row.unit}
          columns={columns}
        />
        {efficiency.cut > 0 && (
          <p className="small muted">{t('channels:frontier.cut', { n: f.count(efficiency.cut) })}</p>
        )}
      </Section>
    </>
  );
}
