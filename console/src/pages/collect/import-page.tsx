/** One import: what it stored, what the total rests on, the rows it refused, and taking it back. */
import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import type { ImportRecord } from '../../../../src/records/import.ts';
import { useImport, useUndoImport } from '../../api/collect.ts';
import { isOver, useJob } from '../../api/jobs.ts';
import { queryClient } from '../../api/query-client.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Facts, Tag } from '../../ui/stat.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { Effects } from './effects.tsx';
import { ImportReport } from './import-report.tsx';
import { importTones } from './imports-page.tsx';
import { QuarantineSection } from './quarantine-section.tsx';
import { Reasons } from './reasons.tsx';
import { RowBalance } from './row-balance.tsx';

function Notes({ record }: { record: ImportRecord }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (record.notes.length === 0) return null;
  return (
    <ul className="stack-tight">
      {record.notes.map(note => (
        <li key={note.code}>
          {t(`collect:note.${note.code}`, { defaultValue: note.code })}
          <span className="muted">
            {' '}
            · {f.count(note.count)}
            {note.amount !== null && ` · ${f.amountExact(note.amount)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Summary({ record }: { record: ImportRecord }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <>
      <Section title={t('collect:import.rows')} note={t('collect:import.rowsNote')}>
        <div className="stack">
          <RowBalance rows={record} />
          <Notes record={record} />
        </div>
      </Section>
      {record.effects.length > 0 && (
        <Section title={t('collect:effects.title')} note={t('collect:effects.note')}>
          <Effects effects={record.effects} />
        </Section>
      )}
      <Section title={t('collect:import.about')}>
        <Facts
          facts={[
            { label: t('collect:imports.kind'), value: t(`collect:kind.${record.kind}`) },
            { label: t('collect:import.mapping'), value: mappingWords(t, record) },
            { label: t('collect:import.source'), value: record.source },
            { label: t('collect:imports.at'), value: f.time(record.createdAt) },
            {
              label: t('collect:import.zone'),
              value: record.mapping.zone ?? f.zone,
            },
            { label: 'SHA-256', value: <code>{record.fileSha256}</code> },
          ]}
        />
      </Section>
    </>
  );
}

/** By name and version where it is a saved one. */
const mappingWords = (t: TFunction, { mapping, savedMapping }: ImportRecord): string =>
  savedMapping ? t('collect:mapping.saved', { title: mapping.title, ...savedMapping }) : mapping.title;

interface UndoProps {
  readonly record: ImportRecord;
  readonly onStarted: (jobId: string) => void;
}

function UndoButton({ record, onStarted }: UndoProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const undo = useUndoImport(record.importId, started => onStarted(started.jobId));
  return (
    <May needs="import.change">
      <Confirm
        label={t('collect:undo.label')}
        title={t('collect:undo.title', { file: record.fileName })}
        confirmLabel={t('collect:undo.confirm')}
        danger
        run={() => undo.mutateAsync(null)}
      >
        {t('collect:undo.text', { count: record.rowsStored, n: f.count(record.rowsStored) })}
      </Confirm>
    </May>
  );
}

/** Taking back as it runs; when it ends the import is asked for again. */
function UndoProgress({ jobId, importId }: { jobId: string; importId: string }) {
  const { t } = useTranslation();
  const job = useJob(jobId);
  const over = job.data !== undefined && isOver(job.data);
  useEffect(() => {
    if (!over) return;
    void queryClient.invalidateQueries({ queryKey: ['import', importId] });
    void queryClient.invalidateQueries({ queryKey: ['imports'] });
  }, [over, importId]);
  if (!job.data || job.data.state === 'done') return null;
  return <JobProgress job={job.data} title={t('jobs:kind.import-undo')} />;
}

function ImportView({ record }: { record: ImportRecord }) {
  const { t } = useTranslation();
  const f = useFormat();
  const tabs = [
    { key: 'summary', label: t('collect:import.summary') },
    { key: 'report', label: t('collect:report.title') },
    { key: 'quarantine', label: t('collect:import.quarantine', { n: f.count(record.rowsQuarantined) }) },
  ];
  const tab = useTab(tabs);
  const [search, setSearch] = useSearchParams();
  const jobId = search.get('job');
  return (
    <Page
      title={record.fileName}
      question={<Tag tone={importTones[record.state]}>{t(`collect:state.${record.state}`)}</Tag>}
      back={{ to: '/collect/imports', label: t('collect:imports.title') }}
      actions={
        <>
          {record.state === 'committed' && (
            <UndoButton record={record} onStarted={job => setSearch({ job })} />
          )}
          <May needs="quality.read">
            <LinkButton to="/collect/quality">{t('collect:import.toQuality')}</LinkButton>
          </May>
          <LinkButton to="/understand/review" type="primary">
            {t('collect:import.toReview')}
          </LinkButton>
        </>
      }
    >
      {jobId && <UndoProgress jobId={jobId} importId={record.importId} />}
      {record.state === 'undone' && (
        <Notice>{t('collect:undo.done', { day: f.time(record.undoneAt ?? record.createdAt) })}</Notice>
      )}
      <Tabs label={record.fileName} items={tabs} current={tab} />
      {tab === 'summary' && <Summary record={record} />}
      {tab === 'report' && <ImportReport record={record} />}
      {tab === 'quarantine' && (
        <>
          <Section title={t('collect:reasons.title')}>
            <Reasons reasons={record.reasons} />
          </Section>
          <QuarantineSection importId={record.importId} reasons={record.reasons} />
        </>
      )}
    </Page>
  );
}

export function Component() {
  const { id = '' } = useParams();
  const record = useImport(id);
  if (record.data) return <ImportView record={record.data} />;
  return (
    <div className="page">
      <QueryView query={record} skeleton={<Skeleton lines={8} />}>
        {() => null}
      </QueryView>
    </div>
  );
}
