/** The keys personal data stands under, generation by generation, and a rotation with its progress. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyGeneration } from '../../../../src/records/key-ring.ts';
import { isOver, useCancelJob, useJob, useResumeJob } from '../../api/jobs.ts';
import { useKeyGenerations, useLastRotation, useRotateKeys } from '../../api/privacy.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Problem, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

function standingOf(generation: KeyGeneration): string {
  const { current, dataRetiredAt, indexRetiredAt, encryptedRows, indexedRows } = generation;
  if (current) return 'current';
  if (dataRetiredAt && indexRetiredAt) return 'retired';
  if (dataRetiredAt) return 'matching';
  return encryptedRows + indexedRows === 0 ? 'emptied' : 'used';
}

function useColumns(): Column<KeyGeneration>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    {
      key: 'generation',
      title: t('privacy:keys.generation'),
      head: true,
      width: 110,
      render: each => f.count(each.generation),
    },
    { key: 'made', title: t('privacy:keys.made'), render: each => f.time(each.madeAt) },
    {
      key: 'encrypted',
      title: t('privacy:keys.encrypted'),
      align: 'right',
      render: each => f.count(each.encryptedRows),
    },
    {
      key: 'indexed',
      title: t('privacy:keys.indexed'),
      align: 'right',
      render: each => f.count(each.indexedRows),
    },
    {
      key: 'standing',
      title: t('privacy:keys.standing'),
      render: each => <Tag tone="outline">{t(`privacy:keys.is.${standingOf(each)}`)}</Tag>,
    },
  ];
}

function Running({ jobId }: { jobId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: job } = useJob(jobId);
  const cancel = useCancelJob(jobId);
  const resume = useResumeJob(jobId);
  const mayChange = useMay()('key-ring.change');
  const state = job?.state;
  useEffect(() => {
    if (state === 'done') void client.invalidateQueries({ queryKey: ['key-generations'] });
  }, [state, client]);
  if (!job || job.state === 'done') return null;
  return (
    <>
      <JobProgress
        job={job}
        title={t('privacy:keys.rotating')}
        onCancel={isOver(job) || !mayChange ? undefined : () => cancel.mutate(null)}
        onResume={mayChange ? () => resume.mutate(null) : undefined}
      />
      {resume.error && <Problem error={resume.error} />}
    </>
  );
}

export function KeysSection() {
  const { t } = useTranslation();
  const generations = useKeyGenerations();
  const rotate = useRotateKeys();
  const columns = useColumns();
  const [started, setStarted] = useState<string | null>(null);
  const last = useLastRotation();
  const jobId = started ?? last;
  const run = async () => setStarted((await rotate.mutateAsync(null)).jobId);
  return (
    <Section
      title={t('privacy:keys.title')}
      note={t('privacy:keys.note')}
      actions={
        <May needs="key-ring.change">
          <Confirm
            label={t('privacy:keys.rotate')}
            title={t('privacy:keys.rotate')}
            confirmLabel={t('privacy:keys.rotate')}
            run={run}
          >
            <p>{t('privacy:keys.what')}</p>
            <p>{t('privacy:keys.keep')}</p>
          </Confirm>
        </May>
      }
    >
      <div className="stack">
        {jobId && <Running jobId={jobId} />}
        <QueryView query={generations}>
          {data => (
            <Table
              caption={t('privacy:keys.title')}
              columns={columns}
              rows={data.generations}
              rowKey={each => String(each.generation)}
            />
          )}
        </QueryView>
      </div>
    </Section>
  );
}
