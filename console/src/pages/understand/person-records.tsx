/** The records that are this person, why, and saying otherwise. */
import { useTranslation } from 'react-i18next';
import type { IdentityOfCustomer, IdentityRecord } from '../../../../src/records/identity.ts';
import { useIdentity } from '../../api/identity.ts';
import { useFormat } from '../../format/use-format.ts';
import { useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { QueryView, Skeleton } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Decide } from './identity-decision.tsx';
import { JoinPerson } from './identity-join.tsx';
import { Doubts, History, Reasons } from './identity-reasons.tsx';
import { recordWord } from './identity-words.ts';

function useColumns(isOnly: boolean): Column<IdentityRecord>[] {
  const { t } = useTranslation();
  const f = useFormat();
  const may = useMay();
  const columns: Column<IdentityRecord>[] = [
    {
      key: 'record',
      title: t('identity:column.record'),
      head: true,
      render: record => (
        <>
          {recordWord(t, record)} {record.isPerson && !isOnly && <Tag>{t('identity:namesPerson')}</Tag>}
          {record.name && <div className="small muted">{record.name}</div>}
        </>
      ),
    },
    {
      key: 'contacts',
      title: t('identity:column.contacts'),
      render: record => record.contacts.map(({ masked }) => masked).join(', ') || '–',
    },
    {
      key: 'sources',
      title: t('identity:column.sources'),
      render: record => record.sources.join(', ') || '–',
    },
    {
      key: 'since',
      title: t('identity:column.since'),
      nowrap: true,
      render: record => f.day(record.createdAt),
    },
  ];
  if (isOnly || !may('identity.change')) return columns;
  return [
    ...columns,
    {
      key: 'split',
      title: <span className="sr-only">{t('identity:split.label')}</span>,
      align: 'right',
      render: record => (
        <Decide
          deed="split"
          wish={{ kind: 'apart', record: record.customerId }}
          about={recordWord(t, record)}
        />
      ),
    },
  ];
}

function Records({ identity }: { identity: IdentityOfCustomer }) {
  const { t } = useTranslation();
  const columns = useColumns(identity.records.length === 1);
  return (
    <Table
      caption={t('identity:recordsTitle')}
      columns={columns}
      rows={identity.records}
      rowKey={record => record.customerId}
      dense
    />
  );
}

export function PersonRecords({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const isAllowed = may('identity.read');
  const identity = useIdentity(customerId, isAllowed);
  if (!isAllowed) return null;
  const own = new Set(identity.data?.records.map(record => record.customerId));
  const isOnly = identity.data?.records.length === 1;
  return (
    <Section
      title={t(isOnly ? 'identity:titleOnly' : 'identity:title')}
      note={t(isOnly ? 'identity:noteOnly' : 'identity:note')}
      actions={identity.data && <JoinPerson record={identity.data.customerId} own={own} />}
    >
      <QueryView query={identity} skeleton={<Skeleton lines={3} />}>
        {found => (
          <div className="stack">
            <Records identity={found} />
            <Reasons identity={found} />
            <Doubts identity={found} />
            <History identity={found} />
          </div>
        )}
      </QueryView>
    </Section>
  );
}
