/** One pull: how far it has come, what it does now, what its runs did, and what can be done with it. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { jobRight } from '../../../../src/records/job-right.ts';
import type { PullStatus } from '../../../../src/records/pull.ts';
import { useCancelJob, useJob } from '../../api/jobs.ts';
import { usePull } from '../../api/pulls.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Facts, Stat, Stats } from '../../ui/stat.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { MappedColumns } from './mapped-columns.tsx';
import { PauseSwitch, RunButton, SeldomDeeds } from './pull-deeds.tsx';
import { PullRuns } from './pull-runs.tsx';
import { PullStateTag } from './pull-table.tsx';
import { databasesTab, paceOf, pullsPath } from './pull-words.ts';

/** The job that waits or runs, which whoever may run pulls may stop. */
function AtWork({ jobId }: { jobId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const job = useJob(jobId);
  const cancel = useCancelJob(jobId);
  const { data } = job;
  if (!data) return null;
  const mayCancel = may('job.change') && may(jobRight(data.kind));
  return (
    <JobProgress
      job={data}
      title={t(`jobs:kind.${data.kind}`)}
      onCancel={mayCancel ? () => cancel.mutate(null) : undefined}
    />
  );
}

function Failure({ pull: { error, remedy } }: { pull: PullStatus }) {
  if (error === null) return null;
  return (
    <Notice tone="less">
      {error}
      {remedy && <div>{remedy}</div>}
    </Notice>
  );
}

function Standing({ pull }: { pull: PullStatus }) {
  const { t } = useTranslation();
  const f = useFormat();
  const time = (at: string | null) => (at === null ? t('pulls:never') : f.time(at));
  return (
    <Section
      title={t('pulls:standing')}
      actions={
        <>
          <PauseSwitch pull={pull} />
          <RunButton pull={pull} type="primary" />
        </>
      }
    >
      <div className="stack">
        {pull.jobId ? <AtWork key={pull.jobId} jobId={pull.jobId} /> : <Failure pull={pull} />}
        <Stats>
          <Stat label={t('pulls:rowsKnown')} value={f.count(pull.rowsKnown)} />
          <Stat label={t('pulls:rowsTaken')} value={f.count(pull.rowsTaken)} />
          <Stat label={t('pulls:rowsRead')} value={f.count(pull.rowsRead)} />
          {pull.rowsMissing > 0 && (
            <Stat
              label={t('pulls:rowsMissing')}
              value={f.count(pull.rowsMissing)}
              definition={t('pulls:rowsMissingNote')}
            />
          )}
        </Stats>
        <Facts
          facts={[
            { label: t('pulls:stateOf'), value: <PullStateTag pull={pull} /> },
            { label: t('pulls:upTo'), value: time(pull.lastSuccessAt) },
            { label: t('pulls:lastRun'), value: time(pull.lastRunAt) },
            {
              label: t('pulls:newest'),
              value: pull.lastRowAt ? f.time(pull.lastRowAt) : t('pulls:unknownTime'),
            },
            { label: t('pulls:next'), value: pull.nextRunAt ? f.time(pull.nextRunAt) : '–' },
            { label: t('pulls:lastLook'), value: time(pull.lastReconciledAt) },
          ]}
        />
      </div>
    </Section>
  );
}

function Question({ pull }: { pull: PullStatus }) {
  const { t } = useTranslation();
  const f = useFormat();
  const hours = pull.reconcileHours;
  return (
    <Section
      title={t('pulls:asks')}
      actions={
        <May needs="pull.change">
          <LinkButton to={`${pullsPath}/${pull.id}/edit`}>{t('pulls:change')}</LinkButton>
        </May>
      }
    >
      <div className="stack">
        <Facts
          facts={[
            { label: t('pulls:what.source'), value: pull.sourceName },
            {
              label: t(pull.table === null ? 'pulls:what.statement' : 'pulls:what.table'),
              value: <code>{pull.table ?? pull.statement}</code>,
            },
            { label: t('collect:imports.kind'), value: t(`collect:kind.${pull.kind}`) },
            { label: t('pulls:when.key'), value: <code>{pull.keyColumn}</code> },
            {
              label: t('pulls:when.updated'),
              value: pull.updatedColumn ? <code>{pull.updatedColumn}</code> : t('pulls:when.whole'),
            },
            { label: t('pulls:when.every'), value: paceOf(t, pull.everyMinutes) },
            { label: t('pulls:when.reconcile'), value: paceOf(t, hours === null ? null : hours * 60) },
            { label: t('pulls:when.overlap'), value: f.duration(pull.overlapSeconds) },
            {
              label: t('pulls:when.rate'),
              value: pull.rowsPerSecond
                ? t('pulls:when.atMost', { n: f.count(pull.rowsPerSecond) })
                : t('pulls:when.anyRate'),
            },
          ]}
        />
        <MappedColumns mapping={pull.mapping} />
      </div>
    </Section>
  );
}

export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const pull = usePull(id);
  return (
    <Page
      title={pull.data?.name ?? t('pulls:one')}
      question={t('pulls:question')}
      back={{ to: databasesTab, label: t('pulls:title') }}
    >
      <QueryView query={pull} skeleton={<Skeleton lines={8} />}>
        {data => (
          <>
            <Standing pull={data} />
            <PullRuns pullId={data.id} />
            <Question pull={data} />
            <May needs="pull.run">
              <Section title={t('pulls:seldom')}>
                <SeldomDeeds pull={data} />
              </Section>
            </May>
          </>
        )}
      </QueryView>
    </Page>
  );
}
