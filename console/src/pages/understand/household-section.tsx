/** The people a customer seems to live with. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Household } from '../../../../src/records/household.ts';
import { useHousehold } from '../../api/identity.ts';
import { Section } from '../../ui/page.tsx';
import { QueryView, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { kindWord } from './identity-words.ts';

function Members({ household, customerId }: { household: Household; customerId: string }) {
  const { t } = useTranslation();
  return (
    <Table
      caption={t('identity:household.title')}
      rows={household.members}
      rowKey={member => member.customerId}
      dense
      columns={[
        {
          key: 'member',
          title: t('identity:household.member'),
          head: true,
          render: member => {
            const name = member.externalId ?? member.name ?? member.customerId.slice(0, 8);
            return (
              <>
                {member.customerId === customerId ? (
                  <>
                    {name} <span className="muted">({t('identity:household.this')})</span>
                  </>
                ) : (
                  <Link to={`/understand/customers/${member.customerId}`}>{name}</Link>
                )}
                {member.name && <div className="small muted">{member.name}</div>}
              </>
            );
          },
        },
        {
          key: 'contacts',
          title: t('identity:household.contacts'),
          render: member => member.contacts.map(({ masked }) => masked).join(', ') || '–',
        },
        {
          key: 'shares',
          title: t('identity:household.shares'),
          render: member => member.shares.map(kind => kindWord(t, kind)).join(t('identity:and')) || '–',
        },
      ]}
    />
  );
}

export function HouseholdSection({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const household = useHousehold(customerId);
  return (
    <Section title={t('identity:household.title')} note={t('identity:household.note')}>
      <QueryView query={household} skeleton={<Skeleton lines={2} title={false} />}>
        {data =>
          data.householdId === null ? (
            <p className="muted">{t('identity:household.none')}</p>
          ) : (
            <Members household={data} customerId={customerId} />
          )
        }
      </QueryView>
    </Section>
  );
}
