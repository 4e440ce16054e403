/** Long work: under way with its progress, done with its end, failed with its reason. */
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Job } from '../../../../src/records/job.ts';
import { isOver, useCancelJob, useJobs } from '../../api/jobs.ts';
import { useFormat } from '../../format/use-format.ts';
import { useMay } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { Pager } from '../../ui/table.tsx';

const states = ['queued', 'running', 'done', 'failed', 'canceled'] as const;

function JobItem({ job }: { job: Job }) {
  const { t } = useTranslation();
  const f = useFormat();
  const cancel = useCancelJob(job.jobId);
  const mayCancel = useMay()('job.change');
  return (
    <li>
      <JobProgress
        job={job}
        title={t(`jobs:kind.${job.kind}`, { defaultValue: job.kind })}
        onCancel={isOver(job) || !mayCancel ? undefined : () => cancel.mutate(null)}
      />
      <p className="muted small">{t('jobs:started', { day: f.time(job.startedAt ?? job.createdAt) })}</p>
    </li>
  );
}

export function Component() {
  const { t } = useTranslation();
  const id = useId();
  const [search, setSearch] = useSearchParams();
  const state = search.get('state') ?? undefined;
  const cursor = search.get('cursor') ?? undefined;
  const jobs = useJobs({ state, cursor });
  const kept: Record<string, string> = state ? { state } : {};
  return (
    <Page title={t('jobs:title')} question={t('jobs:question')}>
      <div className="row">
        <label htmlFor={id}>{t('jobs:filter')}</label>
        <Select
          id={id}
          allowClear
          style={{ minWidth: 160 }}
          placeholder={t('jobs:all')}
          value={state ?? null}
          options={states.map(value => ({ value, label: t(`common:job.state.${value}`) }))}
          onChange={(value: string | null) => setSearch(value ? { state: value } : {})}
        />
      </div>
      <Section title={t('jobs:list')}>
        <QueryView
          query={jobs}
          empty={data =>
            data.jobs.length === 0 ? <Empty title={t('jobs:emptyTitle')}>{t('jobs:empty')}</Empty> : null
          }
        >
          {data => (
            <div className="stack">
              <ul className="plain-list stack">
                {data.jobs.map(job => (
                  <JobItem key={job.jobId} job={job} />
                ))}
              </ul>
              <Pager
                shown={data.jobs.length}
                hasPrevious={cursor !== undefined}
                hasNext={data.nextCursor !== null}
                onPrevious={() => setSearch(kept)}
                onNext={() => setSearch({ ...kept, cursor: data.nextCursor ?? '' })}
              />
            </div>
          )}
        </QueryView>
      </Section>
    </Page>
  );
}
