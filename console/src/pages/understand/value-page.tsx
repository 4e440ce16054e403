/** How far the value models may be believed: expected against actual on days they had not seen, and their parameters. */
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { CustomerValueReport, ValueCalibration } from '../../../../src/records/customer-value.ts';
import { useCustomerValue } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Facts, Stat, Stats, Tag } from '../../ui/stat.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { GroupTable, ValueWarnings } from './review-value.tsx';
import { useOff } from './use-off.ts';
import { HoldoutSection } from './value-holdout.tsx';

type Decile = ValueCalibration['deciles'][number] & { readonly at: number };

function DecileChart({ calibration }: { calibration: ValueCalibration }) {
  const { t } = useTranslation();
  const f = useFormat();
  const off = useOff();
  const rows: Decile[] = calibration.deciles.map((row, at) => ({ ...row, at: at + 1 }));
  const [expected, actual] = [t('understand:worth.expected'), t('understand:worth.actual')];
  const number = (key: 'expectedOrders' | 'actualOrders', title: string) => ({
    key,
    title,
    align: 'right' as const,
    render: (row: Decile) => f.fixed(row[key], 3),
    plain: (row: Decile) => row[key],
  });
  const chance = (key: 'expectedBuyers' | 'actualBuyers', title: string) => ({
    key,
    title,
    align: 'right' as const,
    render: (row: Decile) => f.percent(row[key]),
    plain: (row: Decile) => row[key],
  });
  return (
    <Chart
      title={t('understand:worth.decileTitle', { days: calibration.days, day: calibration.cutDay })}
      summary={t('understand:worth.decileSummary', {
        expected: f.count(Math.round(calibration.expectedOrders)),
        actual: f.count(calibration.actualOrders),
        off: off(calibration.expectedOrders, calibration.actualOrders),
      })}
      option={() => ({
        tooltip: { trigger: 'axis' },
        legend: { data: [expected, actual], top: 0, right: 0, bottom: 'auto' },
        xAxis: {
          type: 'category',
          data: rows.map(({ at }) => String(at)),
          name: t('understand:worth.tenth'),
        },
        yAxis: { type: 'value', name: t('understand:worth.ordersEach') },
        series: [
          { name: expected, type: 'bar', data: rows.map(row => row.expectedOrders) },
          { name: actual, type: 'bar', data: rows.map(row => row.actualOrders) },
        ],
      })}
      data={{
        rows,
        rowKey: row => String(row.at),
        columns: [
          {
            key: 'tenth',
            title: t('understand:worth.tenth'),
            head: true,
            render: row => String(row.at),
            plain: row => row.at,
          },
          {
            key: 'n',
            title: t('understand:stages.customers'),
            align: 'right',
            render: row => f.count(row.customers),
            plain: row => row.customers,
          },
          number('expectedOrders', t('understand:worth.expectedOrders')),
          number('actualOrders', t('understand:worth.actualOrders')),
          chance('expectedBuyers', t('understand:worth.expectedBuyers')),
          chance('actualBuyers', t('understand:worth.actualBuyers')),
        ],
      }}
    />
  );
}

