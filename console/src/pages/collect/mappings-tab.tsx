/** Saved mappings: which there are, what each version says, and what was imported by it. */
import { Button, Drawer } from 'antd';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { SavedMapping, SavedMappingRow } from '../../../../src/records/saved-mapping.ts';
import { loadMappings, useMappingUse, useSavedMapping } from '../../api/collect.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { MappedColumns } from './mapped-columns.tsx';
import { importKinds } from './mapping-fields.ts';

function Use({ row }: { row: SavedMappingRow }) {
  const { t } = useTranslation();
  const f = useFormat();
  const change = useMappingUse(row.name);
  const deed = row.retiredAt ? 'restore' : 'retire';
  return (
    <Confirm
      label={t(`collect:mappings.${deed}`)}
      title={t(`collect:mappings.${deed}Title`, { name: row.name })}
      confirmLabel={t(`collect:mappings.${deed}`)}
      button={{ size: 'small' }}
      run={() => change.mutateAsync(row.retiredAt === null)}
    >
      {t(`collect:mappings.${deed}Text`, { n: f.count(row.imports) })}
    </Confirm>
  );
}

interface ColumnParts {
  readonly t: TFunction;
  readonly f: Format;
  readonly open: (name: string) => void;
  readonly mayChange: boolean;
}

function columnsOf({ t, f, open, mayChange }: ColumnParts): ListColumn<SavedMappingRow>[] {
  const used = (row: SavedMappingRow) =>
    t(row.retiredAt ? 'collect:mappings.retired' : 'collect:mappings.current');
  return [
    {
      key: 'name',
      title: t('collect:mappings.name'),
      head: true,
      sortable: true,
      render: row => (
        <>
          <Button type="link" style={{ paddingInline: 0 }} onClick={() => open(row.name)}>
            {row.title}
          </Button>
          <div className="small muted">{row.name}</div>
        </>
      ),
      plain: row => row.name,
    },
    {
      key: 'kind',
      title: t('collect:mappings.kind'),
      sortable: true,
      render: row => t(`collect:kind.${row.kind}`),
      plain: row => t(`collect:kind.${row.kind}`),
    },
    {
      key: 'version',
      title: t('collect:mappings.version'),
      align: 'right',
      render: row => String(row.version),
      plain: row => row.version,
    },
    {
      key: 'imports',
      title: t('collect:mappings.imports'),
      align: 'right',
      sortable: true,
      render: row => f.count(row.imports),
      plain: row => row.imports,
    },
    ...(['last', 'saved'] as const).map(
      (key): ListColumn<SavedMappingRow> => ({
        key,
        title: t(key === 'last' ? 'collect:mappings.last' : 'collect:mappings.savedAt'),
        sortable: true,
        sortFirst: 'down',
        render: row => {
          const at = key === 'last' ? row.lastImportAt : row.savedAt;
          return <span className="nowrap">{at ? f.minute(at) : t('collect:mappings.none')}</span>;
        },
        plain: row => (key === 'last' ? row.lastImportAt : row.savedAt) ?? '',
      }),
    ),
    {
      key: 'use',
      title: t('collect:mappings.use'),
      render: row => <Tag tone={row.retiredAt ? 'outline' : 'plain'}>{used(row)}</Tag>,
      plain: used,
    },
    ...(mayChange
      ? [
          {
            key: 'do',
            title: '',
            align: 'right' as const,
            render: (row: SavedMappingRow) => <Use row={row} />,
            plain: () => '',
          },
        ]
      : []),
  ];
}

function Versions({ found }: { found: SavedMapping }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <div className="stack">
      {found.versions.map(({ version, mapping, savedAt, imports }) => (
        <Section
          key={version}
          title={t('collect:mappings.versionN', { n: version })}
          note={[f.minute(savedAt), mapping.source, t('collect:mappings.by', { n: f.count(imports) })].join(
            ' · ',
          )}
        >
          <MappedColumns mapping={mapping} />
        </Section>
      ))}
    </div>
  );
}

function useOpen() {
  const [search, setSearch] = useSearchParams();
  const open = (name: string | null) => {
    const next = new URLSearchParams(search);
    if (name === null) next.delete('mapping');
    else next.set('mapping', name);
    setSearch(next, { preventScrollReset: true });
  };
  return { name: search.get('mapping'), open };
}

export function MappingsTab({ newImport }: { newImport: ReactNode }) {
  const { t } = useTranslation();
  const f = useFormat();
  const mayChange = useMay()('import.change');
  const { name, open } = useOpen();
  const found = useSavedMapping(name);
  return (
    <Section title={t('collect:mappings.title')} note={t('collect:mappings.note')}>
      <List
        list="mappings"
        caption={t('collect:mappings.title')}
        queryKey={['mappings']}
        load={async request => {
          const { mappings, ...page } = await loadMappings(queryOf(request));
          return { rows: mappings, ...page };
        }}
        rowKey={row => row.name}
        columns={columnsOf({ t, f, open, mayChange })}
        defaultSort={{ key: 'saved', down: true }}
        searchLabel={t('collect:mappings.search')}
        filters={[
          {
            key: 'kind',
            label: t('collect:mappings.kind'),
            options: importKinds.map(value => ({ value, label: t(`collect:kind.${value}`) })),
          },
          {
            key: 'use',
            label: t('collect:mappings.use'),
            options: (['current', 'retired'] as const).map(value => ({
              value,
              label: t(`collect:mappings.${value}`),
            })),
          },
        ]}
        empty={
          <Empty title={t('collect:mappings.emptyTitle')} action={newImport}>
            {t('collect:mappings.empty')}
          </Empty>
        }
      />
      <Drawer
        open={name !== null}
        title={t('collect:mappings.versions', { name: name ?? '' })}
        size="large"
        onClose={() => open(null)}
      >
        {name !== null && <QueryView query={found}>{data => <Versions found={data} />}</QueryView>}
      </Drawer>
    </Section>
  );
}
