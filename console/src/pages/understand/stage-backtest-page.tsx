/** Whether life-cycle stages keep what they promise: who bought again in the 90 days after past check-up times. */
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { StageBacktest } from '../../../../src/records/stage-backtest.ts';
import { useStageBacktest } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { IntervalChart } from '../../ui/interval.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Empty, Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

type StageRow = StageBacktest['all'][number];

/** Whether the share that came lies in the range that was expected; without a range nothing was promised. */
function heldOf({ rate, expectedLo, expectedHi }: StageRow): 'in' | 'above' | 'below' | 'none' {
  if (expectedLo === null || expectedHi === null) return 'none';
  if (rate > expectedHi) return 'above';
  return rate < expectedLo ? 'below' : 'in';
}

function StageTable({ rows, caption }: { rows: readonly StageRow[]; caption: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Table
      dense
      showCaption
      caption={caption}
      rows={rows}
      rowKey={row => row.stage}
      columns={[
        {
          key: 'stage',
          title: t('understand:stages.stage'),
          head: true,
          render: row => t(`understand:stage.${row.stage}`),
        },
        {
          key: 'n',
          title: t('understand:stages.customers'),
          align: 'right',
          render: row => f.count(row.customers),
        },
        {
          key: 'bought',
          title: t('understand:backtest.bought'),
          align: 'right',
          render: row => f.count(row.bought),
        },
        {
          key: 'rate',
          title: t('understand:backtest.rate'),
          align: 'right',
          render: row => f.percent(row.rate),
        },
        {
          key: 'range',
          title: t('understand:backtest.range'),
          align: 'right',
          render: row => f.between(f.percent(row.lo), f.percent(row.hi)),
        },
        {
          key: 'expected',
          title: t('understand:backtest.expected'),
          align: 'right',
          render: row => (row.expected === null ? '–' : f.percent(row.expected)),
        },
        {
          key: 'expectedRange',
          title: t('understand:backtest.expectedRange'),
          align: 'right',
          render: row =>
            row.expectedLo === null || row.expectedHi === null
              ? '–'
              : f.between(f.percent(row.expectedLo), f.percent(row.expectedHi)),
        },
        {
          key: 'held',
          title: t('understand:backtest.held'),
          render: row => t(`understand:backtest.heldIs.${heldOf(row)}`),
        },
      ]}
    />
  );
}

const area = (value: number | null, f: ReturnType<typeof useFormat>) =>
  value === null ? '–' : f.fixed(value, 3);

function Backtest({ backtest }: { backtest: StageBacktest }) {
  const { t } = useTranslation();
  const f = useFormat();
  const verdict = backtest.inOrder === null ? 'open' : backtest.inOrder ? 'kept' : 'broken';
  return (
    <>
      <Notice tone={backtest.inOrder === false ? 'warn' : 'info'}>
        {t(`understand:backtest.order.${verdict}`)}
      </Notice>
      <Section
        title={t('understand:backtest.all')}
        note={t('understand:backtest.note', { days: backtest.days, n: backtest.origins.length })}
      >
        <Stats>
          <Stat
            label={t('understand:backtest.aucAlive')}
            value={area(backtest.aucAlive, f)}
            definition={t('understand:backtest.aucMeans')}
          />
          <Stat
            label={t('understand:backtest.aucStage')}
            value={area(backtest.aucStage, f)}
            definition={t('understand:backtest.aucMeans')}
          />
        </Stats>
        <IntervalChart
          title={t('understand:backtest.rate')}
          summary={t('understand:backtest.note', { days: backtest.days, n: backtest.origins.length })}
          tick={value => f.percent(value, 0)}
          rows={backtest.all.map(row => ({
            key: row.stage,
            name: t(`understand:stage.${row.stage}`),
            estimate: row.rate,
            lo: row.lo,
            hi: row.hi,
            text: `${f.percent(row.rate)} (${f.between(f.percent(row.lo), f.percent(row.hi))})`,
          }))}
        />
        <StageTable rows={backtest.all} caption={t('understand:backtest.all')} />
        <p className="note">{t('understand:backtest.expectedMeans')}</p>
      </Section>
      <Section title={t('understand:backtest.each')}>
        {backtest.origins.map(origin => (
          <div key={origin.asOf} className="stack-tight">
            <StageTable
              rows={origin.stages}
              caption={t('understand:backtest.origin', {
                day: f.day(origin.asOf),
                alive: area(origin.aucAlive, f),
                stage: area(origin.aucStage, f),
              })}
            />
          </div>
        ))}
      </Section>
    </>
  );
}

export function Component() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const id = search.get('review') ?? 'latest';
  const chapter = useStageBacktest(id);
  return (
    <Page
      title={t('understand:backtest.title')}
      question={t('understand:backtest.question')}
      back={{
        to: id === 'latest' ? '/understand/review' : `/understand/review?review=${id}`,
        label: t('understand:review.title'),
      }}
    >
      <QueryView query={chapter} skeleton={<Skeleton lines={10} />}>
        {({ document }) =>
          document.origins.length === 0 ? (
            <Empty title={t('understand:backtest.none')}>{t('understand:backtest.noneText')}</Empty>
          ) : (
            <Backtest backtest={document} />
          )
        }
      </QueryView>
    </Page>
  );
}
