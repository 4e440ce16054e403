/** Runs of a pull and looks for gone rows, newest first: what each read and took, and why it ended otherwise. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PullRun } from '../../../../src/records/pull.ts';
import { isOver } from '../../api/jobs.ts';
import { loadPullRuns } from '../../api/pulls.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { Section } from '../../ui/page.tsx';
import { JobStateTag } from '../../ui/progress.tsx';
import { Empty } from '../../ui/states.tsx';

const states = ['queued', 'running', 'done', 'failed', 'canceled'] as const;
const shownImports = 3;

function Imports({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (ids.length === 0) return <span className="muted">–</span>;
  return (
    <span className="row">
      {ids.slice(0, shownImports).map((id, index) => (
        <Link key={id} to={`/collect/imports/${id}`}>
          {t('pulls:runs.import', { n: index + 1 })}
        </Link>
      ))}
      {ids.length > shownImports && (
        <span className="muted">{t('pulls:runs.more', { n: f.count(ids.length - shownImports) })}</span>
      )}
    </span>
  );
}

const counted = (f: Format, count: number | null) => (count === null ? '–' : f.count(count));

const columnsOf = (t: TFunction, f: Format): ListColumn<PullRun>[] => [
  {
    key: 'started',
    title: t('common:inZone', { what: t('pulls:runs.started'), zone: f.zone }),
    head: true,
    sortable: true,
    sortFirst: 'down',
    render: row => <span className="nowrap">{f.minute(row.startedAt)}</span>,
    plain: row => f.minute(row.startedAt),
  },
  {
    key: 'kind',
    title: t('pulls:runs.work'),
    render: row => t(`pulls:runs.kind.${row.kind}`),
    plain: row => t(`pulls:runs.kind.${row.kind}`),
  },
  {
    key: 'state',
    title: t('pulls:stateOf'),
    sortable: true,
    render: row => (
      <>
        <JobStateTag job={{ state: row.state, stuck: false }} />
        {row.error && (
          <div className="small" style={{ minWidth: 220 }}>
            {row.error} {row.remedy}
          </div>
        )}
      </>
    ),
    plain: row => [t(`common:job.state.${row.state}`), row.error].filter(Boolean).join(' '),
  },
  {
    key: 'took',
    title: t('pulls:runs.took'),
    nowrap: true,
    render: row =>
      row.finishedAt ? f.duration((Date.parse(row.finishedAt) - Date.parse(row.startedAt)) / 1000) : '–',
    plain: row => (row.finishedAt ? (Date.parse(row.finishedAt) - Date.parse(row.startedAt)) / 1000 : ''),
  },
  {
    key: 'read',
    title: t('collect:rows.read'),
    align: 'right',
    render: row => f.count(row.rowsRead),
    plain: row => row.rowsRead,
  },
  {
    key: 'taken',
    title: t('pulls:runs.taken'),
    align: 'right',
    render: row => counted(f, row.rowsTaken),
    plain: row => row.rowsTaken ?? '',
  },
  {
    key: 'quarantined',
    title: t('collect:rows.quarantined'),
    align: 'right',
    render: row => counted(f, row.rowsQuarantined),
    plain: row => row.rowsQuarantined ?? '',
  },
  {
    key: 'imports',
    title: t('pulls:runs.imports'),
    render: row => <Imports ids={row.imports} />,
    plain: row => row.imports.join(' '),
  },
];

const lookEveryMs = 10_000;
const lookEveryMsAtWork = 2_000;

export function PullRuns({ pullId }: { pullId: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Section title={t('pulls:runs.title')} note={t('pulls:runs.note')}>
      <List
        list="pull-runs"
        of={pullId}
        caption={t('pulls:runs.title')}
        queryKey={['pull-runs', pullId]}
        load={async request => {
          const { runs, ...page } = await loadPullRuns(pullId, queryOf(request));
          return { rows: runs, ...page };
        }}
        rowKey={row => row.jobId}
        columns={columnsOf(t, f)}
        defaultSort={{ key: 'started', down: true }}
        refetchInterval={rows => (rows.some(row => !isOver(row)) ? lookEveryMsAtWork : lookEveryMs)}
        filters={[
          {
            key: 'state',
            label: t('pulls:stateOf'),
            options: states.map(value => ({ value, label: t(`common:job.state.${value}`) })),
          },
        ]}
        empty={<Empty title={t('pulls:runs.emptyTitle')}>{t('pulls:runs.empty')}</Empty>}
      />
    </Section>
  );
}
