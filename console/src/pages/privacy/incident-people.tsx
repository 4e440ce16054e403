/** Who is affected: counts by contact and region, the list masked, and the list as a file. */
import { Button, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type {
  AffectedCounts,
  AffectedList,
  IncidentView,
  PeopleExtent,
} from '../../../../src/records/incident.ts';
import { download } from '../../api/client.ts';
import { useAffected, useListAffected } from '../../api/incidents.ts';
import { useFormat } from '../../format/use-format.ts';
import { useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Notice, Problem, QueryView } from '../../ui/states.tsx';
import { type Column, Pager, Table } from '../../ui/table.tsx';

type Person = AffectedList['people'][number];

function useColumns(): Column<Person>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'who',
      title: t('incident:people.who'),
      head: true,
      render: row => (
        <Link to={`/understand/customers/${row.customerId}`}>
          {row.name ?? row.externalId ?? row.customerId.slice(0, 8)}
        </Link>
      ),
    },
    { key: 'number', title: t('incident:kinds.number'), render: row => row.externalId ?? '–' },
    {
      key: 'contacts',
      title: t('incident:people.contacts'),
      render: row => row.contacts.map(each => each.masked).join(' · ') || '–',
    },
  ];
}

function Counts({ counts }: { counts: AffectedCounts }) {
  const { t } = useTranslation();
  const f = useFormat();
  const kinds = counts.dataKinds.map(kind => t(`incident:kinds.${kind}`)).join(t('incident:comma'));
  return (
    <div className="stack">
      <Stats>
        <Stat label={t('incident:people.title')} value={f.count(counts.people)} />
        <Stat label={t('incident:people.withEmail')} value={f.count(counts.withEmail)} />
        <Stat label={t('incident:people.withPhone')} value={f.count(counts.withPhone)} />
        <Stat label={t('incident:people.withoutContact')} value={f.count(counts.withoutContact)} />
      </Stats>
      <p>
        {t('incident:people.kinds')}: {kinds || t('incident:people.kindsUnknown')}
      </p>
      <p>
        {t('incident:people.regions')}:{' '}
        {counts.regions
          .map(each => `${each.region ?? t('incident:people.noRegion')} ${f.count(each.people)}`)
          .join(' · ') || '–'}
      </p>
      {counts.unnamedDeeds > 0 && (
        <Notice tone="warn">{t('incident:people.unnamed', { n: f.count(counts.unnamedDeeds) })}</Notice>
      )}
    </div>
  );
}

function List({ incident }: { incident: IncidentView }) {
  const { t } = useTranslation();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const page = useAffected(incident.incidentId, cursors.at(-1));
  const columns = useColumns();
  return (
    <QueryView query={page}>
      {data => (
        <>
          <Table
            caption={t('incident:people.list')}
            columns={columns}
            rows={data.people}
            rowKey={row => row.customerId}
            dense
          />
          <Pager
            shown={data.people.length}
            hasPrevious={cursors.length > 0}
            hasNext={data.nextCursor !== null}
            onPrevious={() => setCursors(cursors.slice(0, -1))}
            onNext={() => setCursors([...cursors, data.nextCursor ?? ''])}
          />
        </>
      )}
    </QueryView>
  );
}

const hasExtent = ({ source }: IncidentView) => ['key', 'account', 'span'].includes(source.kind);

export function IncidentPeople({ incident }: { incident: IncidentView }) {
  const { t } = useTranslation();
  const may = useMay();
  const [extent, setExtent] = useState<PeopleExtent>(incident.people?.extent ?? 'proven');
  const [error, setError] = useState<unknown>(null);
  const list = useListAffected(incident.incidentId);
  const mayChange = may('incident.change');
  const { people } = incident;
  const save = () => {
    setError(null);
    download(`/api/incidents/${incident.incidentId}/people/file`).catch(setError);
  };
  return (
    <Section
      title={t('incident:people.section')}
      note={t('incident:people.note')}
      actions={
        mayChange && (
          <>
            {people !== null && people.people > 0 && (
              <Button onClick={save}>{t(`incident:people.file.${incident.mode}`)}</Button>
            )}
            {incident.closedAt === null && (
              <Button
                type={people === null ? 'primary' : 'default'}
                loading={list.isPending}
                onClick={() => list.mutate({ extent })}
              >
                {t(people === null ? 'incident:people.find' : 'incident:people.again')}
              </Button>
            )}
          </>
        )
      }
    >
      {mayChange && incident.closedAt === null && hasExtent(incident) && (
        <Radio.Group
          aria-label={t('incident:people.extent')}
          value={extent}
          options={(['proven', 'possible'] as const).map(value => ({
            value,
            label: t(`incident:people.${value}`),
          }))}
          onChange={event => setExtent(event.target.value as PeopleExtent)}
        />
      )}
      {list.error && <Problem error={list.error} />}
      {error !== null && <Problem error={error} />}
      {people === null ? <p className="muted">{t('incident:people.notYet')}</p> : <Counts counts={people} />}
      {people !== null && people.people > 0 && <List key={incident.incidentId} incident={incident} />}
    </Section>
  );
}
