/** One incident or drill: what was found, the checklist with its times, and each step in the order of doing. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { IncidentStep, IncidentView } from '../../../../src/records/incident.ts';
import { saveBlob } from '../../api/client.ts';
import { useIncident } from '../../api/incidents.ts';
import { useFormat } from '../../format/use-format.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Facts, Tag } from '../../ui/stat.tsx';
import { Notice, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { IncidentClose } from './incident-close.tsx';
import { IncidentNotices } from './incident-notices.tsx';
import { IncidentPeople } from './incident-people.tsx';
import { IncidentStop } from './incident-stop.tsx';
import { ModeTag } from './incidents-section.tsx';

function useColumns(): Column<IncidentStep>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    { key: 'step', title: t('incident:step'), head: true, render: row => t(`incident:steps.${row.step}`) },
    {
      key: 'at',
      title: t('incident:at'),
      nowrap: true,
      render: row =>
        row.at ? f.time(row.at) : <Tag tone={row.late ? 'less' : 'outline'}>{t('incident:notDone')}</Tag>,
    },
    {
      key: 'elapsed',
      title: t('incident:elapsed'),
      align: 'right',
      render: row => (row.elapsedSeconds === null ? '–' : f.duration(row.elapsedSeconds)),
    },
    {
      key: 'target',
      title: t('incident:target'),
      render: row =>
        row.dueAt === null ? (
          '–'
        ) : (
          <>
            {t('incident:until', { at: f.time(row.dueAt) })}{' '}
            <Tag tone={row.late ? 'less' : row.at ? 'more' : 'warn'}>
              {t(row.late ? 'incident:late' : row.at ? 'incident:inTime' : 'incident:running')}
            </Tag>
          </>
        ),
    },
    { key: 'by', title: t('incident:by'), render: row => row.by ?? '–' },
  ];
}

function useSourceText(): (incident: IncidentView) => string {
  const { t } = useTranslation();
  const f = useFormat();
  return ({ source }) => {
    const span = [source.from, source.to].map(at => (at ? f.time(at) : '…')).join(' – ');
    const what = t(`incident:source.${source.kind}`);
    if (source.kind === 'customers')
      return `${what}: ${t('incident:givenKnown', { given: f.count(source.given ?? 0), known: f.count(source.known ?? 0) })}`;
    const label = source.kind === 'import' ? `${source.label} ${source.id}` : source.label;
    return [what, label, source.from || source.to ? span : null].filter(Boolean).join(' · ');
  };
}

function Incident({ incident }: { incident: IncidentView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const columns = useColumns();
  const sourceText = useSourceText();
  const save = () =>
    saveBlob(
      new Blob([JSON.stringify(incident, null, 2)], { type: 'application/json' }),
      `incident-${incident.incidentId}.json`,
    );
  return (
    <>
      {incident.mode === 'drill' && <Notice tone="info">{t('incident:modeHint.drill')}</Notice>}
      <Section title={t('incident:what')} actions={<Button onClick={save}>{t('incident:save')}</Button>}>
        <Facts
          facts={[
            { label: t('incident:mode.title'), value: <ModeTag mode={incident.mode} /> },
            { label: t('incident:finding'), value: incident.finding },
            { label: t('incident:foundAt'), value: f.time(incident.foundAt) },
            { label: t('incident:source.title'), value: sourceText(incident) },
            ...(incident.conclusion ? [{ label: t('incident:conclusion'), value: incident.conclusion }] : []),
          ]}
        />
      </Section>
      <Section title={t('incident:checklist')} note={t('incident:checklistNote')}>
        <Table
          caption={t('incident:checklist')}
          rows={incident.steps}
          rowKey={row => row.step}
          columns={columns}
          dense
        />
      </Section>
      <IncidentPeople incident={incident} />
      <IncidentStop incident={incident} />
      <IncidentNotices incident={incident} />
      <IncidentClose incident={incident} />
    </>
  );
}

export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const incident = useIncident(id);
  return (
    <Page
      title={t('incident:title')}
      question={t('incident:question')}
      back={{ to: '/privacy', label: t('privacy:page.title') }}
    >
      <QueryView query={incident}>{data => <Incident incident={data} />}</QueryView>
    </Page>
  );
}
