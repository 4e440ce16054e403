/** Keys that too many people share, so that they join nobody: what they are, who has them, and leaving them be. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { SharedKeyRow } from '../../../../src/records/identity.ts';
import { loadSharedKeys, useIgnoreKey } from '../../api/identity.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { Reasoned } from '../understand/identity-decision.tsx';
import { kindWord } from '../understand/identity-words.ts';
import { RecordCell } from './record-cell.tsx';

const keyWord = (t: TFunction, { kind, masked }: SharedKeyRow): string =>
  [kindWord(t, kind), masked].filter(Boolean).join(' ');

function IgnoreKey({ row }: { row: SharedKeyRow }) {
  const { t } = useTranslation();
  const ignore = useIgnoreKey();
  const { kind, keyId } = row;
  return (
    <Reasoned
      deed="ignoreKey"
      about={keyWord(t, row)}
      run={reason => ignore.mutateAsync({ kind, keyId, reason })}
    />
  );
}

const columnsOf = (t: TFunction, f: Format): ListColumn<SharedKeyRow>[] => [
  {
    key: 'key',
    title: t('identity:shared.key'),
    head: true,
    render: row => keyWord(t, row),
    plain: row => keyWord(t, row),
  },
  {
    key: 'records',
    title: t('identity:shared.records'),
    align: 'right',
    sortable: true,
    render: row => f.count(row.records),
    plain: row => row.records,
  },
  {
    key: 'examples',
    title: t('identity:shared.examples'),
    render: row => (
      <div className="stack-tight">
        {row.examples.map(record => (
          <div key={record.customerId}>
            <RecordCell record={record} />
          </div>
        ))}
      </div>
    ),
  },
  {
    key: 'at',
    title: t('identity:shared.at'),
    sortable: true,
    sortFirst: 'down',
    render: row => f.day(row.foundAt),
    plain: row => row.foundAt,
  },
  { key: 'decide', title: t('identity:shared.decide'), render: row => <IgnoreKey row={row} /> },
];

export function SharedKeysTab() {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Section title={t('identity:shared.title')} note={t('identity:shared.note')}>
      <List
        list="identity-shared-keys"
        caption={t('identity:shared.title')}
        queryKey={['identity', 'shared-keys']}
        load={async request => {
          const { keys, ...page } = await loadSharedKeys(queryOf(request));
          return { rows: keys, ...page };
        }}
        rowKey={row => `${row.kind} ${row.keyId}`}
        columns={columnsOf(t, f)}
        defaultSort={{ key: 'records', down: true }}
        empty={
          <Empty
            title={t('identity:shared.emptyTitle')}
            action={
              <May needs="import.change">
                <LinkButton to="/collect/imports/new">{t('collect:imports.new')}</LinkButton>
              </May>
            }
          >
            {t('identity:shared.empty')}
          </Empty>
        }
        dense
      />
    </Section>
  );
}
