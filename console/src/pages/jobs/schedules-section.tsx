/** What the server does by itself again and again: when it last ran and succeeded, when it runs next. */
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../../src/records/schedule.ts';
import { useSchedules } from '../../api/health.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

function useColumns(): Column<Schedule>[] {
  const { t } = useTranslation();
  const f = useFormat();
  const time = (at: string | null) => (at === null ? '–' : f.time(at));
  return [
    {
      key: 'name',
      title: t('jobs:schedule.name'),
      head: true,
      render: each => t(`jobs:schedule.of.${each.name}`, { defaultValue: each.name }),
    },
    {
      key: 'every',
      title: t('jobs:schedule.every'),
      width: 110,
      align: 'right',
      render: each => f.duration(each.everySeconds),
    },
    {
      key: 'state',
      title: t('jobs:filter'),
      width: 140,
      render: each =>
        each.failures > 0 ? (
          <Tag tone="less">{t('jobs:schedule.failing', { count: each.failures })}</Tag>
        ) : (
          <Tag>{t('jobs:schedule.fine')}</Tag>
        ),
    },
    { key: 'last', title: t('jobs:schedule.last'), width: 205, render: each => time(each.lastStartedAt) },
    {
      key: 'success',
      title: t('jobs:schedule.success'),
      width: 205,
      render: each => time(each.lastSuccessAt),
    },
    { key: 'next', title: t('jobs:schedule.next'), width: 205, render: each => time(each.nextAt) },
  ];
}

export function SchedulesSection() {
  const { t } = useTranslation();
  const schedules = useSchedules();
  const columns = useColumns();
  return (
    <Section title={t('jobs:schedule.title')} note={t('jobs:schedule.note')}>
      <QueryView
        query={schedules}
        empty={data => (data.schedules.length === 0 ? <Empty title={t('jobs:schedule.none')} /> : null)}
      >
        {data => (
          <>
            <Table
              caption={t('jobs:schedule.title')}
              columns={columns}
              rows={data.schedules}
              rowKey={each => each.name}
            />
            {data.schedules
              .filter(each => each.error !== null)
              .map(each => (
                <p key={each.name} className="small muted">
                  {t(`jobs:schedule.of.${each.name}`, { defaultValue: each.name })}: {each.error}
                </p>
              ))}
          </>
        )}
      </QueryView>
    </Section>
  );
}
