/** What the base is expected to bring: by tier and stage, with intervals and what stands against them. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CustomerValueReport } from '../../../../src/records/customer-value.ts';
import { useCustomerValue } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { CodeSentence } from '../../ui/code-sentence.tsx';
import { Section } from '../../ui/page.tsx';
import { Definition, Stat, Stats } from '../../ui/stat.tsx';
import { Notice, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

type Group = CustomerValueReport['groups'][number];
type Future = Group['value12'];

/** Tiers by worth and stages along a customer's life, as everywhere else. */
const order = [
  'all',
  'high',
  'mid',
  'low',
  'new',
  'growing',
  'mature',
  'declining',
  'dormant',
  'lost',
  'undetermined',
];

export const orderedGroups = (groups: readonly Group[]) =>
  groups
    .filter(({ name }) => order.includes(name))
    .sort((l, r) => order.indexOf(l.name) - order.indexOf(r.name));

function useGroupName() {
  const { t } = useTranslation();
  return ({ kind, name }: Group) =>
    kind === 'all' ? t('understand:worth.all') : t(`understand:${kind}.${name}`);
}

function useFuture(currency: string) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  return (future: Future) => {
    if (!future) return { value: '–', range: t('understand:worth.refusedMoney') };
    const value = f.amount(String(future.estimate));
    if (future.lo === null || future.hi === null) return { value, range: t('understand:worth.noRange') };
    return { value, range: f.between(f.amount(String(future.lo)), f.amount(String(future.hi))) };
  };
}

/** The groups as one table: people, P(alive), orders and money with its interval under it. */
export function GroupTable({ report }: { report: CustomerValueReport }) {
  const { t } = useTranslation();
  const f = useFormat(report.currency);
  const nameOf = useGroupName();
  const future = useFuture(report.currency);
  const money = (of: Future) => {
    const { value, range } = future(of);
    return (
      <>
        {value}
        <div className="muted small">{range}</div>
      </>
    );
  };
  return (
    <Table
      dense
      foldAt={4}
      caption={t('understand:worth.title')}
      rows={orderedGroups(report.groups)}
      rowKey={group => `${group.kind}/${group.name}`}
      columns={[
        { key: 'group', title: t('understand:worth.group'), head: true, render: nameOf },
        {
          key: 'n',
          title: t('understand:stages.customers'),
          align: 'right',
          render: group => f.count(group.customers),
        },
        {
          key: 'alive',
          title: t('understand:worth.alive'),
          align: 'right',
          render: group => f.percent(group.alive, 0),
        },
        {
          key: 'orders',
          title: t('understand:worth.orders'),
          align: 'right',
          render: group => f.fixed(group.orders365, 2),
        },
        { key: '12', title: t('understand:worth.value12'), align: 'right', render: g => money(g.value12) },
        { key: '36', title: t('understand:worth.value36'), align: 'right', render: g => money(g.value36) },
      ]}
    />
  );
}

function Headline({ report }: { report: CustomerValueReport }) {
  const { t } = useTranslation();
  const f = useFormat(report.currency);
  const future = useFuture(report.currency);
  const all = report.groups.find(({ kind }) => kind === 'all');
  if (!all) return null;
  const [year, three] = [future(all.value12), future(all.value36)];
  return (
    <Stats>
      <Stat
        label={t('understand:worth.value12')}
        value={year.value}
        range={year.range}
        definition={t('understand:worth.valueMeans')}
      />
      <Stat
        label={t('understand:worth.value36')}
        value={three.value}
        range={three.range}
        definition={t('understand:worth.valueMeans')}
      />
      <Stat
        label={t('understand:worth.alive')}
        value={f.percent(all.alive, 0)}
        definition={t('understand:worth.aliveMeans')}
      />
      <Stat
        label={t('understand:worth.orders')}
        value={f.fixed(all.orders365, 2)}
        definition={t('understand:worth.ordersMeans')}
      />
    </Stats>
  );
}

/** Warnings of the chapter, each with its remedy. */
export function ValueWarnings({ report }: { report: CustomerValueReport }) {
  const { t } = useTranslation();
  const named = ({ stage, ...params }: (typeof report.warnings)[number]['params']) =>
    stage === undefined ? params : { ...params, stage: t(`understand:stage.${stage}`) };
  return report.warnings.map(({ code, params }) => (
    <Notice key={`${code}/${params['stage'] ?? ''}`} tone="warn">
      <CodeSentence code={code} params={named(params)} />
    </Notice>
  ));
}

export function ReviewValue({ reviewId }: { reviewId: string }) {
  const { t } = useTranslation();
  const chapter = useCustomerValue(reviewId);
  return (
    <Section
      title={t('understand:worth.title')}
      note={t('understand:worth.note')}
      actions={
        <span className="row">
          <Link to={`/understand/review/value?review=${reviewId}`}>{t('understand:worth.calibration')}</Link>
          <Link to={`/understand/review/stages?review=${reviewId}`}>{t('understand:backtest.title')}</Link>
          <Link to={`/understand/review/behaviour?review=${reviewId}`}>
            {t('understand:behaviour.title')}
          </Link>

          <Link to={`/understand/review/movement?review=${reviewId}`}>{t('understand:movement.title')}</Link>
        </span>
      }
    >
      <QueryView query={chapter}>
        {({ document: report }) => (
          <div className="stack">
            <ValueWarnings report={report} />
            {report.status === 'refused' ? (
              <p className="muted">{t('understand:worth.refused')}</p>
            ) : (
              <>
                <Headline report={report} />
                <GroupTable report={report} />
                <p className="muted small">
                  {t('understand:worth.money', { money: t(`understand:valueIs.${report.valueIs}`) })}{' '}
                  <Definition text={t('understand:worth.rangeMeans')} />
                </p>
              </>
            )}
          </div>
        )}
      </QueryView>
    </Section>
  );
}
