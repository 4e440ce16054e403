/** Where events come from: keys that may send, when each last did, how much, what departs or was refused; and code to begin with. */
import { Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Snippet, snippets } from '../../../../src/records/tracking-snippets.ts';
import type { TrackingSource } from '../../../../src/records/tracking-source.ts';
import { useSources } from '../../api/tracking.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { CopyButton } from '../../ui/sql-drawer.tsx';
import { Tag, type TagTone } from '../../ui/stat.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

const tones: Record<NonNullable<TrackingSource['key']>['state'], TagTone> = {
  live: 'more',
  expired: 'plain',
  revoked: 'plain',
};

/** The day's hours as bars; the numbers beside them carry the meaning. */
function Hours({ hours }: { hours: readonly number[] }) {
  const most = Math.max(1, ...hours);
  return (
    <svg width={96} height={24} viewBox="0 0 96 24" aria-hidden className="hours">
      {hours.map((count, hour) => {
        const height = count === 0 ? 1 : Math.max(2, (count / most) * 24);
        return <rect key={hour} x={hour * 4} y={24 - height} width={3} height={height} />;
      })}
    </svg>
  );
}

function useColumns(): Column<TrackingSource>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    {
      key: 'source',
      title: t('tracking:sources.source'),
      head: true,
      render: row => (
        <>
          {row.source} {row.key && <code className="muted">rk_{row.key.prefix}…</code>}
        </>
      ),
    },
    {
      key: 'key',
      title: t('tracking:sources.key'),
      nowrap: true,
      render: row =>
        row.key ? (
          <span className="row">
            {t(`access:scope.${row.key.scope}`)}
            <Tag tone={tones[row.key.state]}>{t(`access:key.${row.key.state}`)}</Tag>
          </span>
        ) : (
          <span className="muted">{t('tracking:sources.noKey')}</span>
        ),
    },
    {
      key: 'last',
      title: t('tracking:sources.last'),
      render: row =>
        row.last ? (
          <>
            <span className="nowrap">{f.time(row.last.at)}</span>
            <div className="small muted">{row.last.event || row.last.type}</div>
          </>
        ) : (
          <span className="muted">{t('tracking:sources.never')}</span>
        ),
    },
    {
      key: 'rate',
      title: t('tracking:sources.perMinute'),
      align: 'right',
      render: row => f.fixed(row.minutes5 / 5, 1),
    },
    {
      key: 'day',
      title: t('tracking:sources.day'),
      align: 'right',
      render: row => f.count(row.day),
    },
    {
      key: 'hours',
      title: t('tracking:sources.hours'),
      render: row => <Hours hours={row.hours} />,
    },
    {
      key: 'days30',
      title: t('tracking:sources.days30'),
      align: 'right',
      render: row => f.count(row.days30),
    },
    {
      key: 'departing',
      title: t('tracking:sources.departing'),
      align: 'right',
      render: row => (row.departing > 0 ? <Link to="?tab=plan">{f.count(row.departing)}</Link> : f.count(0)),
    },
    {
      key: 'refused',
      title: t('tracking:sources.refused'),
      align: 'right',
      render: row =>
        row.refused > 0 ? (
          <Link to={`?${new URLSearchParams({ tab: 'quarantine', source: row.source }).toString()}`}>
            {f.count(row.refused)}
          </Link>
        ) : (
          f.count(0)
        ),
    },
  ];
}

function Snippets() {
  const { t } = useTranslation();
  const id = useId();
  const [chosen, setChosen] = useState<Snippet['id']>('browser');
  const snippet = snippets.find(each => each.id === chosen);
  const code = snippet?.code({ url: location.origin, writeKey: 'WRITE_KEY' }) ?? '';
  return (
    <Section title={t('tracking:snippets.title')} note={t('tracking:snippets.note')}>
      <div className="stack">
        <div className="row spread">
          <span className="row">
            <label htmlFor={id}>{t('tracking:snippets.with')}</label>
            <Select
              id={id}
              value={chosen}
              onChange={setChosen}
              popupMatchSelectWidth={false}
              options={snippets.map(each => ({
                value: each.id,
                label: t(`tracking:snippets.${each.id}`, { name: each.title }),
              }))}
            />
          </span>
          <CopyButton text={code} />
        </div>
        <pre className="sql" tabIndex={0} aria-label={t('tracking:snippets.title')}>
          {code}
        </pre>
      </div>
    </Section>
  );
}

export function SourcesTab() {
  const { t } = useTranslation();
  const sources = useSources();
  const columns = useColumns();
  return (
    <>
      <Section
        title={t('tracking:sources.title')}
        note={t('tracking:sources.note')}
        actions={
          <May needs="key.change">
            <LinkButton to="/settings?tab=keys">{t('tracking:sources.newKey')}</LinkButton>
          </May>
        }
      >
        <QueryView
          query={sources}
          empty={data =>
            data.sources.length === 0 ? (
              <Empty title={t('tracking:sources.emptyTitle')}>{t('tracking:sources.empty')}</Empty>
            ) : null
          }
        >
          {data => (
            <Table
              caption={t('tracking:sources.title')}
              rows={data.sources}
              rowKey={row => row.source}
              columns={columns}
            />
          )}
        </QueryView>
      </Section>
      <Snippets />
    </>
  );
}
