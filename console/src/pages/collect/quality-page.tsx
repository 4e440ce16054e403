/** What the data holds: scores of each table with their counts, gates, one table's rules and days, and rows that fail. */
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { QualityRun, QualityTable } from '../../../../src/records/quality.ts';
import { type QualityDimension, qualityDimensions } from '../../../../src/records/quality-names.ts';
import { useCancelJob, useJob } from '../../api/jobs.ts';
import { qualityKey, useMeasureQuality, useQualityRun } from '../../api/quality.ts';
import { queryClient } from '../../api/query-client.ts';
import { useFormat } from '../../format/use-format.ts';
import { May } from '../../ui/may.tsx';
import { Answer, Page, Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Tag, type TagTone } from '../../ui/stat.tsx';
import { Empty, Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { QualityRowsDrawer } from './quality-rows.tsx';
import { QualityRulesTab } from './quality-rules-tab.tsx';
import { QualityTableView } from './quality-table.tsx';

const gateTones: Record<QualityTable['gateState'], TagTone> = {
  passed: 'more',
  failed: 'less',
  none: 'plain',
};
/** A measurement is taken each day: one older than this was missed. */
const staleMs = 30 * 3_600_000;

function Score({ table, dimension }: { table: QualityTable; dimension: QualityDimension }) {
  const f = useFormat();
  const score = table.scores[dimension];
  const { passed, checked } = table.parts[dimension];
  if (score === null || score === undefined) return <span className="muted">–</span>;
  return (
    <>
      {f.percent(score, 1)}
      <div className="small muted nowrap">
        {f.count(passed)} / {f.count(checked)}
      </div>
    </>
  );
}

function useColumns(hrefOf: (table: string) => string): Column<QualityTable>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    {
      key: 'table',
      title: t('quality:table.name'),
      head: true,
      render: row => <Link to={hrefOf(row.table)}>{t(`quality:name.${row.table}`)}</Link>,
    },
    { key: 'rows', title: t('quality:table.rows'), align: 'right', render: row => f.count(row.rows) },
    {
      key: 'gate',
      title: t('quality:table.gate'),
      nowrap: true,
      render: row => <Tag tone={gateTones[row.gateState]}>{t(`quality:gate.${row.gateState}`)}</Tag>,
    },
    ...qualityDimensions.map(
      (dimension): Column<QualityTable> => ({
        key: dimension,
        title: t(`quality:dimension.${dimension}`),
        align: 'right',
        render: row => <Score table={row} dimension={dimension} />,
      }),
    ),
    {
      key: 'failures',
      title: t('quality:table.failures'),
      align: 'right',
      render: row => f.count(row.failures.length),
    },
    {
      key: 'last',
      title: t('quality:table.last'),
      nowrap: true,
      render: row => (row.lastIngestedAt ? f.time(row.lastIngestedAt) : <span className="muted">–</span>),
    },
  ];
}

function Running({ jobId, onDone }: { jobId: string; onDone: () => void }) {
  const { t } = useTranslation();
  const job = useJob(jobId);
  const cancel = useCancelJob(jobId);
  const done = job.data?.state === 'done';
  useEffect(() => {
    if (done) onDone();
  }, [done]);
  return (
    <Section title={t('quality:running')}>
      {job.data ? (
        <JobProgress job={job.data} title={t('jobs:kind.quality')} onCancel={() => cancel.mutate(null)} />
      ) : (
        <Skeleton lines={2} />
      )}
    </Section>
  );
}

function Measure({ onStarted }: { onStarted: (jobId: string) => void }) {
  const { t } = useTranslation();
  const measure = useMeasureQuality(onStarted);
  return (
    <May needs="quality.run">
      <Button type="primary" loading={measure.isPending} onClick={() => measure.mutate(null)}>
        {t('quality:measure')}
      </Button>
    </May>
  );
}

function Found({ run, search }: { run: QualityRun; search: URLSearchParams }) {
  const { t } = useTranslation();
  const f = useFormat();
  const hrefOf = (table: string) => `?${new URLSearchParams({ table }).toString()}`;
  const columns = useColumns(hrefOf);
  const failed = run.tables.filter(table => table.gateState === 'failed');
  const failures = run.tables.reduce((sum, table) => sum + table.failures.length, 0);
  const rows = run.tables.reduce((sum, table) => sum + table.rows, 0);
  const asked = search.get('table');
  const chosen =
    run.tables.find(table => table.table === asked) ?? failed[0] ?? run.tables.find(table => table.rows > 0);
  const isStale = Date.now() - Date.parse(run.asOf) > staleMs;
  return (
    <>
      <Answer
        basis={t('quality:basis', {
          at: f.time(run.asOf),
          rows: f.count(rows),
          rules: run.rulesVersion,
          query: run.queryVersion,
        })}
        {...(failed.length > 0 ? { tone: 'less' as const } : {})}
      >
        {failed.length > 0
          ? t('quality:answer.failed', {
              count: failed.length,
              n: f.count(failed.length),
              names: failed.map(table => t(`quality:name.${table.table}`)).join(t('access:dataScope.comma')),
            })
          : t('quality:answer.passed', { count: failures, n: f.count(failures) })}
      </Answer>
      {isStale && <Notice>{t('quality:stale', { at: f.time(run.asOf) })}</Notice>}
      <Section title={t('quality:tables')} note={t('quality:tablesNote')}>
        <Table
          caption={t('quality:tables')}
          columns={columns}
          rows={run.tables}
          rowKey={row => row.table}
          isCurrent={row => row.table === chosen?.table}
        />
      </Section>
      {chosen && <QualityTableView key={chosen.table} table={chosen} />}
    </>
  );
}

interface MeasuredProps {
  readonly search: URLSearchParams;
  readonly isRunning: boolean;
  readonly onStarted: (jobId: string) => void;
}

function Measured({ search, isRunning, onStarted }: MeasuredProps) {
  const { t } = useTranslation();
  const run = useQualityRun();
  return (
    <QueryView query={run} skeleton={<Skeleton lines={8} />}>
      {data =>
        data ? (
          <Found run={data} search={search} />
        ) : isRunning ? null : (
          <Section title={t('quality:tables')}>
            <Empty title={t('quality:emptyTitle')} action={<Measure onStarted={onStarted} />}>
              {t('quality:empty')}
            </Empty>
          </Section>
        )
      }
    </QueryView>
  );
}

const tabNames = ['measured', 'rules'] as const;

export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const run = useQualityRun();
  const tabs = tabNames.map(key => ({ key, label: t(`quality:tab.${key}`) }));
  const tab = useTab(tabs);
  const jobId = search.get('job');
  const withParam = (name: string, value: string | null) => {
    const next = new URLSearchParams(search);
    if (value === null) next.delete(name);
    else next.set(name, value);
    return next;
  };
  const start = (id: string) => setSearch(withParam('job', id));
  const finish = () => {
    setSearch(withParam('job', null), { replace: true });
    void queryClient.invalidateQueries({ queryKey: qualityKey });
  };
  const rule = search.get('rule');
  return (
    <Page
      title={t('quality:title')}
      question={t('quality:question')}
      actions={run.data && !jobId ? <Measure onStarted={start} /> : null}
    >
      {jobId && <Running jobId={jobId} onDone={finish} />}
      <Tabs label={t('quality:tab.label')} items={tabs} current={tab} />
      {tab === 'rules' && <QualityRulesTab />}
      {tab === 'measured' && <Measured search={search} isRunning={jobId !== null} onStarted={start} />}
      <QualityRowsDrawer rule={rule} onClose={() => setSearch(withParam('rule', null))} />
    </Page>
  );
}
