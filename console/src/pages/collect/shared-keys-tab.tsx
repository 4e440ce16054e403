/** Keys that too many people share, so that they join nobody: what they are, who has them, and leaving them be. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { SharedKeyRow } from '../../../../src/records/identity.ts';
import { loadSharedKeys, useKeyDeed } from '../../api/identity.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { Reasoned, WishPreview } from '../understand/identity-decision.tsx';
import { kindWord } from '../understand/identity-words.ts';
import { RecordCell } from './record-cell.tsx';

const keyWord = (t: TFunction, { kind, masked }: SharedKeyRow): string =>
  [kindWord(t, kind), masked].filter(Boolean).join(' ');

const deedNames = {
  ignore: 'ignoreKey',
  reopen: 'reopenKey',
  enable: 'enableKey',
  disable: 'disableKey',
} as const;

/** What it would move is shown where it would join or part somebody. */
function KeyDeed({ row, deed }: { row: SharedKeyRow; deed: keyof typeof deedNames }) {
  const { t } = useTranslation();
  const command = useKeyDeed(deed);
  const { kind, keyId } = row;
  return (
    <Reasoned
      deed={deedNames[deed]}
      about={keyWord(t, row)}
      run={reason => command.mutateAsync({ kind, keyId, reason })}
    >
      {(deed === 'enable' || deed === 'disable') && (
        <WishPreview wish={{ kind: deed, keyKind: kind, keyId }} />
      )}
    </Reasoned>
  );
}

function KeyDeeds({ row }: { row: SharedKeyRow }) {
  if (row.state === 'enabled') return <KeyDeed row={row} deed="disable" />;
  return (
    <span className="row">
      {row.mayJoin && <KeyDeed row={row} deed="enable" />}
      <KeyDeed row={row} deed={row.state === 'ignored' ? 'reopen' : 'ignore'} />
    </span>
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
  { key: 'decide', title: t('identity:shared.decide'), render: row => <KeyDeeds row={row} /> },
];

export function SharedKeysTab() {
  const { t } = useTranslation();
  const f = useFormat();
  const states = (['ignored', 'enabled'] as const).map(value => ({
    value,
    label: t(`identity:state.${value}`),
  }));
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
        filters={[{ key: 'state', label: t('identity:state.open'), options: states }]}
        noneText={t('identity:shared.none')}
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
