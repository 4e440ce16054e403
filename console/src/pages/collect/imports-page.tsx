/** All imports: what came in, what was kept, what stands in quarantine. */
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { ImportRecord } from '../../../../src/records/import.ts';
import { useImports } from '../../api/collect.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Tag, type TagTone } from '../../ui/stat.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { type Column, Pager, Table } from '../../ui/table.tsx';

export const importTones: Record<ImportRecord['state'], TagTone> = {
  staging: 'more',
  publishing: 'more',
  committed: 'plain',
  failed: 'less',
  undone: 'outline',
};

function useColumns(f: Format): Column<ImportRecord>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'file',
      title: t('collect:imports.file'),
      head: true,
      render: row => <Link to={`/collect/imports/${row.importId}`}>{row.fileName}</Link>,
    },
    { key: 'kind', title: t('collect:imports.kind'), render: row => t(`collect:kind.${row.kind}`) },
    {
      key: 'state',
      title: t('collect:imports.state'),
      render: row => <Tag tone={importTones[row.state]}>{t(`collect:state.${row.state}`)}</Tag>,
    },
    { key: 'read', title: t('collect:rows.read'), align: 'right', render: row => f.count(row.rowsRead) },
    {
      key: 'stored',
      title: t('collect:rows.stored'),
      align: 'right',
      render: row => f.count(row.rowsStored),
    },
    {
      key: 'again',
      title: t('collect:rows.duplicate'),
      align: 'right',
      render: row => f.count(row.rowsDuplicate),
    },
    {
      key: 'quarantined',
      title: t('collect:rows.quarantined'),
      align: 'right',
      render: row =>
        row.rowsQuarantined > 0 ? (
          <Link to={`/collect/imports/${row.importId}?tab=quarantine`}>{f.count(row.rowsQuarantined)}</Link>
        ) : (
          '0'
        ),
    },
    {
      key: 'at',
      title: t('collect:imports.at'),
      render: row => <span className="nowrap">{f.time(row.createdAt)}</span>,
    },
  ];
}

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const [search, setSearch] = useSearchParams();
  const cursor = search.get('cursor') ?? undefined;
  const imports = useImports(cursor);
  const columns = useColumns(f);
  const newImport = (
    <May needs="import.change">
      <LinkButton to="/collect/imports/new" type="primary">
        {t('collect:imports.new')}
      </LinkButton>
    </May>
  );
  return (
    <Page title={t('collect:imports.title')} question={t('collect:imports.question')} actions={newImport}>
      <Section title={t('collect:imports.list')} note={t('collect:imports.note')}>
        <QueryView
          query={imports}
          empty={data =>
            data.imports.length === 0 ? (
              <Empty title={t('collect:imports.emptyTitle')} action={newImport}>
                {t('collect:imports.empty')}
              </Empty>
            ) : null
          }
        >
          {data => (
            <div className="stack">
              <Table
                caption={t('collect:imports.title')}
                columns={columns}
                rows={data.imports}
                rowKey={row => row.importId}
              />
              <Pager
                shown={data.imports.length}
                hasPrevious={cursor !== undefined}
                hasNext={data.nextCursor !== null}
                onPrevious={() => setSearch({})}
                onNext={() => setSearch({ cursor: data.nextCursor ?? '' })}
              />
            </div>
          )}
        </QueryView>
      </Section>
    </Page>
  );
}
