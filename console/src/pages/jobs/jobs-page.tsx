/** Long work: under way with its progress, done with its end, failed with its reason. */
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Job } from '../../../../src/records/job.ts';
import { jobRight } from '../../../../src/records/job-right.ts';
import { isOver, loadJobs, useCancelJob, useResumeJob } from '../../api/jobs.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { useMay } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import { BackupScheduleSection } from './backup-schedule-section.tsx';
import { SchedulesSection } from './schedules-section.tsx';

const kinds = [
  'import',
  'pull',
  'pull-reconcile',
  'import-undo',
  'event-replay',
  'review',
  'campaign-result',
  'backup',
  'backup-scheduled',
  'keys-rotate',
  'erase',
  'audit-verify',
] as const;
const states = ['queued', 'running', 'done', 'failed', 'canceled'] as const;

/** Where the result of finished work is seen. */
function placeOfResult({ kind, state, result }: Job): string | null {
  if (state !== 'done') return null;
  const made = (result ?? {}) as { importId?: unknown; dryRun?: unknown };
  if (kind === 'import' && typeof made.importId === 'string' && made.dryRun !== true) {
    return `/collect/imports/${made.importId}`;
  }
  return kind === 'review' ? '/understand/review' : null;
}

/** What a finished job counted: rows of a file, steps of a check-up. */
const counted = ({ kind }: Job) => (kind === 'import' || kind === 'review' ? kind : 'other');

function JobItem({ job }: { job: Job }) {
  const { t } = useTranslation();
  const f = useFormat();
  const cancel = useCancelJob(job.jobId);
  const began = job.startedAt ?? job.createdAt;
  const seconds = job.finishedAt ? (Date.parse(job.finishedAt) - Date.parse(began)) / 1000 : null;
  const place = placeOfResult(job);
  const resume = useResumeJob(job.jobId);
  const may = useMay();
  const mayChange = may('job.change') && may(jobRight(job.kind));
  const mayRetry = mayChange && (job.state === 'failed' || job.state === 'canceled');
  return (
    <li className="job">
      <JobProgress
        job={job}
        title={t(`jobs:kind.${job.kind}`, { defaultValue: job.kind })}
        onCancel={isOver(job) || !mayChange ? undefined : () => cancel.mutate(null)}
      />
      <p className="muted small row">
        <span>{t('jobs:started', { day: f.time(began) })}</span>
        {seconds !== null && <span>{t('jobs:took', { time: f.duration(seconds) })}</span>}
        {job.state === 'done' && job.done > 0 && (
          <span>{t(`jobs:did.${counted(job)}`, { n: f.count(job.done) })}</span>
        )}
        {place && <Link to={place}>{t('jobs:result')}</Link>}
        {mayRetry && (
          <Button size="small" loading={resume.isPending} onClick={() => resume.mutate(null)}>
            {t('jobs:retry')}
          </Button>
        )}
      </p>
      {resume.error && <Problem error={resume.error} />}
    </li>
  );
}

const columnsOf = (t: TFunction, f: Format): ListColumn<Job>[] => [
  {
    key: 'kind',
    title: t('jobs:work'),
    render: () => null,
    plain: row => t(`jobs:kind.${row.kind}`, { defaultValue: row.kind }),
  },
  {
    key: 'state',
    title: t('jobs:filter'),
    render: () => null,
    plain: row => t(`common:job.state.${row.state}`),
  },
  { key: 'done', title: t('jobs:done'), render: () => null, plain: row => row.done },
  { key: 'total', title: t('jobs:total'), render: () => null, plain: row => row.total ?? '' },
  {
    key: 'started',
    title: t('jobs:startedAt'),
    render: () => null,
    plain: row => f.time(row.startedAt ?? row.createdAt),
  },
  { key: 'error', title: t('jobs:reason'), render: () => null, plain: row => row.error?.message ?? '' },
];

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const may = useMay();
  return (
    <Page title={t('jobs:title')} question={t('jobs:question')}>
      <Section title={t('jobs:list')}>
        <List
          list="jobs"
          caption={t('jobs:title')}
          queryKey={['jobs']}
          load={async request => {
            const { jobs, ...page } = await loadJobs(queryOf(request));
            return { rows: jobs, ...page };
          }}
          rowKey={row => row.jobId}
          columns={columnsOf(t, f)}
          renderRows={rows => (
            <ul className="plain-list stack">
              {rows.map(job => (
                <JobItem key={job.jobId} job={job} />
              ))}
            </ul>
          )}
          refetchInterval={rows => (rows.some(job => !isOver(job)) ? 3_000 : false)}
          filters={[
            {
              key: 'state',
              label: t('jobs:filter'),
              options: states.map(value => ({ value, label: t(`common:job.state.${value}`) })),
            },
            {
              key: 'kind',
              label: t('jobs:work'),
              options: kinds.map(value => ({ value, label: t(`jobs:kind.${value}`) })),
            },
          ]}
          empty={<Empty title={t('jobs:emptyTitle')}>{t('jobs:empty')}</Empty>}
        />
      </Section>
      {may('backup.read') && <BackupScheduleSection />}
      <SchedulesSection />
    </Page>
  );
}
