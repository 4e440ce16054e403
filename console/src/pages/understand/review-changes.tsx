/** What changed in net sales and why: the change with its interval, its drivers, whose sales came and went, where. */
import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewChange, ReviewChanges } from '../../../../src/records/review-change.ts';
import { useReviewChanges } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { BridgeChart } from '../../ui/bridge-chart.tsx';
import { Section } from '../../ui/page.tsx';
import { Empty, QueryView, Skeleton } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

type Driver = ReviewChange['drivers'][number];
type Slice = ReviewChange['slices'][number];

interface ChangeProps {
  readonly change: ReviewChange;
  readonly currency: string;
}

/** The whole change in one sentence: how much, whether chance alone might have done it, and what did most. */
function Sentence({ change, currency }: ChangeProps) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const { beforeMinor, afterMinor, noise, drivers } = change;
  const amount = afterMinor - beforeMinor;
  const most = drivers.reduce((best, row) =>
    Math.abs(row.amountMinor) > Math.abs(best.amountMinor) ? row : best,
  );
  const isSure = noise.lo > 0 || noise.hi < 0;
  return (
    <p>
      {t(amount < 0 ? 'understand:changes.fell' : 'understand:changes.rose', {
        after: f.money(afterMinor),
        change: f.money(Math.abs(amount)),
        share: beforeMinor > 0 ? f.percent(Math.abs(amount) / beforeMinor) : '–',
        range: f.moneyRange(noise.lo, noise.hi),
      })}{' '}
      {t(isSure ? 'understand:changes.sure' : 'understand:changes.unsure')}{' '}
      {most.amountMinor !== 0 &&
        t('understand:changes.most', {
          driver: t(`understand:changes.driver.${most.driver}`),
          amount: f.moneySigned(most.amountMinor),
        })}
    </p>
  );
}

function Bridge({ change, currency }: ChangeProps) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const { before, after, beforeMinor, afterMinor, drivers, refunds, anonymous } = change;
  const outside = [
    { key: 'refunds', label: t('understand:changes.refunds'), amount: refunds.amountMinor },
    { key: 'anonymous', label: t('understand:changes.anonymous'), amount: anonymous.amountMinor },
  ].filter(part => part.amount !== 0);
  return (
    <BridgeChart
      title={t('understand:changes.title')}
      summary={t('understand:changes.summary', { change: f.moneySigned(afterMinor - beforeMinor) })}
      currency={currency}
      before={{ key: 'before', label: `${before.from} –\n${before.to}`, amount: beforeMinor }}
      parts={[
        ...drivers.map(row => ({
          key: row.driver,
          label: t(`understand:changes.driver.${row.driver}`),
          amount: row.amountMinor,
        })),
        ...outside,
      ]}
      after={{ key: 'after', label: `${after.from} –\n${after.to}`, amount: afterMinor }}
    />
  );
}

interface Moved {
  readonly before: string;
  readonly after: string;
  readonly amountMinor: number;
}

interface MovedTableProps<T extends Moved> {
  readonly caption: string;
  readonly head: Column<T>;
  readonly rows: readonly T[];
  readonly currency: string;
  readonly between?: readonly Column<T>[];
  readonly foldAt?: number;
}

/** What something was, is, and what it did to net sales. */
function MovedTable<T extends Moved>(props: MovedTableProps<T>) {
  const { caption, head, rows, currency, between = [], foldAt } = props;
  const { t } = useTranslation();
  const f = useFormat(currency);
  const column = (key: 'before' | 'after' | 'amount', render: Column<T>['render']): Column<T> => ({
    key,
    title: t(`understand:changes.${key}`),
    align: 'right',
    nowrap: true,
    render,
  });
  return (
    <Table
      dense
      showCaption
      {...(foldAt ? { foldAt } : {})}
      caption={caption}
      rows={rows}
      rowKey={(_, index) => String(index)}
      columns={[
        { ...head, head: true },
        ...between,
        column('before', row => row.before),
        column('after', row => row.after),
        column('amount', row => f.moneySigned(row.amountMinor)),
      ]}
    />
  );
}