function Calibration({
  report,
  calibration,
}: {
  report: CustomerValueReport;
  calibration: ValueCalibration;
}) {
  const { t } = useTranslation();
  const f = useFormat(report.currency);
  const off = useOff();
  const money = (value: number) => f.amount(String(value));
  return (
    <Section
      title={t('understand:worth.holdout')}
      note={t('understand:worth.holdoutNote', {
        day: calibration.cutDay,
        days: calibration.days,
        n: f.count(calibration.customers),
      })}
    >
      <Stats>
        <Stat
          label={t('understand:worth.expectedOrders')}
          value={f.count(Math.round(calibration.expectedOrders))}
          range={t('understand:worth.actually', { n: f.count(calibration.actualOrders) })}
        />
        <Stat
          label={t('understand:worth.off')}
          value={off(calibration.expectedOrders, calibration.actualOrders)}
          definition={t('understand:worth.offMeans')}
        />
        {report.orderValue.status === 'ok' && (
          <Stat
            label={t('understand:worth.expectedMoney')}
            value={money(calibration.expectedValue)}
            range={t('understand:worth.actually', { n: money(calibration.actualValue) })}
          />
        )}
        <Stat
          label={t('understand:worth.spread')}
          value={calibration.cohortSpread === null ? '–' : f.percent(calibration.cohortSpread)}
          definition={t('understand:worth.spreadMeans')}
        />
      </Stats>
      <DecileChart calibration={calibration} />
      <Table
        dense
        showCaption
        caption={t('understand:worth.cohorts')}
        rows={calibration.cohorts}
        rowKey={row => row.quarter}
        columns={[
          { key: 'quarter', title: t('understand:worth.quarter'), head: true, render: row => row.quarter },
          {
            key: 'expected',
            title: t('understand:worth.expectedOrders'),
            align: 'right',
            render: row => f.fixed(row.expectedOrders, 1),
          },
          {
            key: 'actual',
            title: t('understand:worth.actualOrders'),
            align: 'right',
            render: row => f.count(row.actualOrders),
          },
          {
            key: 'off',
            title: t('understand:worth.off'),
            align: 'right',
            render: row => off(row.expectedOrders, row.actualOrders),
          },
        ]}
      />
    </Section>
  );
}

function Models({ report }: { report: CustomerValueReport }) {
  const { t } = useTranslation();
  const f = useFormat();
  const years = (row: CustomerValueReport['families'][number]) =>
    row.fromYear === row.toYear ? String(row.fromYear) : `${row.fromYear}–${row.toYear}`;
  const { orderValue } = report;
  return (
    <Section title={t('understand:worth.models')} note={t('understand:worth.modelsNote')}>
      <Table
        dense
        caption={t('understand:worth.models')}
        rows={report.families}
        rowKey={years}
        columns={[
          { key: 'years', title: t('understand:worth.firstIn'), head: true, render: years },
          {
            key: 'n',
            title: t('understand:stages.customers'),
            align: 'right',
            render: row => f.count(row.customers),
          },
          {
            key: 'repeats',
            title: t('understand:worth.repeats'),
            align: 'right',
            render: row => f.count(row.repeatTransactions),
          },
          {
            key: 'status',
            title: t('understand:worth.identified'),
            render: row => (
              <Tag tone={row.status === 'ok' ? 'more' : row.status === 'prior' ? 'warn' : 'less'}>
                {t(`understand:worth.status.${row.status}`)}
              </Tag>
            ),
          },
          {
            key: 'params',
            title: 'r · α · a · b',
            align: 'right',
            render: ({ params }) =>
              params
                ? [params.r, params.alpha, params.a, params.b].map(x => Number(x.toPrecision(3))).join(' · ')
                : '–',
          },
        ]}
      />
      <Facts
        facts={[
          {
            label: t('understand:worth.orderValue'),
            value: t(`understand:worth.orderStatus.${orderValue.status}`, {
              n: f.count(orderValue.customers),
            }),
          },
          {
            label: t('understand:worth.correlation'),
            value: orderValue.correlation === null ? '–' : f.fixed(orderValue.correlation, 2),
          },
        ]}
      />
    </Section>
  );
}

export function Component() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const id = search.get('review') ?? 'latest';
  const f = useFormat();
  const chapter = useCustomerValue(id);
  return (
    <Page
      title={t('understand:worth.calibration')}
      question={t('understand:worth.question')}
      back={{
        to: id === 'latest' ? '/understand/review' : `/understand/review?review=${id}`,
        label: t('understand:review.title'),
      }}
    >
      <QueryView query={chapter} skeleton={<Skeleton lines={10} />}>
        {({ asOf, document: report }) => (
          <>
            <p className="muted">{t('understand:review.asOf', { day: f.day(asOf) })}</p>
            <ValueWarnings report={report} />
            <HoldoutSection report={report} holdout={report.holdout} />
            {report.calibration ? (
              <Calibration report={report} calibration={report.calibration} />
            ) : (
              <Notice tone="info">{t('understand:worth.noHoldout')}</Notice>
            )}
            {report.groups.length > 0 && (
              <Section title={t('understand:worth.title')} note={t('understand:worth.note')}>
                <GroupTable report={report} />
              </Section>
            )}
            <Models report={report} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
