/** What goes through each channel, which channels share buyers, and which add buyers nobody else has. */
import { useTranslation } from 'react-i18next';
import type { ChannelSummary, SalesChannel } from '../../../../src/records/channel-summary.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Definition } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { channelName, definitionOf } from './channel-words.ts';
import { UpsetTable } from './upset-table.tsx';

type Props = { readonly summary: ChannelSummary };

function Channels({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const money = (minor: number | null) => (minor === null ? '–' : f.money(minor));
  return (
    <Section
      title={t('channels:sales.title')}
      note={t('channels:sales.note')}
      actions={<Definition text={definitionOf(summary, 'channels', f)} />}
    >
      <Table<SalesChannel>
        dense
        caption={t('channels:sales.title')}
        rows={summary.channels}
        rowKey={row => row.channel}
        columns={[
          {
            key: 'channel',
            title: t('channels:column.channel'),
            head: true,
            render: row => channelName(summary, row.channel, t),
          },
          {
            key: 'side',
            title: (
              <>
                {t('channels:column.side')}
                <Definition text={definitionOf(summary, 'side', f)} />
              </>
            ),
            render: row => (
              <>
                {t(`channels:side.${row.side}`)}{' '}
                <span className="small muted">{t(`channels:sideBy.${row.sideBy}`)}</span>
              </>
            ),
          },
          {
            key: 'net',
            title: t('channels:column.net'),
            align: 'right',
            render: row => f.money(row.netMinor),
          },
          {
            key: 'share',
            title: t('channels:column.share'),
            align: 'right',
            render: row => (row.netShare === null ? '–' : f.percent(row.netShare, 1)),
          },
          {
            key: 'returns',
            title: t('channels:column.returns'),
            align: 'right',
            render: row => f.money(row.returnsMinor),
          },
          {
            key: 'orders',
            title: t('channels:column.orders'),
            align: 'right',
            render: row => f.count(row.orders),
          },
          {
            key: 'buyers',
            title: t('channels:column.buyers'),
            align: 'right',
            render: row => f.count(row.buyers),
          },
          {
            key: 'alone',
            title: t('channels:column.alone'),
            align: 'right',
            render: row => f.count(row.aloneBuyers),
          },
          {
            key: 'new',
            title: t('channels:column.new'),
            align: 'right',
            render: row => f.count(row.newBuyers),
          },
          {
            key: 'perOrder',
            title: t('channels:column.perOrder'),
            align: 'right',
            render: row => money(row.costPerOrderMinor),
          },
          {
            key: 'costShare',
            title: t('channels:column.costShare'),
            align: 'right',
            render: row => (row.costShare === null ? '–' : f.percent(row.costShare, 1)),
          },
        ]}
      />
    </Section>
  );
}

function Overlap({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { overlap } = summary;
  const define = <Definition text={definitionOf(summary, 'overlap', f)} />;
  const note = t('channels:overlap.note', {
    n: f.count(overlap.buyers),
    from: summary.window.from,
    to: summary.window.to,
  });
  return (
    <>
      <Section title={t('channels:overlap.title')} note={note} actions={define}>
        <UpsetTable
          caption={t('channels:overlap.title')}
          members={overlap.reach.map(({ channel }) => ({
            key: channel,
            label: channelName(summary, channel, t),
          }))}
          rows={overlap.combos.map(combo => ({
            members: combo.channels,
            size: combo.buyers,
            more: f.money(combo.netMinor),
          }))}
          total={overlap.buyers}
          sizeTitle={t('channels:column.buyers')}
          moreTitle={t('channels:column.netAfter')}
        />
        {overlap.restBuyers > 0 && (
          <p className="small muted">{t('channels:overlap.rest', { n: f.count(overlap.restBuyers) })}</p>
        )}
      </Section>
      <Section title={t('channels:added.title')} note={t('channels:added.note')} actions={define}>
        <Table
          dense
          caption={t('channels:added.title')}
          rows={overlap.reach}
          rowKey={row => row.channel}
          columns={[
            {
              key: 'channel',
              title: t('channels:column.channel'),
              head: true,
              render: row => channelName(summary, row.channel, t),
            },
            {
              key: 'buyers',
              title: t('channels:column.buyers'),
              align: 'right',
              render: row => f.count(row.buyers),
            },
            {
              key: 'added',
              title: t('channels:added.added'),
              align: 'right',
              render: row => `+${f.count(row.added)}`,
            },
            {
              key: 'total',
              title: t('channels:added.total'),
              align: 'right',
              render: row => f.count(row.total),
            },
            {
              key: 'share',
              title: t('channels:upset.share'),
              align: 'right',
              render: row => f.percent(row.total / Math.max(1, overlap.buyers), 1),
            },
          ]}
        />
      </Section>
    </>
  );
}

export function ChannelSales({ summary }: Props) {
  const { t } = useTranslation();
  if (summary.channels.length === 0)
    return (
      <Section title={t('channels:sales.title')}>
        <Empty title={t('channels:sales.emptyTitle')}>{t('channels:sales.empty')}</Empty>
      </Section>
    );
  return (
    <>
      <Channels summary={summary} />
      <Overlap summary={summary} />
    </>
  );
}
