/** Where channels stand against each other: prices of one product on one day, people reached by two within a day. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ChannelSummary } from '../../../../src/records/channel-summary.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Definition } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { channelName, definitionOf, senderName, shareText } from './channel-words.ts';

type Props = { readonly summary: ChannelSummary };

function Prices({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { priceConflicts: found } = summary;
  const name = (channel: string) => channelName(summary, channel, t);
  const define = <Definition text={definitionOf(summary, 'price-conflict', f)} />;
  if (found.conflictDays === 0)
    return (
      <Section title={t('channels:prices.title')} actions={define}>
        <Empty title={t('channels:prices.none')}>
          {t('channels:prices.noneText', { n: f.count(found.sharedDays) })}
        </Empty>
      </Section>
    );
  return (
    <>
      <Section
        title={t('channels:prices.pairs')}
        note={t('channels:prices.note', {
          days: f.count(found.conflictDays),
          shared: f.count(found.sharedDays),
          products: f.count(found.products),
          gap: f.money(found.gapMinor),
          tolerance: f.percent(found.tolerance, 0),
        })}
        actions={define}
      >
        <Table
          dense
          caption={t('channels:prices.pairs')}
          rows={found.pairs}
          rowKey={row => `${row.cheap}-${row.dear}`}
          columns={[
            { key: 'cheap', title: t('channels:prices.cheap'), head: true, render: row => name(row.cheap) },
            { key: 'dear', title: t('channels:prices.dear'), render: row => name(row.dear) },
            {
              key: 'days',
              title: t('channels:prices.days'),
              align: 'right',
              render: row => f.count(row.days),
            },
            {
              key: 'products',
              title: t('channels:prices.products'),
              align: 'right',
              render: row => f.count(row.products),
            },
            {
              key: 'gap',
              title: t('channels:prices.gap'),
              align: 'right',
              render: row => f.money(row.gapMinor),
            },
          ]}
        />
      </Section>
      <Section title={t('channels:prices.title')} note={t('channels:prices.topNote')} actions={define}>
        <Table
          dense
          caption={t('channels:prices.title')}
          rows={found.top}
          rowKey={row => row.sku}
          columns={[
            {
              key: 'name',
              title: t('channels:prices.product'),
              head: true,
              render: row => (
                <>
                  <Link to={`/understand/products?${new URLSearchParams({ sku: row.sku }).toString()}`}>
                    {row.name || row.sku}
                  </Link>
                  <div className="small muted mono">{row.sku}</div>
                </>
              ),
            },
            {
              key: 'days',
              title: t('channels:prices.days'),
              align: 'right',
              render: row => f.count(row.conflictDays),
            },
            {
              key: 'shared',
              title: t('channels:prices.shared'),
              align: 'right',
              render: row => f.count(row.sharedDays),
            },
            {
              key: 'spread',
              title: t('channels:prices.spread'),
              align: 'right',
              render: row => f.percent(row.medianSpread, 0),
            },
            { key: 'cheap', title: t('channels:prices.cheap'), render: row => name(row.cheap) },
            { key: 'dear', title: t('channels:prices.dear'), render: row => name(row.dear) },
            {
              key: 'gap',
              title: t('channels:prices.gap'),
              align: 'right',
              render: row => f.money(row.gapMinor),
            },
            {
              key: 'last',
              title: t('channels:prices.last'),
              nowrap: true,
              render: row => f.day(row.lastDay),
            },
          ]}
        />
      </Section>
    </>
  );
}

function Hits({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat();
  const { contactConflicts: found } = summary;
  return (
    <Section
      title={t('channels:hits.title')}
      note={t(found.people === 0 ? 'channels:hits.none' : 'channels:hits.note', {
        people: f.count(found.people),
        hit: f.count(found.hit),
        share: shareText(found.share, f),
        hours: found.hours,
      })}
      actions={<Definition text={definitionOf(summary, 'contact-conflict', f)} />}
    >
      {found.pairs.length > 0 && (
        <Table
          dense
          caption={t('channels:hits.title')}
          rows={found.pairs}
          rowKey={row => `${row.first}-${row.second}`}
          columns={[
            {
              key: 'first',
              title: t('channels:hits.first'),
              head: true,
              render: row => senderName(row.first, t),
            },
            { key: 'second', title: t('channels:hits.second'), render: row => senderName(row.second, t) },
            {
              key: 'people',
              title: t('channels:hits.people'),
              align: 'right',
              render: row => f.count(row.people),
            },
            {
              key: 'times',
              title: t('channels:hits.times'),
              align: 'right',
              render: row => f.count(row.times),
            },
          ]}
        />
      )}
    </Section>
  );
}

export function ChannelConflicts({ summary }: Props) {
  return (
    <>
      <Prices summary={summary} />
      <Hits summary={summary} />
    </>
  );
}
