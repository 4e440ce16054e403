/** What channels cost: per customer won with what a further one cost, per contact, and where each spend was laid. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CostLine } from '../../../../src/records/channel-cost.ts';
import type {
  AcquisitionSource,
  ChannelSummary,
  MarginalCost,
} from '../../../../src/records/channel-summary.ts';
import { toMajor } from '../../format/money.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { Section } from '../../ui/page.tsx';
import { Definition } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { ChannelService } from './channel-service.tsx';
import { definitionOf, moneyOr, senderName } from './channel-words.ts';

type Props = { readonly summary: ChannelSummary };

function Marginal({ marginal, f }: { marginal: MarginalCost; f: Format }) {
  const { t } = useTranslation();
  if (marginal.costMinor === null || marginal.loMinor === null || marginal.hiMinor === null)
    return <span className="muted">{t(`channels:marginal.${marginal.status}`, { n: marginal.months })}</span>;
  return (
    <>
      {f.money(marginal.costMinor)}{' '}
      <span className="small muted">
        ({f.moneyRange(marginal.loMinor, marginal.hiMinor)};{' '}
        {t('channels:marginal.months', { n: marginal.months })})
      </span>
    </>
  );
}

function Sources({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { costs } = summary;
  return (
    <Section
      title={t('channels:sources.title')}
      note={t(`channels:sources.by.${costs.sourceIs}`)}
      actions={<Definition text={definitionOf(summary, 'acquisition', f)} />}
    >
      <Table<AcquisitionSource>
        dense
        caption={t('channels:sources.title')}
        rows={costs.sources}
        rowKey={row => row.source}
        columns={[
          {
            key: 'source',
            title: t('channels:sources.source'),
            head: true,
            render: row => row.source || t('common:unknown'),
          },
          {
            key: 'spend',
            title: t('channels:sources.spend'),
            align: 'right',
            render: row => (costs.state === 'known' ? f.money(row.spendMinor) : '–'),
          },
          {
            key: 'new',
            title: t('channels:sources.new'),
            align: 'right',
            render: row => f.count(row.newCustomers),
          },
          {
            key: 'cost',
            title: t('channels:sources.cost'),
            align: 'right',
            render: row => moneyOr(f, row.costMinor),
          },
          {
            key: 'marginal',
            title: (
              <>
                {t('channels:sources.marginal')}
                <Definition text={definitionOf(summary, 'marginal', f)} />
              </>
            ),
            align: 'right',
            render: row => <Marginal marginal={row.marginal} f={f} />,
          },
        ]}
      />
    </Section>
  );
}

const drawnSources = 5;

/** Months as points: spend across, new customers up. */
function MonthsChart({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { currency } = summary;
  const drawn = summary.costs.sources.filter(source => source.months.length > 1).slice(0, drawnSources);
  const option = useCallback(
    (look: ChartLook) => ({
      legend: { top: 0, right: 0, textStyle: { color: look.palette.text } },
      tooltip: { show: false },
      xAxis: {
        type: 'value',
        name: t('channels:months.spend', { currency }),
        nameLocation: 'middle',
        ...axisLook(look),
        nameGap: 30,
        nameTextStyle: { color: look.palette.muted },
        axisLabel: { color: look.palette.muted, formatter: (value: number) => f.short(value) },
      },
      yAxis: {
        type: 'value',
        name: t('channels:sources.new'),
        ...axisLook(look),
        axisLabel: { color: look.palette.muted, formatter: (value: number) => f.short(value) },
      },
      grid: { left: 8, right: 24, top: 54, bottom: 36, containLabel: true },
      series: drawn.map((source, at) => ({
        type: 'line',
        name: source.source,
        symbol: ['circle', 'rect', 'triangle', 'diamond', 'pin'][at],
        symbolSize: 8,
        lineStyle: { width: 0 },
        data: source.months.map(month => [toMajor(month.spendMinor, currency), month.newCustomers]),
      })),
    }),
    [drawn, currency, f, t],
  );
  if (drawn.length === 0) return null;
  const rows = drawn.flatMap(source => source.months.map(month => ({ source: source.source, ...month })));
  const [from = '', to = ''] = [
    rows.map(row => row.month).sort()[0],
    rows
      .map(row => row.month)
      .sort()
      .at(-1),
  ];
  return (
    <Section title={t('channels:months.title')} note={t('channels:months.note')}>
      <Chart
        title={t('channels:months.title')}
        summary={t('channels:months.summary', { n: rows.length, from: from.slice(0, 7), to: to.slice(0, 7) })}
        option={option}
        data={{
          rows,
          rowKey: row => `${row.source}-${row.month}`,
          columns: [
            {
              key: 'source',
              title: t('channels:sources.source'),
              head: true,
              render: row => row.source,
              plain: row => row.source,
            },
            {
              key: 'month',
              title: t('channels:months.month'),
              render: row => row.month.slice(0, 7),
              plain: row => row.month.slice(0, 7),
            },
            {
              key: 'spend',
              title: t('channels:sources.spend'),
              align: 'right',
              render: row => f.moneyExact(row.spendMinor),
              plain: row => toMajor(row.spendMinor, currency),
            },
            {
              key: 'new',
              title: t('channels:sources.new'),
              align: 'right',
              render: row => f.count(row.newCustomers),
              plain: row => row.newCustomers,
            },
          ],
        }}
      />
    </Section>
  );
}

function Lines({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { costs } = summary;
  return (
    <Section
      title={t('channels:lines.title')}
      note={t('channels:lines.note', { total: f.moneyExact(costs.totalMinor) })}
      actions={<Definition text={definitionOf(summary, 'allocation', f)} />}
    >
      <Table<CostLine>
        dense
        caption={t('channels:lines.title')}
        rows={costs.lines}
        rowKey={row => row.channel}
        columns={[
          { key: 'channel', title: t('channels:lines.channel'), head: true, render: row => row.channel },
          {
            key: 'rule',
            title: t('channels:lines.rule'),
            render: row => (
              <>
                {t(`channels:purpose.${row.purpose}`)} · {t(`channels:basisOf.${row.basis}`)}{' '}
                {row.isDefault && <span className="small muted">{t('channels:lines.default')}</span>}
              </>
            ),
          },
          {
            key: 'amount',
            title: t('channels:lines.amount'),
            align: 'right',
            render: row => f.moneyExact(row.amountMinor),
          },
          {
            key: 'channels',
            title: t('channels:lines.onChannels'),
            align: 'right',
            render: row => f.moneyExact(row.channelsMinor),
          },
          {
            key: 'channelsLeft',
            title: t('channels:lines.left'),
            align: 'right',
            render: row => f.moneyExact(row.channelsLeftMinor),
          },
          {
            key: 'sources',
            title: t('channels:lines.onSources'),
            align: 'right',
            render: row => f.moneyExact(row.sourcesMinor),
          },
          {
            key: 'sourcesLeft',
            title: t('channels:lines.left'),
            align: 'right',
            render: row => f.moneyExact(row.sourcesLeftMinor),
          },
        ]}
      />
    </Section>
  );
}

function Contacts({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { contacts } = summary.costs;
  return (
    <Section
      title={t('channels:contacts.title')}
      note={t('channels:contacts.note')}
      actions={<Definition text={definitionOf(summary, 'contact', f)} />}
    >
      {contacts.length > 0 ? (
        <Table
          dense
          caption={t('channels:contacts.title')}
          rows={contacts}
          rowKey={row => row.channel}
          columns={[
            {
              key: 'channel',
              title: t('channels:contacts.channel'),
              head: true,
              render: row => senderName(row.channel, t),
            },
            {
              key: 'contacts',
              title: t('channels:contacts.sent'),
              align: 'right',
              render: row => f.count(row.contacts),
            },
            {
              key: 'people',
              title: t('channels:contacts.people'),
              align: 'right',
              render: row => f.count(row.people),
            },
            {
              key: 'cost',
              title: t('channels:contacts.cost'),
              align: 'right',
              render: row => f.money(row.costMinor),
            },
            {
              key: 'each',
              title: t('channels:contacts.each'),
              align: 'right',
              render: row => moneyOr(f, row.perContactMinor),
            },
          ]}
        />
      ) : (
        <p className="muted">{t('channels:contacts.none')}</p>
      )}
    </Section>
  );
}

export function ChannelCostSections({ summary }: Props) {
  const { t } = useTranslation();
  const isKnown = summary.costs.state === 'known';
  return (
    <>
      {!isKnown && (
        <Section title={t('channels:costsMissing.title')}>
          <Empty
            title={t('channels:costsMissing.title')}
            action={<Link to="?tab=desk">{t('channels:costsMissing.action')}</Link>}
          >
            {t('channels:costsMissing.text')}
          </Empty>
        </Section>
      )}
      <Sources summary={summary} />
      {isKnown && <MonthsChart summary={summary} />}
      {isKnown && <Lines summary={summary} />}
      <Contacts summary={summary} />
      <ChannelService summary={summary} />
    </>
  );
}
