/** Leaks of personal data and drills of them, newest first, each with how far its checklist has come. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { IncidentSummary } from '../../../../src/records/incident.ts';
import { useIncidents } from '../../api/incidents.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

export function ModeTag({ mode }: Pick<IncidentSummary, 'mode'>) {
  const { t } = useTranslation();
  return <Tag tone={mode === 'real' ? 'less' : 'outline'}>{t(`incident:mode.${mode}`)}</Tag>;
}

function useColumns(): Column<IncidentSummary>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    {
      key: 'at',
      title: t('incident:foundAt'),
      head: true,
      nowrap: true,
      render: row => <Link to={`/privacy/incidents/${row.incidentId}`}>{f.time(row.foundAt)}</Link>,
    },
    {
      key: 'mode',
      title: t('incident:mode.title'),
      nowrap: true,
      render: row => <ModeTag mode={row.mode} />,
    },
    { key: 'finding', title: t('incident:finding'), render: row => row.finding },
    {
      key: 'people',
      title: t('incident:people.title'),
      align: 'right',
      render: row => (row.people ? f.count(row.people.people) : '–'),
    },
    {
      key: 'steps',
      title: t('incident:checklist'),
      align: 'right',
      render: row =>
        t('incident:stepsDone', {
          done: f.count(row.steps.filter(step => step.at !== null).length),
          all: f.count(row.steps.length),
        }),
    },
    {
      key: 'state',
      title: t('incident:state'),
      nowrap: true,
      render: row => (
        <Tag tone={row.closedAt ? 'plain' : 'warn'}>
          {t(row.closedAt ? 'incident:closed' : 'incident:open')}
        </Tag>
      ),
    },
  ];
}

export function IncidentsSection() {
  const { t } = useTranslation();
  const incidents = useIncidents();
  const columns = useColumns();
  return (
    <Section
      title={t('incident:section')}
      note={t('incident:note')}
      actions={
        <May needs="incident.change">
          <LinkButton to="/privacy/incidents/new">{t('incident:new')}</LinkButton>
        </May>
      }
    >
      <QueryView
        query={incidents}
        empty={data =>
          data.incidents.length === 0 ? (
            <Empty title={t('incident:emptyTitle')}>{t('incident:empty')}</Empty>
          ) : null
        }
      >
        {data => (
          <Table
            caption={t('incident:section')}
            rows={data.incidents}
            rowKey={row => row.incidentId}
            columns={columns}
          />
        )}
      </QueryView>
    </Section>
  );
}
