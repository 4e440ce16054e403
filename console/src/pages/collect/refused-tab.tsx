/** Events that broke a rule: how many by reason, source and day, each with its remedy, and taking in what a filter names. */

import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { HeldEvent, HeldEventCounts } from '../../../../src/records/refused-event.ts';
import { isOver, useJob } from '../../api/jobs.ts';
import { queryClient } from '../../api/query-client.ts';
import { withoutEmptyQuotes } from '../../api/texts.ts';
import { loadRefused, refusedKey, useRefusedCounts, useReplayAll } from '../../api/tracking.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Stat, Stats, Tag } from '../../ui/stat.tsx';
import { Empty, Notice, QueryView } from '../../ui/states.tsx';
import { RefusedDrawer } from './refused-drawer.tsx';

const nameOf = (row: HeldEvent) => row.event || row.type || '–';

function columnsOf(t: TFunction, f: Format, open: (id: string) => void): ListColumn<HeldEvent>[] {
  return [
    {
      key: 'at',
      title: t('tracking:refused.at'),
      sortable: true,
      sortFirst: 'down',
      render: row => f.time(row.receivedAt),
      plain: row => row.receivedAt,
    },
    {
      key: 'event',
      title: t('tracking:refused.event'),
      head: true,
      render: row => (
        <button type="button" className="link-button" onClick={() => open(row.id)}>
          {nameOf(row)}
        </button>
      ),
      plain: nameOf,
    },
    {
      key: 'source',
      title: t('tracking:refused.source'),
      render: row => row.source,
      plain: row => row.source,
    },
    {
      key: 'message',
      title: t('collect:reasons.reason'),
      render: row => withoutEmptyQuotes(row.message),
      plain: row => withoutEmptyQuotes(row.message),
    },
    {
      key: 'path',
      title: t('tracking:refused.path'),
      render: row => <code>{row.path}</code>,
      plain: row => row.path,
    },
    {
      key: 'received',
      title: t('tracking:refused.received'),
      render: row => <code>{row.received}</code>,
      plain: row => row.received,
    },
    {
      key: 'remedy',
      title: t('collect:reasons.remedy'),
      render: row => row.remedy ?? '',
      plain: row => row.remedy ?? '',
    },
    {
      key: 'state',
      title: t('tracking:refused.state'),
      nowrap: true,
      render: row => (
        <Tag tone={row.state === 'waiting' ? 'warn' : 'plain'}>{t(`tracking:state.${row.state}`)}</Tag>
      ),
      plain: row => t(`tracking:state.${row.state}`),
    },
  ];
}

/** The wish to take in all that waits under the filters in sight, or the job that does it. */
function TakeAll({ counts }: { counts: HeldEventCounts }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [source, code, day] = ['source', 'code', 'day'].map(name => search.get(name) ?? undefined);
  const start = useReplayAll(({ jobId }) => {
    const next = new URLSearchParams(search);
    next.set('job', jobId);
    setSearch(next, { replace: true, preventScrollReset: true });
  });
  const named = [
    source && t('tracking:all.source', { source }),
    code && withoutEmptyQuotes(counts.byCode.find(row => row.code === code)?.message ?? code),
    day && t('tracking:all.day', { day }),
  ].filter(Boolean);
  if (counts.waiting === 0) return null;
  return (
    <May needs="event.refused.change">
      <Confirm
        label={t(named.length > 0 ? 'tracking:all.filtered' : 'tracking:all.all')}
        title={t('tracking:all.title')}
        confirmLabel={t('tracking:all.confirm')}
        run={() =>
          start.mutateAsync({
            ...(source ? { source } : {}),
            ...(code ? { code } : {}),
            ...(day ? { day } : {}),
          })
        }
      >
        <p>{named.length > 0 ? named.join(' · ') : t('tracking:all.everything')}</p>
        <p>{t('tracking:all.text')}</p>
      </Confirm>
    </May>
  );
}

interface Taken {
  readonly replayed: number;
  readonly refused: number;
  readonly dropped: number;
}

function TakeProgress() {
  const { t } = useTranslation();
  const f = useFormat();
  const [search] = useSearchParams();
  const jobId = search.get('job');
  const job = useJob(jobId);
  const over = job.data !== undefined && isOver(job.data);
  useEffect(() => {
    if (over) void queryClient.invalidateQueries({ queryKey: refusedKey });
  }, [over]);
  if (!jobId || !job.data) return null;
  const taken = job.data.result as Taken | null;
  return (
    <JobProgress
      job={job.data}
      title={t('jobs:kind.event-replay')}
      result={
        taken && (
          <p>
            {t('tracking:all.done', { replayed: f.count(taken.replayed), refused: f.count(taken.refused) })}
          </p>
        )
      }
    />
  );
}

function Held({ counts }: { counts: HeldEventCounts }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [search, setSearch] = useSearchParams();
  const open = (id: string) => {
    const next = new URLSearchParams(search);
    next.set('refused', id);
    setSearch(next, { preventScrollReset: true });
  };
  return (
    <>
      <Section
        title={t('tracking:refused.title')}
        note={t('tracking:refused.note')}
        actions={<TakeAll counts={counts} />}
      >
        <div className="stack">
          <Stats>
            <Stat label={t('tracking:state.waiting')} value={f.count(counts.waiting)} />
            <Stat label={t('tracking:state.replayed')} value={f.count(counts.replayed)} />
            <Stat label={t('tracking:refused.reasons')} value={f.count(counts.byCode.length)} />
            <Stat label={t('tracking:refused.sources')} value={f.count(counts.bySource.length)} />
          </Stats>
          <TakeProgress />
          <List
            list="refused-events"
            caption={t('tracking:refused.title')}
            queryKey={refusedKey}
            load={async page => {
              const { events, ...rest } = await loadRefused(queryOf(page));
              return { rows: events, ...rest };
            }}
            rowKey={row => row.id}
            columns={columnsOf(t, f, open)}
            dense
            defaultSort={{ key: 'at', down: true }}
            isCurrent={row => row.id === search.get('refused')}
            filters={[
              {
                key: 'code',
                label: t('tracking:filter.code'),
                options: counts.byCode.map(row => ({
                  value: row.code,
                  label: `${withoutEmptyQuotes(row.message)} (${f.count(row.waiting)})`,
                })),
              },
              {
                key: 'source',
                label: t('tracking:filter.source'),
                options: counts.bySource.map(row => ({
                  value: row.source,
                  label: `${row.source} (${f.count(row.waiting)})`,
                })),
              },
              {
                key: 'day',
                label: t('tracking:filter.day'),
                options: counts.byDay.map(row => ({
                  value: row.day,
                  label: `${row.day} (${f.count(row.waiting)})`,
                })),
              },
              {
                key: 'state',
                label: t('tracking:filter.state'),
                options: (['waiting', 'replayed'] as const).map(value => ({
                  value,
                  label: t(`tracking:state.${value}`),
                })),
              },
            ]}
            empty={<Notice>{t('tracking:refused.none')}</Notice>}
          />
        </div>
      </Section>
      <RefusedDrawer />
    </>
  );
}

export function RefusedTab() {
  const { t } = useTranslation();
  const counts = useRefusedCounts();
  return (
    <QueryView
      query={counts}
      empty={data =>
        data.waiting + data.replayed === 0 ? (
          <Section title={t('tracking:refused.title')}>
            <Empty title={t('tracking:refused.emptyTitle')}>{t('tracking:refused.empty')}</Empty>
          </Section>
        ) : null
      }
    >
      {data => <Held counts={data} />}
    </QueryView>
  );
}