function DriverTable({ change, currency }: ChangeProps) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const text = ({ driver }: Driver, of: number) => {
    if (driver === 'buyers') return f.count(of);
    return driver === 'orders-per-buyer' ? f.fixed(of, 2) : f.moneyExact(Math.round(of));
  };
  return (
    <MovedTable
      caption={t('understand:changes.drivers')}
      currency={currency}
      rows={change.drivers.map(row => ({
        ...row,
        before: text(row, row.before),
        after: text(row, row.after),
      }))}
      head={{
        key: 'driver',
        title: t('understand:changes.why'),
        render: row => t(`understand:changes.driver.${row.driver}`),
      }}
    />
  );
}

function GroupTable({ change, currency }: ChangeProps) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  return (
    <MovedTable
      caption={t('understand:changes.groups')}
      currency={currency}
      rows={change.groups.map(row => ({
        ...row,
        before: f.money(row.beforeMinor),
        after: f.money(row.afterMinor),
      }))}
      head={{
        key: 'group',
        title: t('understand:changes.whose'),
        render: row => t(`understand:changes.group.${row.group}`),
      }}
      between={[
        {
          key: 'n',
          title: t('understand:stages.customers'),
          align: 'right',
          render: row => f.count(row.customers),
        },
      ]}
    />
  );
}

function SliceTable({ slice, currency }: { slice: Slice; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const nameOf = (name: string | null) =>
    name === null ? t('understand:changes.others') : name || t('understand:changes.nameless');
  return (
    <MovedTable
      caption={t(`understand:changes.by.${slice.by}`)}
      foldAt={4}
      currency={currency}
      rows={slice.rows.map(row => ({
        ...row,
        before: f.money(row.beforeMinor),
        after: f.money(row.afterMinor),
      }))}
      head={{
        key: 'name',
        title: t(`understand:changes.of.${slice.by}`),
        render: row => nameOf(row.name),
      }}
    />
  );
}

function Comparison({ document }: { document: ReviewChanges }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [kind, setKind] = useState<ReviewChange['kind']>();
  const { changes, currency, historyDays, byMonth } = document;
  const change = changes.find(each => each.kind === kind) ?? changes[0];
  if (!change)
    return (
      <Empty title={t('understand:changes.emptyTitle')}>
        {byMonth
          ? t('understand:changes.byMonth', { events: byMonth.join(' · ') })
          : t('understand:changes.empty', { n: f.count(historyDays) })}
      </Empty>
    );
  return (
    <div className="stack">
      <Segmented
        className="no-print"
        style={{ maxWidth: '100%', overflowX: 'auto' }}
        aria-label={t('understand:changes.choose')}
        value={change.kind}
        options={changes.map(each => ({
          value: each.kind,
          label: t(`understand:changes.kind.${each.kind}`),
        }))}
        onChange={setKind}
      />
      {byMonth && (
        <p className="small muted">{t('understand:changes.byMonth', { events: byMonth.join(' · ') })}</p>
      )}
      <Sentence change={change} currency={currency} />
      <Bridge change={change} currency={currency} />
      <div className="grid-2">
        <DriverTable change={change} currency={currency} />
        <GroupTable change={change} currency={currency} />
        {change.slices
          .filter(slice => slice.rows.length > 1)
          .map(slice => (
            <SliceTable key={slice.by} slice={slice} currency={currency} />
          ))}
      </div>
      <ul className="small muted">
        <li>{t(`understand:changes.means.${change.kind}`)}</li>
        <li>{t(`understand:changes.means.${change.method}`)}</li>
        <li>{t('understand:changes.means.noise')}</li>
      </ul>
    </div>
  );
}

export function ReviewChangesSection({ reviewId }: { reviewId: string }) {
  const { t } = useTranslation();
  const chapter = useReviewChanges(reviewId);
  return (
    <Section title={t('understand:changes.title')} note={t('understand:changes.note')}>
      <QueryView query={chapter} skeleton={<Skeleton lines={6} />}>
        {({ document }) => <Comparison document={document} />}
      </QueryView>
    </Section>
  );
}
