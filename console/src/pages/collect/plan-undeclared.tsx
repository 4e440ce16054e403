/** Events nobody declared, each with an example, and the press that declares it by what it looks like. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { UndeclaredEvent } from '../../../../src/records/tracking-plan.ts';
import { useDeclare, useUndeclared } from '../../api/tracking.ts';
import { useFormat } from '../../format/use-format.ts';
import { May } from '../../ui/may.tsx';
import { Empty, Problem, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

function DeclareButton({ row }: { row: UndeclaredEvent }) {
  const { t } = useTranslation();
  const declare = useDeclare();
  return (
    <div className="stack-tight">
      <Button
        size="small"
        loading={declare.isPending}
        aria-label={t('tracking:undeclared.declareOne', { event: row.event })}
        onClick={() =>
          declare.mutate({
            name: row.event,
            mode: 'count',
            description: '',
            owner: '',
            properties: row.suggested,
          })
        }
      >
        {t('tracking:undeclared.declare')}
      </Button>
      {declare.error && <Problem error={declare.error} />}
    </div>
  );
}

function useUndeclaredColumns(): Column<UndeclaredEvent>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    { key: 'event', title: t('tracking:refused.event'), head: true, render: row => row.event || '–' },
    { key: 'sources', title: t('tracking:refused.source'), render: row => row.sources.join(', ') },
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
    { key: 'last', title: t('tracking:plan.last'), nowrap: true, render: row => f.time(row.lastAt) },
    {
      key: 'example',
      title: t('tracking:undeclared.example'),
      width: '34%',
      render: row => <code className="wrap">{row.example}</code>,
    },
    {
      key: 'do',
      title: '',
      align: 'right',
      render: row => (
        <May needs="event.plan.change">
          <DeclareButton row={row} />
        </May>
      ),
    },
  ];
}

export function Undeclared({ days }: { days: number }) {
  const { t } = useTranslation();
  const undeclared = useUndeclared(days);
  const columns = useUndeclaredColumns();
  return (
    <QueryView
      query={undeclared}
      empty={data =>
        data.events.length === 0 ? (
          <Empty title={t('tracking:undeclared.emptyTitle')}>{t('tracking:undeclared.empty')}</Empty>
        ) : null
      }
    >
      {data => (
        <Table
          caption={t('tracking:undeclared.title')}
          rows={data.events}
          rowKey={row => row.event}
          columns={columns}
        />
      )}
    </QueryView>
  );
}
