/** How far each kind of key is trusted: changed together after a look at what it would do, each change a version. */
import { Button, Input } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type {
  IdentitySettings,
  KindSetting,
  SettingsPreview,
} from '../../../../src/records/identity-settings.ts';
import { useIdentitySettings, usePreviewSettings, useRebuild, useSaveSettings } from '../../api/identity.ts';
import { isOver, useCancelJob, useJob } from '../../api/jobs.ts';
import { queryClient } from '../../api/query-client.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Notice, Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { KindTable } from './identity-kind-table.tsx';
import { SettingsPreviewView } from './identity-settings-preview.tsx';

interface RunningProps {
  readonly jobId: string;
  readonly kind: 'identity-preview' | 'identity-rebuild';
  /** With the result where it was done; what failed or was stopped stays on the page. */
  readonly onOver: (result: unknown) => void;
}

function Running({ jobId, kind, onOver }: RunningProps) {
  const { t } = useTranslation();
  const job = useJob(jobId);
  const cancel = useCancelJob(jobId);
  const over = job.data ? isOver(job.data) : false;
  useEffect(() => {
    if (over) void queryClient.invalidateQueries({ queryKey: ['identity'] });
    if (job.data?.state === 'done' || job.data?.state === 'canceled') onOver(job.data.result);
  }, [over]);
  if (!job.data) return <Skeleton lines={2} />;
  return <JobProgress job={job.data} title={t(`jobs:kind.${kind}`)} onCancel={() => cancel.mutate(null)} />;
}

/** A version in force that did not reach every record. */
function Unfinished({
  settings,
  onStarted,
}: {
  settings: IdentitySettings;
  onStarted: (jobId: string) => void;
}) {
  const { t } = useTranslation();
  const f = useFormat();
  const rebuild = useRebuild(onStarted);
  const [newest] = settings.versions;
  if (!newest || newest.rebuiltAt !== null) return null;
  return (
    <Notice tone="warn">
      {t('identity:settings.unfinished', {
        version: f.count(newest.version),
        n: f.count(newest.rebuiltRecords),
      })}{' '}
      <May needs="identity.settings.change">
        <Button size="small" loading={rebuild.isPending} onClick={() => rebuild.mutate(null)}>
          {t('identity:settings.goOn')}
        </Button>
      </May>
      {rebuild.error && <Problem error={rebuild.error} />}
    </Notice>
  );
}

interface PutProps {
  readonly settings: IdentitySettings;
  readonly kinds: KindSetting[];
  readonly isSeen: boolean;
  readonly onStarted: (jobId: string) => void;
}

function PutInForce({ settings, kinds, isSeen, onStarted }: PutProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  const save = useSaveSettings(onStarted);
  return (
    <Confirm
      label={t('identity:settings.save')}
      title={t('identity:settings.confirmTitle')}
      confirmLabel={t('identity:settings.save')}
      button={{ disabled: !isSeen, type: 'primary' }}
      ready={reason.trim().length >= 4}
      run={() => save.mutateAsync({ version: settings.version, kinds, reason: reason.trim() })}
    >
      <div className="stack">
        <p>{t('identity:settings.confirm')}</p>
        <Field id={id} label={t('identity:settings.reason')} hint={t('identity:settings.reasonHint')}>
          <Input id={id} maxLength={300} value={reason} onChange={event => setReason(event.target.value)} />
        </Field>
      </div>
    </Confirm>
  );
}

interface EditorProps {
  readonly settings: IdentitySettings;
  /** A rebuild at work; nothing is changed meanwhile. */
  readonly isRebuilding: boolean;
  readonly onRebuild: (jobId: string) => void;
}

function Editor({ settings, isRebuilding, onRebuild }: EditorProps) {
  const { t } = useTranslation();
  const mayChange = useMay()('identity.settings.change');
  const [kinds, setKinds] = useState<KindSetting[]>(settings.kinds);
  const [jobId, setJobId] = useState<string | null>(null);
  const [seen, setSeen] = useState<{ kinds: string; preview: SettingsPreview } | null>(null);
  const preview = usePreviewSettings(setJobId);
  const isChanged = JSON.stringify(kinds) !== JSON.stringify(settings.kinds);
  const isSeen = isChanged && seen?.kinds === JSON.stringify(kinds);
  const isBusy = isRebuilding || jobId !== null;
  const finish = (result: unknown) => {
    if (result) setSeen({ kinds: JSON.stringify(kinds), preview: result as SettingsPreview });
    setJobId(null);
  };
  return (
    <div className="stack">
      <KindTable
        kinds={kinds}
        error={preview.error}
        disabled={!mayChange || isBusy}
        onChange={next => {
          preview.reset();
          setKinds(next);
        }}
      />
      {preview.error && <Problem error={preview.error} />}
      {mayChange && (
        <div className="row">
          <Button
            disabled={!isChanged || isBusy}
            loading={preview.isPending}
            onClick={() => preview.mutate(kinds)}
          >
            {t('identity:settings.preview')}
          </Button>
          <PutInForce settings={settings} kinds={kinds} isSeen={isSeen && !isBusy} onStarted={onRebuild} />
          <Button disabled={!isChanged || isBusy} onClick={() => setKinds(settings.kinds)}>
            {t('identity:settings.undo')}
          </Button>
          {isChanged && !isSeen && <span className="muted small">{t('identity:settings.unseen')}</span>}
        </div>
      )}
      {jobId && <Running key={jobId} jobId={jobId} kind="identity-preview" onOver={finish} />}
      {isSeen && seen && <SettingsPreviewView preview={seen.preview} />}
    </div>
  );
}

function Versions({ settings }: { settings: IdentitySettings }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Table
      caption={t('identity:settings.history')}
      rows={settings.versions}
      rowKey={row => String(row.version)}
      dense
      columns={[
        { key: 'version', title: '#', head: true, render: row => f.count(row.version) },
        {
          key: 'when',
          title: t('identity:settings.when'),
          nowrap: true,
          render: row => f.time(row.createdAt),
        },
        { key: 'reason', title: t('identity:settings.reason'), render: row => row.reason },
        {
          key: 'resolved',
          title: t('identity:settings.resolved'),
          align: 'right',
          render: row => f.count(row.rebuiltRecords),
        },
        {
          key: 'changed',
          title: t('identity:settings.changed'),
          align: 'right',
          render: row => (row.rebuiltAt ? f.count(row.changedRecords) : '–'),
        },
      ]}
    />
  );
}

export function IdentitySettingsTab() {
  const { t } = useTranslation();
  const settings = useIdentitySettings();
  // In the address, so that a reload goes on showing it.
  const [search, setSearch] = useSearchParams();
  const jobId = search.get('job');
  const showJob = (id: string | null) => {
    const next = new URLSearchParams(search);
    if (id === null) next.delete('job');
    else next.set('job', id);
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  return (
    <QueryView query={settings} skeleton={<Skeleton lines={8} />}>
      {data => (
        <>
          <Section title={t('identity:settings.title')} note={t('identity:settings.note')}>
            <div className="stack">
              {jobId ? (
                <Running key={jobId} jobId={jobId} kind="identity-rebuild" onOver={() => showJob(null)} />
              ) : (
                <Unfinished settings={data} onStarted={showJob} />
              )}
              <Editor key={data.version} settings={data} isRebuilding={jobId !== null} onRebuild={showJob} />
            </div>
          </Section>
          {data.versions.length > 0 && (
            <Section title={t('identity:settings.history')}>
              <Versions settings={data} />
            </Section>
          )}
        </>
      )}
    </QueryView>
  );
}
