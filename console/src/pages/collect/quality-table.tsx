/** One table: what each rule found by column, days unlike others, rows by day, and scores over the measurements. */
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type {
  QualityCheck,
  QualityDays,
  QualitySummary,
  QualityTable,
} from '../../../../src/records/quality.ts';
import { qualityDimensions } from '../../../../src/records/quality-names.ts';
import { useQualityDays, useQualityTrend } from '../../api/quality.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook } from '../../ui/chart-theme.ts';
import { useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag, type TagTone } from '../../ui/stat.tsx';
import { Notice, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { QualityShifts } from './quality-shifts.tsx';

const stateTones: Record<QualityCheck['state'], TagTone> = {
  passed: 'more',
  failed: 'less',
  'not-applicable': 'plain',
};

function useChecks(): Column<QualityCheck>[] {
  const { t } = useTranslation();
  const f = useFormat();
  const may = useMay();
  const say = useCodeTexts();
  const [search] = useSearchParams();
  const rowsOf = (rule: string) => {
    const next = new URLSearchParams(search);
    next.set('rule', rule);
    return `?${next.toString()}`;
  };
  const isLookable = (row: QualityCheck) => !['fresh-within', 'row-count'].includes(row.kind);
  return [
    {
      key: 'column',
      title: t('quality:check.column'),
      head: true,
      render: row => (row.column ? <code>{row.column}</code> : t('quality:check.whole')),
    },
    {
      key: 'rule',
      title: t('quality:check.asks'),
      render: row => (
        <>
          {say(row.code, row.params).message}
          <div className="small muted">
            {t(`quality:dimension.${row.dimension}`)}
            {row.owner && ` · ${row.owner}`}
            {row.note && ` · ${row.note}`}
          </div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('quality:check.state'),
      nowrap: true,
      render: row => (
        <span className="row">
          <Tag tone={stateTones[row.state]}>{t(`quality:state.${row.state}`)}</Tag>
          {row.severity === 'critical' && <Tag tone="outline">{t('quality:check.critical')}</Tag>}
        </span>
      ),
    },
    {
      key: 'score',
      title: t('quality:check.score'),
      align: 'right',
      render: row => (row.score === null ? '–' : f.percent(row.score, 2)),
    },
    {
      key: 'asked',
      title: t('quality:check.threshold'),
      align: 'right',
      render: row => f.percent(row.threshold, 1),
    },
    {
      key: 'checked',
      title: t('quality:check.checked'),
      align: 'right',
      render: row => f.count(row.checked),
    },
    {
      key: 'failed',
      title: t('quality:check.failed'),
      align: 'right',
      render: row => {
        const failed = row.checked - row.passed;
        return failed > 0 && isLookable(row) && may('quality.rows.read') ? (
          <Link to={rowsOf(row.rule)}>{f.count(failed)}</Link>
        ) : (
          f.count(failed)
        );
      },
    },
  ];
}

type Day = QualityDays['days'][number];

function Days({ table }: { table: QualityTable }) {
  const { t } = useTranslation();
  const f = useFormat();
  const days = useQualityDays(table.table);
  const title = t('quality:days.title', { table: t(`quality:name.${table.table}`) });
  return (
    <QueryView query={days}>
      {data => {
        const rows: Day[] = data.days.filter(day => day.rule === '');
        if (rows.length === 0) return <p className="muted">{t('quality:days.none')}</p>;
        return (
          <Chart
            title={title}
            height={220}
            summary={t('quality:days.summary', {
              from: rows[0]?.day ?? '',
              to: rows.at(-1)?.day ?? '',
              most: f.count(Math.max(...rows.map(row => row.checked))),
            })}
            option={look => ({
              xAxis: { type: 'category', data: rows.map(row => row.day), ...axisLook(look) },
              yAxis: { type: 'value', name: t('quality:table.rows'), ...axisLook(look) },
              series: [{ type: 'bar', name: t('quality:table.rows'), data: rows.map(row => row.checked) }],
            })}
            data={{
              rows,
              rowKey: row => row.day,
              columns: [
                {
                  key: 'day',
                  title: t('quality:days.day'),
                  head: true,
                  render: row => row.day,
                  plain: row => row.day,
                },
                {
                  key: 'rows',
                  title: t('quality:table.rows'),
                  align: 'right',
                  render: row => f.count(row.checked),
                  plain: row => row.checked,
                },
              ],
            }}
          />
        );
      }}
    </QueryView>
  );
}

function Trend({ table }: { table: QualityTable }) {
  const { t } = useTranslation();
  const f = useFormat();
  const trend = useQualityTrend();
  const title = t('quality:trend.title', { table: t(`quality:name.${table.table}`) });
  return (
    <QueryView query={trend}>
      {data => {
        const runs: QualitySummary[] = data.runs.toReversed();
        const scores = (run: QualitySummary) =>
          run.tables.find(each => each.table === table.table)?.scores ?? null;
        if (runs.length < 2) return <p className="muted">{t('quality:trend.none')}</p>;
        return (
          <Chart
            title={title}
            height={220}
            summary={t('quality:trend.summary', { count: runs.length })}
            option={look => ({
              legend: { show: true, top: 0, right: 0, textStyle: { color: look.palette.muted } },
              xAxis: { type: 'category', data: runs.map(run => f.time(run.asOf)), ...axisLook(look) },
              yAxis: { type: 'value', name: '%', max: 100, scale: true, ...axisLook(look) },
              series: qualityDimensions.map(dimension => ({
                type: 'line',
                name: t(`quality:dimension.${dimension}`),
                symbolSize: 4,
                data: runs.map(run => {
                  const score = scores(run)?.[dimension] ?? null;
                  return score === null ? null : Number((score * 100).toFixed(3));
                }),
              })),
            })}
            data={{
              rows: runs,
              rowKey: run => run.runId,
              columns: [
                {
                  key: 'at',
                  title: t('quality:trend.at'),
                  head: true,
                  render: run => f.time(run.asOf),
                  plain: run => run.asOf,
                },
                ...qualityDimensions.map(dimension => ({
                  key: dimension,
                  title: t(`quality:dimension.${dimension}`),
                  align: 'right' as const,
                  render: (run: QualitySummary) => {
                    const score = scores(run)?.[dimension] ?? null;
                    return score === null ? '–' : f.percent(score, 2);
                  },
                  plain: (run: QualitySummary) => scores(run)?.[dimension] ?? '',
                })),
              ],
            }}
          />
        );
      }}
    </QueryView>
  );
}

export function QualityTableView({ table }: { table: QualityTable }) {
  const { t } = useTranslation();
  const f = useFormat();
  const columns = useChecks();
  const order: Record<QualityCheck['state'], number> = { failed: 0, passed: 1, 'not-applicable': 2 };
  const checks = table.checks.toSorted((a, b) => order[a.state] - order[b.state]);
  const shown = (value: number, rule: string) => (rule === '' ? f.count(value) : f.percent(value, 1));
  return (
    <>
      <Section
        title={t(`quality:name.${table.table}`)}
        note={
          table.lagHours &&
          t('quality:lag', { p50: f.fixed(table.lagHours.p50, 1), p95: f.fixed(table.lagHours.p95, 1) })
        }
      >
        <div className="stack">
          {table.unusual.length > 0 && (
            <Notice>
              <ul>
                {table.unusual.map(each => (
                  <li key={each.rule}>
                    {t('quality:unusual', {
                      what: each.rule === '' ? t('quality:table.rows') : each.rule,
                      day: each.day,
                      found: shown(each.found, each.rule),
                      usual: shown(each.usual, each.rule),
                      days: each.days,
                    })}
                  </li>
                ))}
              </ul>
            </Notice>
          )}
          <Table
            caption={t('quality:check.caption')}
            columns={columns}
            rows={checks}
            rowKey={row => row.rule}
            dense
          />
        </div>
      </Section>
      {table.shifts.length > 0 && (
        <Section title={t('quality:shift.heading')} note={t('quality:shift.note')}>
          <QualityShifts shifts={table.shifts} />
        </Section>
      )}
      <Section title={t('quality:days.heading')} note={t('quality:days.note')}>
        <Days table={table} />
      </Section>
      <Section title={t('quality:trend.heading')} note={t('quality:trend.note')}>
        <Trend table={table} />
      </Section>
    </>
  );
}
