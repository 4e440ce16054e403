/** How the base moves: active customers month by month, what became of each cohort, who holds the value, who moved where. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { BaseMigration, BaseMovement } from '../../../../src/records/base-movement.ts';
import { useBaseMigration, useBaseMovement } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shade } from '../../ui/shade.tsx';
import { QueryView, Skeleton } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { ConcentrationSection } from './concentration-section.tsx';
import { FirstPurchasesSection } from './first-purchases-section.tsx';
import { MigrationFlow } from './migration-flow.tsx';
import { MovementBridge } from './movement-bridge.tsx';
import { StageRiver } from './stage-river.tsx';

type Cohort = BaseMovement['cohorts'][number];
type Matrix = BaseMigration['matrices'][number];

/** One triangle; the stronger the shade, the larger the share. The number is always there. */
function Triangle({
  cohorts,
  what,
  cell,
}: {
  cohorts: readonly Cohort[];
  what: string;
  cell: (cohort: Cohort, after: number) => { text: string; share: number };
}) {
  const { t } = useTranslation();
  const f = useFormat();
  const length = Math.max(0, ...cohorts.map(cohort => cohort.quarters.length));
  const quarter = (after: number): Column<Cohort> => ({
    key: String(after),
    title: String(after),
    align: 'right',
    render: cohort => {
      if (after >= cohort.quarters.length) return '';
      const { text, share } = cell(cohort, after);
      return <Shade share={share}>{text}</Shade>;
    },
  });
  return (
    <div style={{ overflowX: 'auto' }}>
      <Table
        dense
        foldAt={12}
        showCaption
        caption={what}
        rows={[...cohorts].reverse()}
        rowKey={cohort => cohort.quarter}
        columns={[
          { key: 'q', title: t('understand:movement.cohort'), head: true, render: cohort => cohort.quarter },
          {
            key: 'n',
            title: t('understand:stages.customers'),
            align: 'right',
            render: cohort => f.count(cohort.customers),
          },
          ...Array.from({ length }, (_, after) => quarter(after)),
        ]}
      />
    </div>
  );
}

function Cohorts({ movement }: { movement: BaseMovement }) {
  const { t } = useTranslation();
  const f = useFormat(movement.currency);
  const { cohorts, valueIs } = movement;
  const most = Math.max(1, ...cohorts.flatMap(one => one.quarters.map(q => q.value / one.customers)));
  return (
    <Section title={t('understand:movement.cohorts')} note={t('understand:movement.cohortsNote')}>
      {cohorts.length === 0 ? (
        <p className="muted">{t('understand:movement.noCohorts')}</p>
      ) : (
        <>
          <Triangle
            cohorts={cohorts}
            what={t('understand:movement.retention')}
            cell={(cohort, after) => {
              const share = (cohort.quarters[after]?.active ?? 0) / cohort.customers;
              return { text: f.percent(share, 0), share };
            }}
          />
          <Triangle
            cohorts={cohorts}
            what={t('understand:movement.worth', { money: t(`understand:valueIs.${valueIs}`) })}
            cell={(cohort, after) => {
              const each = (cohort.quarters[after]?.value ?? 0) / cohort.customers;
              return { text: f.amount(String(each)), share: each / most };
            }}
          />
        </>
      )}
    </Section>
  );
}

/** What a class of a matrix is called; `none` is not yet a buyer, or not yet known. */
function useClassName(kind: Matrix['kind']) {
  const { t } = useTranslation();
  return useCallback(
    (of: string) => (of === 'none' ? t(`understand:movement.none.${kind}`) : t(`understand:${kind}.${of}`)),
    [t, kind],
  );
}

