/** All imports: what came in, what was kept, what stands in quarantine. */
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ImportRecord } from '../../../../src/records/import.ts';
import { loadImports } from '../../api/collect.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May, useMay } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Tag, type TagTone } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { DatabasesTab } from './databases-tab.tsx';
import { importKinds } from './mapping-fields.ts';
import { MappingsTab } from './mappings-tab.tsx';
import { WatchTab } from './watch-tab.tsx';

export const importTones: Record<ImportRecord['state'], TagTone> = {
  staging: 'more',
  publishing: 'more',
  committed: 'plain',
  failed: 'less',
  undone: 'outline',
};

const columnsOf = (t: TFunction, f: Format): ListColumn<ImportRecord>[] => [
  {
    key: 'file',
    title: t('collect:imports.file'),
    head: true,
    sortable: true,
    render: row => <Link to={`/collect/imports/${row.importId}`}>{row.fileName}</Link>,
    plain: row => row.fileName,
  },
  {
    key: 'kind',
    title: t('collect:imports.kind'),
    sortable: true,
    render: row => t(`collect:kind.${row.kind}`),
    plain: row => t(`collect:kind.${row.kind}`),
  },
  {
    key: 'state',
    title: t('collect:imports.state'),
    sortable: true,
    render: row => <Tag tone={importTones[row.state]}>{t(`collect:state.${row.state}`)}</Tag>,
    plain: row => t(`collect:state.${row.state}`),
  },
  ...countColumns(t, f),
  {
    key: 'quarantined',
    title: t('collect:rows.quarantined'),
    align: 'right',
    sortable: true,
    render: row =>
      row.rowsQuarantined > 0 ? (
        <Link to={`/collect/imports/${row.importId}?tab=quarantine`}>{f.count(row.rowsQuarantined)}</Link>
      ) : (
        '0'
      ),
    plain: row => row.rowsQuarantined,
  },
  {
    key: 'source',
    title: t('collect:imports.source'),
    hidden: true,
    render: row => row.source,
    plain: row => row.source,
  },
  {
    key: 'at',
    title: t('common:inZone', { what: t('collect:imports.at'), zone: f.zone }),
    sortable: true,
    sortFirst: 'down',
    render: row => <span className="nowrap">{f.minute(row.createdAt)}</span>,
    plain: row => f.minute(row.createdAt),
  },
];

/** Rows read, stored and already there: whole numbers. */
function countColumns(t: TFunction, f: Format): ListColumn<ImportRecord>[] {
  const columns = [
    { key: 'read', name: 'read', value: (row: ImportRecord) => row.rowsRead },
    { key: 'stored', name: 'stored', value: (row: ImportRecord) => row.rowsStored },
    { key: 'again', name: 'duplicate', value: (row: ImportRecord) => row.rowsDuplicate },
  ];
  return columns.map(({ key, name, value }) => ({
    key,
    title: t(`collect:rows.${name}`),
    align: 'right',
    sortable: true,
    render: row => f.count(value(row)),
    plain: value,
  }));
}

const states = ['staging', 'publishing', 'committed', 'failed', 'undone'] as const;

function ImportsTab({ newImport }: { newImport: ReactNode }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Section title={t('collect:imports.list')} note={t('collect:imports.note')}>
      <List
        list="imports"
        caption={t('collect:imports.title')}
        queryKey={['imports']}
        load={async request => {
          const { imports, ...page } = await loadImports(queryOf(request));
          return { rows: imports, ...page };
        }}
        rowKey={row => row.importId}
        columns={columnsOf(t, f)}
        defaultSort={{ key: 'at', down: true }}
        searchLabel={t('collect:imports.search')}
        filters={[
          {
            key: 'kind',
            label: t('collect:imports.kind'),
            options: importKinds.map(value => ({ value, label: t(`collect:kind.${value}`) })),
          },
          {
            key: 'state',
            label: t('collect:imports.state'),
            options: states.map(value => ({ value, label: t(`collect:state.${value}`) })),
          },
        ]}
        empty={
          <Empty title={t('collect:imports.emptyTitle')} action={newImport}>
            {t('collect:imports.empty')}
          </Empty>
        }
      />
    </Section>
  );
}

const tabNames = ['list', 'mappings', 'watch', 'databases'] as const;

export function Component() {
  const { t } = useTranslation();
  const maySeePulls = useMay()('pull.read');
  const shown = tabNames.filter(key => key !== 'databases' || maySeePulls);
  const tabs = shown.map(key => ({ key, label: t(`collect:importsTab.${key}`) }));
  const tab = useTab(tabs);
  const newImport = (
    <May needs="import.change">
      <LinkButton to="/collect/imports/new" type="primary">
        {t('collect:imports.new')}
      </LinkButton>
    </May>
  );
  return (
    <Page title={t('collect:imports.title')} question={t('collect:imports.question')} actions={newImport}>
      <Tabs label={t('collect:importsTab.label')} items={tabs} current={tab} />
      {tab === 'list' && <ImportsTab newImport={newImport} />}
      {tab === 'mappings' && <MappingsTab newImport={newImport} />}
      {tab === 'watch' && <WatchTab />}
      {tab === 'databases' && <DatabasesTab />}
    </Page>
  );
}
