/** Folders whose files are imported by themselves: how each is read, and what became of its files. */
import { Button, Drawer, Input, Select, Switch } from 'antd';
import type { TFunction } from 'i18next';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { ImportKind } from '../../../../src/records/mapping.ts';
import type { WatchedFile, WatchedFolder } from '../../../../src/records/watched-folder.ts';
import { useSavedMappings } from '../../api/collect.ts';
import { loadWatchedFiles, useRemoveFolder, useSaveFolder, useWatchedFolders } from '../../api/watch.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May, useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag, type TagTone } from '../../ui/stat.tsx';
import { Empty, Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { importKinds } from './mapping-fields.ts';

const isName = (name: string) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(name);
const byHeadings = '';

function NewFolder({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<ImportKind>('orders');
  const [mapping, setMapping] = useState(byHeadings);
  const [pattern, setPattern] = useState('*');
  const saved = useSavedMappings(kind).data?.mappings ?? [];
  const save = useSaveFolder(onDone);
  return (
    <div className="stack">
      <Field id={`${id}-name`} label={t('collect:watch.name')} hint={t('collect:watch.nameHint')}>
        <Input
          id={`${id}-name`}
          value={name}
          maxLength={63}
          onChange={event => setName(event.target.value)}
        />
      </Field>
      <Field id={`${id}-kind`} label={t('collect:imports.kind')}>
        <Select
          id={`${id}-kind`}
          value={kind}
          options={importKinds.map(value => ({ value, label: t(`collect:kind.${value}`) }))}
          onChange={value => {
            setKind(value);
            setMapping(byHeadings);
          }}
        />
      </Field>
      <Field id={`${id}-mapping`} label={t('collect:mapping.which')} hint={t('collect:watch.mappingHint')}>
        <Select
          id={`${id}-mapping`}
          value={mapping}
          options={[
            { value: byHeadings, label: t('collect:watch.byHeadings') },
            ...saved.map(each => ({ value: each.name, label: t('collect:mapping.saved', { ...each }) })),
          ]}
          onChange={setMapping}
        />
      </Field>
      <Field id={`${id}-pattern`} label={t('collect:watch.pattern')} hint={t('collect:watch.patternHint')}>
        <Input
          id={`${id}-pattern`}
          value={pattern}
          maxLength={100}
          onChange={event => setPattern(event.target.value)}
        />
      </Field>
      {save.error && <Problem error={save.error} />}
      <div className="row">
        <Button
          type="primary"
          disabled={!isName(name) || pattern === ''}
          loading={save.isPending}
          onClick={() => save.mutate({ name, kind, mapping: mapping || null, pattern, live: true })}
        >
          {t('collect:watch.add')}
        </Button>
      </div>
    </div>
  );
}

function Deeds({ row }: { row: WatchedFolder }) {
  const { t } = useTranslation();
  const save = useSaveFolder(() => {});
  const remove = useRemoveFolder(row.name);
  return (
    <span className="row end">
      <Switch
        aria-label={t('collect:watch.live', { name: row.name })}
        checked={row.live}
        loading={save.isPending}
        onChange={live => save.mutate({ ...row, live })}
      />
      <Confirm
        label={t('collect:watch.remove')}
        title={t('collect:watch.removeTitle', { name: row.name })}
        confirmLabel={t('collect:watch.remove')}
        button={{ size: 'small' }}
        danger
        run={() => remove.mutateAsync(null)}
      >
        {t('collect:watch.removeText')}
      </Confirm>
    </span>
  );
}

function Folders({ folders, open }: { folders: readonly WatchedFolder[]; open: (name: string) => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const mayChange = useMay()('import.change');
  return (
    <Table
      caption={t('collect:watch.title')}
      rows={folders}
      rowKey={row => row.name}
      columns={[
        {
          key: 'name',
          title: t('collect:watch.name'),
          head: true,
          render: row => (
            <>
              <Button type="link" style={{ paddingInline: 0 }} onClick={() => open(row.name)}>
                {row.name}
              </Button>
              <div className="small muted">
                <code>{row.path}</code>
              </div>
              {row.problem && (
                <div className="small">
                  <Tag tone="warn">{row.problem}</Tag>
                </div>
              )}
            </>
          ),
        },
        { key: 'kind', title: t('collect:imports.kind'), render: row => t(`collect:kind.${row.kind}`) },
        {
          key: 'mapping',
          title: t('collect:mapping.which'),
          render: row => row.mapping ?? t('collect:watch.byHeadings'),
        },
        { key: 'pattern', title: t('collect:watch.pattern'), render: row => <code>{row.pattern}</code> },
        {
          key: 'imported',
          title: t('collect:watch.state.imported'),
          align: 'right',
          render: row => f.count(row.imported),
        },
        {
          key: 'failed',
          title: t('collect:watch.state.failed'),
          align: 'right',
          render: row => f.count(row.failed),
        },
        {
          key: 'current',
          title: t('collect:watch.current'),
          render: row => row.current ?? (row.lookedAt ? f.minute(row.lookedAt) : t('collect:watch.notYet')),
        },
        ...(mayChange
          ? [
              {
                key: 'do',
                title: '',
                align: 'right' as const,
                render: (row: WatchedFolder) => <Deeds row={row} />,
              },
            ]
          : []),
      ]}
    />
  );
}

const tones: Record<WatchedFile['state'], TagTone> = {
  taken: 'more',
  imported: 'plain',
  repeated: 'outline',
  failed: 'less',
};
const states = ['taken', 'imported', 'repeated', 'failed'] as const;

const fileColumns = (t: TFunction, f: Format): ListColumn<WatchedFile>[] => [
  {
    key: 'file',
    title: t('collect:imports.file'),
    head: true,
    sortable: true,
    render: row =>
      row.importId && row.state === 'imported' ? (
        <Link to={`/collect/imports/${row.importId}`}>{row.fileName}</Link>
      ) : (
        row.fileName
      ),
    plain: row => row.fileName,
  },
  {
    key: 'state',
    title: t('collect:imports.state'),
    sortable: true,
    render: row => <Tag tone={tones[row.state]}>{t(`collect:watch.state.${row.state}`)}</Tag>,
    plain: row => t(`collect:watch.state.${row.state}`),
  },
  {
    key: 'at',
    title: t('common:inZone', { what: t('collect:watch.foundAt'), zone: f.zone }),
    sortable: true,
    sortFirst: 'down',
    render: row => <span className="nowrap">{f.minute(row.foundAt)}</span>,
    plain: row => row.foundAt,
  },
  {
    key: 'reason',
    title: t('collect:watch.reason'),
    render: row => [row.reason, row.remedy].filter(Boolean).join(' '),
    plain: row => row.reason ?? '',
  },
];

function Files({ folder }: { folder: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Section title={t('collect:watch.files', { name: folder })}>
      <List
        list="watched-files"
        caption={t('collect:watch.files', { name: folder })}
        queryKey={['watched-files', folder]}
        load={async request => {
          const { files, ...page } = await loadWatchedFiles(folder, queryOf(request));
          return { rows: files, ...page };
        }}
        rowKey={row => row.id}
        columns={fileColumns(t, f)}
        defaultSort={{ key: 'at', down: true }}
        searchLabel={t('collect:imports.search')}
        filters={[
          {
            key: 'state',
            label: t('collect:imports.state'),
            options: states.map(value => ({ value, label: t(`collect:watch.state.${value}`) })),
          },
        ]}
        empty={<Empty title={t('collect:watch.noFilesTitle')}>{t('collect:watch.noFiles')}</Empty>}
      />
    </Section>
  );
}

export function WatchTab() {
  const { t } = useTranslation();
  const folders = useWatchedFolders();
  const [search, setSearch] = useSearchParams();
  const [isAdding, setAdding] = useState(false);
  const chosen = search.get('folder');
  const open = (name: string) => {
    const next = new URLSearchParams(search);
    for (const key of ['q', 'state', 'cursor']) next.delete(key);
    next.set('folder', name);
    setSearch(next, { preventScrollReset: true });
  };
  const add = (
    <May needs="import.change">
      <Button onClick={() => setAdding(true)}>{t('collect:watch.new')}</Button>
    </May>
  );
  return (
    <>
      <Section title={t('collect:watch.title')} note={t('collect:watch.note')} actions={add}>
        <QueryView query={folders} skeleton={<Skeleton lines={4} />}>
          {data =>
            data.folders.length === 0 ? (
              <Empty title={t('collect:watch.emptyTitle')}>{t('collect:watch.empty')}</Empty>
            ) : (
              <Folders folders={data.folders} open={open} />
            )
          }
        </QueryView>
      </Section>
      {chosen && folders.data?.folders.some(each => each.name === chosen) && <Files folder={chosen} />}
      <Drawer open={isAdding} title={t('collect:watch.new')} destroyOnHidden onClose={() => setAdding(false)}>
        <NewFolder onDone={() => setAdding(false)} />
      </Drawer>
    </>
  );
}