function MigrationTable({ matrix, currency }: { matrix: Matrix; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const name = useClassName(matrix.kind);
  const present = (matrix.rows[0]?.to ?? []).filter(({ to }) =>
    matrix.rows.some(row => (row.to.find(cell => cell.to === to)?.customers ?? 0) > 0),
  );
  return (
    <div style={{ overflowX: 'auto' }}>
      <Table
        dense
        showCaption
        caption={t(`understand:movement.matrix.${matrix.kind}`, { day: f.day(matrix.fromAsOf) })}
        rows={matrix.rows}
        rowKey={row => row.from}
        columns={[
          { key: 'from', title: t('understand:movement.from'), head: true, render: row => name(row.from) },
          {
            key: 'n',
            title: t('understand:stages.customers'),
            align: 'right',
            render: row => f.count(row.customers),
          },
          ...present.map(({ to }) => ({
            key: to,
            title: name(to),
            align: 'right' as const,
            render: (row: Matrix['rows'][number]) => {
              const cell = row.to.find(each => each.to === to);
              if (!cell || cell.customers === 0) return '–';
              return (
                <>
                  {f.percent(cell.share, 1)}
                  <div className="muted small">{f.between(f.percent(cell.lo, 1), f.percent(cell.hi, 1))}</div>
                  <div className="muted small">{f.amount(String(cell.value365))}</div>
                </>
              );
            },
          })),
        ]}
      />
      {matrix.suppressed > 0 && (
        <p className="muted small">
          {t('understand:movement.suppressed', { n: f.count(matrix.suppressed) })}
        </p>
      )}
    </div>
  );
}

/** Who rose and who fell, in people and in money; of tiers alone, as stages have no order. */
function Shifts({ matrix, currency }: { matrix: Matrix; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const { shifts, cutVersion } = matrix;
  if (!shifts) return null;
  const people = shifts.up.customers + shifts.down.customers + shifts.same.customers;
  if (people === 0) return null;
  const of = ({ customers, valueBefore, value365 }: typeof shifts.up) => ({
    n: f.count(customers),
    share: f.percent(customers / people, 1),
    before: f.amount(String(valueBefore)),
    now: f.amount(String(value365)),
  });
  const net = shifts.up.customers - shifts.down.customers;
  return (
    <p>
      {t('understand:movement.up', of(shifts.up))} {t('understand:movement.down', of(shifts.down))}{' '}
      {t('understand:movement.net', { net: f.points(net / people) })}
      {cutVersion ? ` ${t('understand:movement.anew', { version: cutVersion })}` : ''}
    </p>
  );
}

function Moves({ matrix, currency }: { matrix: Matrix; currency: string }) {
  const name = useClassName(matrix.kind);
  return (
    <>
      <Shifts matrix={matrix} currency={currency} />
      {matrix.rows.length > 0 && <MigrationFlow matrix={matrix} currency={currency} nameOf={name} />}
      <MigrationTable matrix={matrix} currency={currency} />
    </>
  );
}

function Migration({ id }: { id: string }) {
  const { t } = useTranslation();
  const chapter = useBaseMigration(id);
  return (
    <Section title={t('understand:movement.migration')} note={t('understand:movement.migrationNote')}>
      <QueryView query={chapter}>
        {({ document }) => (
          <div className="stack">
            {!document.tiersComparable && <p className="muted">{t('understand:movement.tiersApart')}</p>}
            {document.matrices.map(matrix => (
              <Moves key={matrix.kind} matrix={matrix} currency={document.currency} />
            ))}
          </div>
        )}
      </QueryView>
    </Section>
  );
}

export function Component() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const id = search.get('review') ?? 'latest';
  const chapter = useBaseMovement(id);
  const f = useFormat();
  const back = id === 'latest' ? '/understand/review' : `/understand/review?review=${id}`;
  return (
    <Page
      title={t('understand:movement.title')}
      question={t('understand:movement.question')}
      back={{ to: back, label: t('understand:review.title') }}
    >
      <QueryView query={chapter} skeleton={<Skeleton lines={10} />}>
        {({ asOf, document }) => (
          <>
            <p className="muted">
              {t('understand:movement.rests', {
                at: f.time(asOf),
                money: t(`understand:valueIs.${document.valueIs}`),
              })}
            </p>
            <MovementBridge months={document.months} />
            <Cohorts movement={document} />
            <FirstPurchasesSection movement={document} />
            <ConcentrationSection movement={document} />
          </>
        )}
      </QueryView>
      <StageRiver id={id} />
      <Migration id={id} />
    </Page>
  );
}
