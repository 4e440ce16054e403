/** The backups this deployment made, and a new one under a passphrase typed twice. */
import { useQueryClient } from '@tanstack/react-query';
import { Input } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../../../src/records/backup.ts';
import { ApiError } from '../../api/client.ts';
import { useBackups, useMakeBackup } from '../../api/health.ts';
import { isOver, useCancelJob, useJob } from '../../api/jobs.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Empty, Notice, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

const shortest = 12;

function useColumns(): Column<Backup>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    { key: 'at', title: t('health:backup.at'), head: true, width: 205, render: each => f.time(each.madeAt) },
    {
      key: 'size',
      title: t('health:backup.size'),
      align: 'right',
      width: 110,
      render: each => `${f.count(Math.max(1, Math.round(each.bytes / 1e6)))} MB`,
    },
    {
      key: 'rows',
      title: t('health:backup.rows'),
      align: 'right',
      width: 130,
      render: each => f.count(each.stateRows + each.factsRows),
    },
    {
      key: 'took',
      title: t('health:backup.took'),
      align: 'right',
      width: 110,
      render: each => f.duration(each.seconds),
    },
    {
      key: 'path',
      title: t('health:backup.path'),
      render: each => <span className="mono">{each.path}</span>,
    },
  ];
}

function MakeBackup({ onStarted }: { onStarted: (jobId: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const make = useMakeBackup();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const short = passphrase !== '' && passphrase.length < shortest;
  const differs = again !== '' && again !== passphrase;
  const run = async () => {
    if (passphrase.length < shortest || again !== passphrase)
      throw new ApiError(0, { code: 'passphrase', message: t('health:backup.mend') });
    onStarted((await make.mutateAsync({ passphrase })).jobId);
    setPassphrase('');
    setAgain('');
  };
  return (
    <Confirm
      label={t('health:backup.make')}
      title={t('health:backup.make')}
      confirmLabel={t('health:backup.confirm')}
      button={{ type: 'primary' }}
      run={run}
    >
      <div className="stack">
        <Notice>{t('health:backup.keep')}</Notice>
        <Field
          id={`${id}-one`}
          label={t('health:backup.passphrase')}
          hint={t('health:backup.hint', { count: shortest })}
          fault={short ? t('health:backup.short', { count: shortest }) : undefined}
        >
          <Input.Password
            id={`${id}-one`}
            autoComplete="new-password"
            value={passphrase}
            onChange={event => setPassphrase(event.target.value)}
          />
        </Field>
        <Field
          id={`${id}-two`}
          label={t('health:backup.again')}
          fault={differs ? t('health:backup.differs') : undefined}
        >
          <Input.Password
            id={`${id}-two`}
            autoComplete="new-password"
            value={again}
            onChange={event => setAgain(event.target.value)}
          />
        </Field>
      </div>
    </Confirm>
  );
}

function Running({ jobId }: { jobId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: job } = useJob(jobId);
  const cancel = useCancelJob(jobId);
  const state = job?.state;
  useEffect(() => {
    if (state !== 'done') return;
    void client.invalidateQueries({ queryKey: ['backups'] });
    void client.invalidateQueries({ queryKey: ['health'] });
  }, [state, client]);
  if (!job || job.state === 'done') return null;
  return (
    <JobProgress
      job={job}
      title={t('health:backup.making')}
      onCancel={isOver(job) ? undefined : () => cancel.mutate(null)}
    />
  );
}

export function BackupsSection({ mayMake }: { mayMake: boolean }) {
  const { t } = useTranslation();
  const backups = useBackups();
  const columns = useColumns();
  const [jobId, setJobId] = useState<string | null>(null);
  return (
    <Section
      title={t('health:backup.title')}
      note={backups.data && t('health:backup.folder', { folder: backups.data.folder })}
      actions={mayMake && <MakeBackup onStarted={setJobId} />}
    >
      <div className="stack">
        {jobId && <Running jobId={jobId} />}
        <QueryView
          query={backups}
          empty={data =>
            data.backups.length === 0 ? (
              <Empty title={t('health:backup.emptyTitle')}>{t('health:backup.empty')}</Empty>
            ) : null
          }
        >
          {data => (
            <Table
              caption={t('health:backup.title')}
              columns={columns}
              rows={data.backups}
              rowKey={each => each.backupId}
            />
          )}
        </QueryView>
      </div>
    </Section>
  );
}
