/** Find one customer. The term stays out of the address: it may be a phone number. */
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { CustomerRow } from '../../../../src/records/customer.ts';
import { useCustomers } from '../../api/collect.ts';
import { useFormat } from '../../format/use-format.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { type Column, Pager, Table } from '../../ui/table.tsx';

function useColumns(): Column<CustomerRow>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    {
      key: 'who',
      title: t('understand:customers.customer'),
      head: true,
      render: row => (
        <Link to={`/understand/customers/${row.customerId}`}>
          {row.name ?? row.externalId ?? t('understand:customers.unnamed')}
        </Link>
      ),
    },
    { key: 'number', title: t('understand:customers.number'), render: row => row.externalId ?? '–' },
    {
      key: 'contacts',
      title: t('understand:customers.contacts'),
      render: row => row.contacts.map(contact => contact.masked).join(' · ') || '–',
    },
    { key: 'since', title: t('understand:customers.since'), render: row => f.day(row.createdAt) },
  ];
}

export function Component() {
  const { t } = useTranslation();
  const handed = (useLocation().state as { term?: string } | null)?.term ?? '';
  const [typed, setTyped] = useState(handed);
  const [term, setTerm] = useState(handed);
  const [cursor, setCursor] = useState<string | undefined>();
  const customers = useCustomers(term, cursor);
  const columns = useColumns();
  return (
    <Page title={t('understand:customers.title')} question={t('understand:customers.question')}>
      <search data-search style={{ maxWidth: 480 }}>
        <Input.Search
          allowClear
          enterButton={t('understand:customers.find')}
          aria-label={t('shell:search.label')}
          placeholder={t('shell:search.placeholder')}
          value={typed}
          onChange={event => setTyped(event.target.value)}
          onSearch={value => {
            setCursor(undefined);
            setTerm(value.trim());
          }}
        />
      </search>
      <Section
        title={t(term ? 'understand:customers.found' : 'understand:customers.newest')}
        note={t('understand:customers.masked')}
      >
        <QueryView
          query={customers}
          empty={data =>
            data.customers.length === 0 ? (
              <Empty
                title={t(term ? 'understand:customers.notFoundTitle' : 'understand:customers.emptyTitle')}
              >
                {t(term ? 'understand:customers.notFound' : 'understand:customers.empty')}
              </Empty>
            ) : null
          }
        >
          {data => (
            <div className="stack">
              <Table
                caption={t('understand:customers.title')}
                columns={columns}
                rows={data.customers}
                rowKey={row => row.customerId}
              />
              <Pager
                shown={data.customers.length}
                hasPrevious={cursor !== undefined}
                hasNext={data.nextCursor !== null}
                onPrevious={() => setCursor(undefined)}
                onNext={() => setCursor(data.nextCursor ?? undefined)}
              />
            </div>
          )}
        </QueryView>
      </Section>
    </Page>
  );
}
