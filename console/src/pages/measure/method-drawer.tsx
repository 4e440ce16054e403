/** Kept at the side: p-values, methods, arm balance, what was left out, query versions, earlier reads. */
import { useTranslation } from 'react-i18next';
import type { ResultDocument, ResultView } from '../../../../src/records/result.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { SideDrawer } from '../../ui/sql-drawer.tsx';
import { Facts, Tag } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';

function Tests({ result }: { result: ResultDocument }) {
  const { t } = useTranslation();
  const f = useFormat(result.currency);
  const rows = result.populations.flatMap(entry =>
    (['buyers', 'orders', 'value'] as const).map(metric => ({
      population: entry.population,
      metric,
      test: entry[metric],
    })),
  );
  return (
    <section className="stack-tight">
      <h3>{t('measure:method.tests')}</h3>
      <Table
        dense
        caption={t('measure:method.tests')}
        rows={rows}
        rowKey={row => `${row.population}-${row.metric}`}
        columns={[
          {
            key: 'population',
            title: t('measure:arms.population'),
            head: true,
            render: row => t(`measure:population.${row.population}`),
          },
          { key: 'metric', title: t('act:plan.metric'), render: row => t(`measure:metric.${row.metric}`) },
          {
            key: 'p',
            title: <i style={{ display: 'inline-block' }}>p</i>,
            align: 'right',
            render: row => (row.test.p === null ? '–' : f.p(row.test.p)),
          },
          {
            key: 'method',
            title: t('measure:method.method'),
            render: row => t(`measure:methodName.${row.test.method}`, { defaultValue: row.test.method }),
          },
        ]}
      />
    </section>
  );
}

function Balance({ result }: { result: ResultDocument }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <section className="stack-tight">
      <h3>{t('measure:method.srm')}</h3>
      <p className="muted small">{t('measure:method.srmMeans')}</p>
      <Table
        dense
        caption={t('measure:method.srm')}
        rows={result.sampleRatio}
        rowKey={row => row.population}
        columns={[
          {
            key: 'population',
            title: t('measure:arms.population'),
            head: true,
            render: row => t(`measure:population.${row.population}`),
          },
          {
            key: 'treatment',
            title: t('measure:arm.treatment'),
            align: 'right',
            render: row => f.count(row.observed.treatment),
          },
          {
            key: 'control',
            title: t('measure:arm.control'),
            align: 'right',
            render: row => f.count(row.observed.control),
          },
          {
            key: 'p',
            title: <i style={{ display: 'inline-block' }}>p</i>,
            align: 'right',
            render: row => f.p(row.p),
          },
          {
            key: 'blocks',
            title: t('measure:results.word'),
            render: row => (
              <Tag tone={row.blocks ? 'less' : 'plain'}>
                {t(row.blocks ? 'measure:method.blocks' : 'measure:method.passes')}
              </Tag>
            ),
          },
        ]}
      />
    </section>
  );
}

function Basis({ view }: { view: ResultView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  const { document: result, history } = view;
  return (
    <Facts
      facts={[
        { label: t('measure:method.computed'), value: f.time(result.computedAt) },
        { label: t('understand:basis.asOf'), value: f.time(result.asOf) },
        { label: t('measure:method.seed'), value: <code>{result.seed}</code> },
        {
          label: t('measure:method.excluded'),
          value:
            result.excluded.map(entry => `${texts(entry.reason).message} ${f.count(entry.n)}`).join('；') ||
            t('common:none'),
        },
        {
          label: t('measure:method.watermark'),
          value: (
            <code>
              {result.factsWatermark.shipped} / {result.factsWatermark.enqueued}
            </code>
          ),
        },
        {
          label: t('measure:method.queries'),
          value: (
            <code>
              {Object.entries(result.queryVersions)
                .map(([name, version]) => `${name} ${version}`)
                .join(', ')}
            </code>
          ),
        },
        {
          label: t('measure:method.history'),
          value:
            history
              .map(entry => `${f.time(entry.computedAt)} ${t(`measure:read.${entry.read}`)}`)
              .join('；') || t('common:none'),
        },
      ]}
    />
  );
}

export function MethodDrawer({ view }: { view: ResultView }) {
  const { t } = useTranslation();
  return (
    <SideDrawer label={t('measure:method.open')} title={t('measure:method.title')}>
      <Tests result={view.document} />
      <Balance result={view.document} />
      <Basis view={view} />
    </SideDrawer>
  );
}
