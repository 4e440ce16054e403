/** Find one customer. The term stays out of the address: it may be a phone number. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CustomerRow } from '../../../../src/records/customer.ts';
import { loadCustomers } from '../../api/collect.ts';
import { useSession } from '../../api/session.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';

const contactsOf = (row: CustomerRow) => row.contacts.map(contact => contact.masked).join(' · ');

const columnsOf = (t: TFunction, f: Format): ListColumn<CustomerRow>[] => [
  {
    key: 'who',
    title: t('understand:customers.customer'),
    head: true,
    render: row => (
      <Link to={`/understand/customers/${row.customerId}`}>
        {row.name ?? row.externalId ?? t('understand:customers.unnamed')}
      </Link>
    ),
    plain: row => row.name ?? '',
  },
  {
    key: 'number',
    title: t('understand:customers.number'),
    render: row => row.externalId ?? '–',
    plain: row => row.externalId ?? '',
  },
  {
    key: 'contacts',
    title: t('understand:customers.contacts'),
    render: row => contactsOf(row) || '–',
    plain: contactsOf,
  },
  {
    key: 'since',
    title: t('understand:customers.since'),
    sortable: true,
    sortFirst: 'down',
    render: row => f.day(row.createdAt),
    plain: row => f.day(row.createdAt),
  },
];

/** Nobody has been imported, or nobody is in the data scope of who looks. */
function NoCustomers() {
  const { t } = useTranslation();
  const { data: session } = useSession();
  if (session?.dataScope) {
    return (
      <Empty title={t('understand:customers.emptyScopeTitle')}>{t('understand:customers.emptyScope')}</Empty>
    );
  }
  return (
    <Empty
      title={t('understand:customers.emptyTitle')}
      action={
        <May needs="import.change">
          <LinkButton to="/collect/imports/new">{t('collect:imports.new')}</LinkButton>
        </May>
      }
    >
      {t('understand:customers.empty')}
    </Empty>
  );
}

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const { data: session } = useSession();
  return (
    <Page title={t('understand:customers.title')} question={t('understand:customers.question')}>
      <Section
        title={t(session?.dataScope ? 'understand:customers.inScope' : 'understand:customers.all')}
        note={t('understand:customers.masked')}
      >
        <List
          list="customers"
          caption={t('understand:customers.title')}
          queryKey={['customers']}
          load={async request => {
            const { query, ...rest } = queryOf(request);
            const { customers, ...page } = await loadCustomers(query, rest);
            return { rows: customers, ...page };
          }}
          rowKey={row => row.customerId}
          columns={columnsOf(t, f)}
          defaultSort={{ key: 'since', down: true }}
          searchLabel={t('shell:search.placeholder')}
          isSearchPrivate
          noneText={t('understand:customers.notFound')}
          empty={<NoCustomers />}
        />
      </Section>
    </Page>
  );
}
