/** How customers move: between sales channels, through messages to a purchase, and on one side or both. */
import { useTranslation } from 'react-i18next';
import type { ChannelSummary } from '../../../../src/records/channel-summary.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Definition } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';
import { channelName, definitionOf, senderName, shareText } from './channel-words.ts';

type Props = { readonly summary: ChannelSummary };

function Switching({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat();
  const { switching } = summary;
  const targets = [...new Set(switching.rows.flatMap(row => row.to.map(each => each.channel)))];
  return (
    <Section
      title={t('channels:switching.title')}
      note={t('channels:switching.note', { n: f.count(switching.purchases) })}
      actions={<Definition text={definitionOf(summary, 'switching', f)} />}
    >
      {switching.rows.length === 0 ? (
        <p className="muted">{t('channels:switching.none')}</p>
      ) : (
        <Table
          dense
          caption={t('channels:switching.title')}
          rows={switching.rows}
          rowKey={row => row.from}
          columns={[
            {
              key: 'from',
              title: t('channels:switching.from'),
              head: true,
              render: row => channelName(summary, row.from, t),
            },
            ...targets.map(channel => ({
              key: `to-${channel}`,
              title: `→ ${channelName(summary, channel, t)}`,
              align: 'right' as const,
              render: (row: (typeof switching.rows)[number]) => {
                const cell = row.to.find(each => each.channel === channel);
                if (!cell) return f.count(0);
                return (
                  <>
                    {f.count(cell.n)}{' '}
                    <span className="small muted nowrap">{cell.share ? shareText(cell.share, f) : ''}</span>
                  </>
                );
              },
            })),
            { key: 'n', title: t('channels:switching.all'), align: 'right', render: row => f.count(row.n) },
            {
              key: 'days',
              title: t('channels:switching.days'),
              align: 'right',
              render: row => (row.medianDays === null ? '–' : f.count(row.medianDays)),
            },
          ]}
        />
      )}
    </Section>
  );
}

function Paths({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat();
  const { paths } = summary;
  const name = (channel: string) => senderName(channel, t);
  const ends = (step: (typeof paths.steps)[number]) =>
    step.kind === 'channel' ? name(step.to) : t(`channels:paths.end.${step.kind}`);
  return (
    <Section
      title={t('channels:paths.title')}
      note={t(`channels:paths.is.${paths.status}`, {
        converted: f.count(paths.converted),
        lost: f.count(paths.lost),
        open: f.count(paths.open),
        cut: f.count(paths.truncated),
        rate: shareText(paths.rate, f),
      })}
      actions={<Definition text={definitionOf(summary, 'paths', f)} />}
    >
      {paths.status !== 'no-touches' && (
        <div className="stack">
          {paths.daysToConvert && (
            <p>
              {t('channels:paths.days', {
                p25: f.fixed(paths.daysToConvert.p25, 1),
                p50: f.fixed(paths.daysToConvert.p50, 1),
                p75: f.fixed(paths.daysToConvert.p75, 1),
                p90: f.fixed(paths.daysToConvert.p90, 1),
              })}
            </p>
          )}
          <Table
            dense
            showCaption
            caption={t('channels:paths.assists')}
            rows={paths.assists}
            rowKey={row => row.channel}
            columns={[
              {
                key: 'channel',
                title: t('channels:contacts.channel'),
                head: true,
                render: row => name(row.channel),
              },
              {
                key: 'paths',
                title: t('channels:paths.paths'),
                align: 'right',
                render: row => f.count(row.paths),
              },
              {
                key: 'last',
                title: t('channels:paths.last'),
                align: 'right',
                render: row => f.count(row.last),
              },
              {
                key: 'assisted',
                title: t('channels:paths.assisted'),
                align: 'right',
                render: row => f.count(row.assisted),
              },
              {
                key: 'ratio',
                title: t('channels:paths.ratio'),
                align: 'right',
                render: row => (row.ratio === null ? '–' : f.fixed(row.ratio, 2)),
              },
            ]}
          />
          <Table
            dense
            showCaption
            caption={t('channels:paths.top')}
            rows={paths.paths}
            rowKey={row => row.channels.join('>')}
            columns={[
              {
                key: 'path',
                title: t('channels:paths.path'),
                head: true,
                render: row => row.channels.map(name).join(' → '),
              },
              {
                key: 'converted',
                title: t('channels:paths.converted'),
                align: 'right',
                render: row => f.count(row.converted),
              },
              {
                key: 'lost',
                title: t('channels:paths.lost'),
                align: 'right',
                render: row => f.count(row.lost),
              },
            ]}
          />
          <Table
            dense
            showCaption
            caption={t('channels:paths.steps')}
            rows={paths.steps}
            rowKey={row => `${row.from}-${row.to}-${row.kind}`}
            columns={[
              {
                key: 'from',
                title: t('channels:paths.from'),
                head: true,
                render: row => (row.from === null ? t('channels:paths.start') : name(row.from)),
              },
              { key: 'to', title: t('channels:paths.to'), render: ends },
              { key: 'n', title: t('channels:paths.n'), align: 'right', render: row => f.count(row.n) },
            ]}
          />
        </div>
      )}
    </Section>
  );
}

function Synergy({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { synergy } = summary;
  const { difference } = synergy;
  return (
    <Section
      title={t('channels:synergy.title')}
      note={t('channels:synergy.note')}
      actions={<Definition text={definitionOf(summary, 'synergy', f)} />}
    >
      {difference ? (
        <p>
          {t('channels:synergy.found', {
            value: f.moneySigned(difference.valueMinor.value),
            range: f.moneyRange(difference.valueMinor.lo, difference.valueMinor.hi),
            again: f.points(difference.buyAgain.value),
            againRange: f.pointsRange(difference.buyAgain.lo, difference.buyAgain.hi),
            n: f.count(difference.customers),
            others: f.count(difference.others),
          })}
        </p>
      ) : (
        <p className="muted">{t(`channels:synergy.is.${synergy.status}`)}</p>
      )}
      {synergy.groups.length > 0 && (
        <Table
          dense
          caption={t('channels:synergy.title')}
          rows={synergy.groups}
          rowKey={row => row.group}
          columns={[
            {
              key: 'group',
              title: t('channels:synergy.group'),
              head: true,
              render: row => t(`channels:synergy.groupIs.${row.group}`),
            },
            {
              key: 'customers',
              title: t('channels:synergy.customers'),
              align: 'right',
              render: row => f.count(row.customers),
            },
            {
              key: 'value',
              title: t('channels:synergy.value'),
              align: 'right',
              render: row => (row.valueMinor === null ? '–' : f.money(row.valueMinor)),
            },
            {
              key: 'again',
              title: t('channels:synergy.again'),
              align: 'right',
              render: row => (row.buyAgain === null ? '–' : f.percent(row.buyAgain, 0)),
            },
          ]}
        />
      )}
      <p className="small muted">{t('channels:synergy.caveat')}</p>
    </Section>
  );
}

export function ChannelMoves({ summary }: Props) {
  return (
    <>
      <Switching summary={summary} />
      <Synergy summary={summary} />
      <Paths summary={summary} />
    </>
  );
}
