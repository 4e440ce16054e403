/** The report of an import: how full its columns were, what was converted, and what changed against the import before it. */
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { ImportRecord } from '../../../../src/records/import.ts';
import type { ColumnProfile, ImportReport as Report } from '../../../../src/records/import-report.ts';
import { useImportReport, useImportsLike } from '../../api/collect.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Facts } from '../../ui/stat.tsx';
import { QueryView, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

function Quality({ report: { quality } }: { report: Report }) {
  const { t } = useTranslation();
  const f = useFormat();
  const share = (value: number | null) => (value === null ? '–' : f.percent(value, 1));
  return (
    <Facts
      facts={(['accepted', 'fresh', 'complete'] as const).map(key => ({
        label: t(`collect:report.${key}`),
        value: share(quality[key]),
      }))}
    />
  );
}

function Columns({ columns, rows }: { columns: readonly ColumnProfile[]; rows: number }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Table
      caption={t('collect:report.columns')}
      rows={columns}
      rowKey={row => row.field}
      columns={[
        { key: 'column', title: t('collect:mappings.column'), head: true, render: row => row.column },
        {
          key: 'field',
          title: t('collect:mappings.field'),
          render: row => t(`collect:field.${row.field}`, { defaultValue: row.field }),
        },
        {
          key: 'filled',
          title: t('collect:report.filled'),
          align: 'right',
          render: row => (rows > 0 ? f.percent(row.filled / rows, 1) : '–'),
        },
        {
          key: 'converted',
          title: t('collect:report.converted'),
          render: row =>
            row.conversions
              .map(({ code, cells }) => t(`collect:report.conversion.${code}`, { n: f.count(cells) }))
              .join(' · ') || '–',
        },
      ]}
    />
  );
}

function Changes({ report }: { report: Report }) {
  const { t } = useTranslation();
  const f = useFormat();
  const shown = (measure: string, value: string) =>
    measure === 'sales' ? f.amountExact(value) : f.count(Number(value));
  return (
    <Table
      caption={t('collect:report.changes')}
      rows={report.changes}
      rowKey={row => row.measure}
      columns={[
        {
          key: 'measure',
          title: t('collect:report.measure'),
          head: true,
          render: row => t(`collect:report.measures.${row.measure}`),
        },
        {
          key: 'before',
          title: t('collect:report.before'),
          align: 'right',
          render: row => shown(row.measure, row.before),
        },
        {
          key: 'after',
          title: t('collect:report.after'),
          align: 'right',
          render: row => shown(row.measure, row.after),
        },
        {
          key: 'change',
          title: t('collect:report.change'),
          align: 'right',
          render: row => (row.change === null ? '–' : f.percent(row.change, 1)),
        },
      ]}
    />
  );
}

function Drift({ report }: { report: Report }) {
  const { t } = useTranslation();
  const f = useFormat();
  const lines = [
    report.columnsAdded.length > 0 && t('collect:report.added', { columns: report.columnsAdded.join(', ') }),
    report.columnsGone.length > 0 && t('collect:report.gone', { columns: report.columnsGone.join(', ') }),
    ...report.filledMoved.map(({ column, before, after }) =>
      t('collect:report.moved', { column, before: f.percent(before, 1), after: f.percent(after, 1) }),
    ),
  ].filter(line => line !== false);
  if (lines.length === 0) return <p className="muted">{t('collect:report.same')}</p>;
  return (
    <ul className="stack-tight">
      {lines.map(line => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

interface CompareProps {
  readonly record: ImportRecord;
  readonly report: Report;
  readonly onChoose: (importId: string) => void;
}

function Compare({ record, report, onChoose }: CompareProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const others = (useImportsLike(record.kind).data?.imports ?? []).filter(
    each => each.importId !== record.importId,
  );
  const other = report.comparedWith;
  return (
    <div className="stack">
      <div className="field" style={{ maxWidth: 520 }}>
        <label htmlFor={id}>{t('collect:report.with')}</label>
        <Select
          id={id}
          showSearch={{ optionFilterProp: 'label' }}
          value={other?.importId ?? null}
          placeholder={t('collect:report.nothing')}
          options={others.map(each => ({
            value: each.importId,
            label: `${each.fileName} · ${f.minute(each.createdAt)}`,
          }))}
          onChange={(value: string) => onChoose(value)}
        />
      </div>
      {other ? (
        <>
          <p>
            <Link to={`/collect/imports/${other.importId}`}>{other.fileName}</Link>
            <span className="muted"> · {f.minute(other.createdAt)}</span>
          </p>
          <Changes report={report} />
          <Drift report={report} />
        </>
      ) : (
        <p className="muted">{t('collect:report.nothingBefore')}</p>
      )}
    </div>
  );
}

export function ImportReport({ record }: { record: ImportRecord }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const report = useImportReport(record.importId, search.get('with'));
  const choose = (importId: string) => {
    const next = new URLSearchParams(search);
    next.set('with', importId);
    setSearch(next, { preventScrollReset: true });
  };
  return (
    <QueryView query={report} skeleton={<Skeleton lines={8} />}>
      {data => (
        <>
          <Section title={t('collect:report.quality')} note={t('collect:report.qualityNote')}>
            <Quality report={data} />
          </Section>
          <Section title={t('collect:report.compared')} note={t('collect:report.comparedNote')}>
            <Compare record={record} report={data} onChoose={choose} />
          </Section>
          <Section title={t('collect:report.columns')} note={t('collect:report.columnsNote')}>
            {data.profile && data.profile.columns.length > 0 ? (
              <Columns columns={data.profile.columns} rows={data.profile.rows} />
            ) : (
              <p className="muted">{t('collect:report.noProfile')}</p>
            )}
          </Section>
        </>
      )}
    </QueryView>
  );
}
