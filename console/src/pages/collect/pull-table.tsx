/** What is pulled: from where, how far it has come, when it runs next, and why it does not. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PullStatus } from '../../../../src/records/pull.ts';
import { usePullSources, usePulls } from '../../api/pulls.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, QueryView, Skeleton } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { PauseSwitch, RunButton } from './pull-deeds.tsx';
import { paceOf, pullsPath, pullTones, stateOf } from './pull-words.ts';

export function PullStateTag({ pull }: { pull: PullStatus }) {
  const { t } = useTranslation();
  const state = stateOf(pull);
  return <Tag tone={pullTones[state]}>{t(`pulls:state.${state}`)}</Tag>;
}

const columnsOf = (t: TFunction, f: Format): Column<PullStatus>[] => [
  {
    key: 'name',
    title: t('pulls:name'),
    head: true,
    render: row => (
      <>
        <Link to={`${pullsPath}/${row.id}`}>{row.name}</Link>
        <div className="small muted">{t('pulls:from', { source: row.sourceName })}</div>
      </>
    ),
  },
  {
    key: 'kind',
    title: t('collect:imports.kind'),
    render: row => (
      <>
        {t(`collect:kind.${row.kind}`)}
        <div className="small muted">{row.table ? <code>{row.table}</code> : t('pulls:ownSelect')}</div>
      </>
    ),
  },
  {
    key: 'state',
    title: t('pulls:stateOf'),
    render: row => (
      <>
        <PullStateTag pull={row} />
        {row.error && (
          <div className="small" style={{ minWidth: 180 }}>
            {row.error}
          </div>
        )}
      </>
    ),
  },
  {
    key: 'known',
    title: t('pulls:rowsKnown'),
    align: 'right',
    render: row => f.count(row.rowsKnown),
  },
  {
    key: 'lag',
    title: t('common:inZone', { what: t('pulls:upTo'), zone: f.zone }),
    nowrap: true,
    render: row =>
      row.lastSuccessAt ? f.minute(row.lastSuccessAt) : <span className="muted">{t('pulls:never')}</span>,
  },
  {
    key: 'next',
    title: t('common:inZone', { what: t('pulls:next'), zone: f.zone }),
    render: row => (
      <>
        <span className="nowrap">{row.nextRunAt ? f.minute(row.nextRunAt) : '–'}</span>
        <div className="small muted">{paceOf(t, row.everyMinutes)}</div>
      </>
    ),
  },
  {
    key: 'do',
    title: '',
    align: 'right',
    render: row => (
      <span className="row end">
        <RunButton pull={row} size="small" />
        <PauseSwitch pull={row} />
      </span>
    ),
  },
];

export function PullTable() {
  const { t } = useTranslation();
  const f = useFormat();
  const pulls = usePulls();
  const hasSource = (usePullSources().data?.sources.length ?? 0) > 0;
  const add = hasSource && (
    <May needs="pull.change">
      <LinkButton to={`${pullsPath}/new`}>{t('pulls:new')}</LinkButton>
    </May>
  );
  return (
    <Section title={t('pulls:title')} note={t('pulls:note')} actions={add}>
      <QueryView query={pulls} skeleton={<Skeleton lines={4} />}>
        {data =>
          data.pulls.length === 0 ? (
            <Empty title={t('pulls:emptyTitle')}>{t('pulls:empty')}</Empty>
          ) : (
            <Table
              caption={t('pulls:title')}
              rows={data.pulls}
              rowKey={row => row.id}
              columns={columnsOf(t, f)}
            />
          )
        }
      </QueryView>
    </Section>
  );
}
