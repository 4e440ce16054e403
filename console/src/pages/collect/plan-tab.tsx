/** The tracking plan: what is declared and kept to, what departs by source and day, and what nobody declared. */
import { Button, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type {
  PlannedEvent,
  PlanReport,
  PlanViolation,
  TrackingPlanView,
} from '../../../../src/records/tracking-plan.ts';
import { planModes } from '../../../../src/records/tracking-plan-names.ts';
import { withoutEmptyQuotes } from '../../api/texts.ts';
import { usePlan, usePlanReport, useSaveUndeclared } from '../../api/tracking.ts';
import { useFormat } from '../../format/use-format.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, Problem, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { PlanDrawer } from './plan-drawer.tsx';
import { Undeclared } from './plan-undeclared.tsx';

/** A week: long enough for every part of a program to have run, short enough to be of today's program. */
const days = 7;

function useOpen() {
  const [search, setSearch] = useSearchParams();
  return (name: string) => {
    const next = new URLSearchParams(search);
    next.set('planned', name);
    setSearch(next, { preventScrollReset: true });
  };
}

function useDeclaredColumns(report: PlanReport | undefined): Column<PlannedEvent>[] {
  const { t } = useTranslation();
  const f = useFormat();
  const open = useOpen();
  const useOf = (row: PlannedEvent) => report?.use.find(({ event }) => event === row.name);
  const refused = (row: PlannedEvent) =>
    (report?.violations ?? [])
      .filter(({ event }) => event === row.name)
      .reduce((sum, each) => sum + each.refused, 0);
  return [
    {
      key: 'name',
      title: t('tracking:plan.event'),
      head: true,
      render: row => (
        <>
          <button type="button" className="link-button" onClick={() => open(row.name)}>
            {row.name}
          </button>
          {row.description && <div className="small muted">{row.description}</div>}
        </>
      ),
    },
    {
      key: 'mode',
      title: t('tracking:plan.mode'),
      nowrap: true,
      render: row => (
        <Tag tone={row.mode === 'refuse' ? 'warn' : 'outline'}>{t(`tracking:mode.${row.mode}`)}</Tag>
      ),
    },
    {
      key: 'properties',
      title: t('tracking:plan.properties'),
      render: row =>
        row.properties.map(({ name }) => name).join(', ') || (
          <span className="muted">{t('tracking:plan.noProperties')}</span>
        ),
    },
    { key: 'owner', title: t('tracking:plan.owner'), render: row => row.owner || '–' },
    {
      key: 'events',
      title: t('tracking:plan.events'),
      align: 'right',
      render: row => (report ? f.count(useOf(row)?.events ?? 0) : '–'),
    },
    {
      key: 'departing',
      title: t('tracking:plan.departing'),
      align: 'right',
      render: row => (report ? f.count((useOf(row)?.departing ?? 0) + refused(row)) : '–'),
    },
    {
      key: 'last',
      title: t('tracking:plan.last'),
      nowrap: true,
      render: row => {
        const at = useOf(row)?.lastAt;
        return at ? f.time(at) : '–';
      },
    },
  ];
}

function UndeclaredMode({ plan }: { plan: TrackingPlanView }) {
  const { t } = useTranslation();
  const id = useId();
  const save = useSaveUndeclared();
  if (plan.events.length === 0) return null;
  return (
    <div className="stack-tight">
      <span className="row">
        <label htmlFor={id}>{t('tracking:plan.undeclaredMode')}</label>
        <Select
          id={id}
          style={{ minWidth: 200 }}
          value={plan.undeclared}
          loading={save.isPending}
          onChange={mode => save.mutate(mode)}
          options={planModes.map(value => ({ value, label: t(`tracking:mode.${value}`) }))}
        />
      </span>
      {save.error && <Problem error={save.error} />}
    </div>
  );
}

function Declared({ plan }: { plan: TrackingPlanView }) {
  const { t } = useTranslation();
  const report = usePlanReport(days);
  const columns = useDeclaredColumns(report.data);
  return (
    <div className="stack">
      <May needs="event.plan.change">
        <UndeclaredMode plan={plan} />
      </May>
      {plan.events.length === 0 ? (
        <Empty title={t('tracking:plan.emptyTitle')}>{t('tracking:plan.empty')}</Empty>
      ) : (
        <Table
          caption={t('tracking:plan.title')}
          rows={plan.events}
          rowKey={row => row.name}
          columns={columns}
        />
      )}
    </div>
  );
}

function useViolationColumns(): Column<PlanViolation>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    { key: 'day', title: t('tracking:filter.oneDay'), nowrap: true, head: true, render: row => row.day },
    { key: 'source', title: t('tracking:refused.source'), render: row => row.source },
    { key: 'event', title: t('tracking:refused.event'), render: row => row.event },
    {
      key: 'what',
      title: t('tracking:plan.departure'),
      render: row => withoutEmptyQuotes(row.message),
    },
    {
      key: 'stored',
      title: t('tracking:plan.stored'),
      align: 'right',
      render: row => f.count(row.stored),
    },
    {
      key: 'refused',
      title: t('tracking:plan.refused'),
      align: 'right',
      render: row => f.count(row.refused),
    },
  ];
}

function Departures() {
  const { t } = useTranslation();
  const report = usePlanReport(days);
  const columns = useViolationColumns();
  return (
    <QueryView
      query={report}
      empty={data =>
        data.violations.length === 0 ? (
          <Empty title={t('tracking:plan.keptTitle')}>{t('tracking:plan.kept')}</Empty>
        ) : null
      }
    >
      {data => (
        <Table
          caption={t('tracking:plan.departures')}
          rows={data.violations}
          rowKey={row => `${row.day} ${row.source} ${row.event} ${row.code} ${row.path}`}
          columns={columns}
          dense
        />
      )}
    </QueryView>
  );
}

export function PlanTab() {
  const { t } = useTranslation();
  const plan = usePlan();
  const open = useOpen();
  return (
    <>
      <Section
        title={t('tracking:plan.title')}
        note={t('tracking:plan.note', { days })}
        actions={
          <May needs="event.plan.change">
            <Button onClick={() => open('')}>{t('tracking:plan.declare')}</Button>
          </May>
        }
      >
        <QueryView query={plan}>{data => <Declared plan={data} />}</QueryView>
      </Section>
      <Section title={t('tracking:plan.departures')} note={t('tracking:plan.departuresNote', { days })}>
        <Departures />
      </Section>
      <Section title={t('tracking:undeclared.title')} note={t('tracking:undeclared.note', { days })}>
        <Undeclared days={days} />
      </Section>
      {plan.data && <PlanDrawer plan={plan.data} />}
    </>
  );
}
