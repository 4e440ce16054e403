/** One customer: who, what they bought, what was agreed, what reached them, and why a campaign did or did not. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { CustomerPage } from '../../../../src/records/customer.ts';
import { useCustomer } from '../../api/collect.ts';
import { useFormat } from '../../format/use-format.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Facts, Stat, Stats, Tag } from '../../ui/stat.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { CustomerPlace } from './customer-place.tsx';
import { HouseholdSection } from './household-section.tsx';
import { NoOutlook, OutlookSection } from './outlook-section.tsx';
import { PersonRecords } from './person-records.tsx';
import { PersonRights } from './person-rights.tsx';
import { Reveal } from './reveal.tsx';
import { Timeline } from './timeline.tsx';
import { WhySection } from './why-section.tsx';

function Identity({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const f = useFormat();
  const a = customer.attributes;
  return (
    <Section
      title={t('understand:customer.identity')}
      note={t('understand:customers.masked')}
      actions={customer.erasedAt === null && <Reveal customerId={customer.customerId} />}
    >
      <Facts
        facts={[
          { label: t('understand:customers.number'), value: customer.externalId ?? '–' },
          {
            label: t('understand:customers.contacts'),
            value:
              customer.contacts
                .map(contact => `${contact.masked} (${t(`understand:contact.${contact.status}`)})`)
                .join(', ') || '–',
          },
          ...(a
            ? [
                {
                  label: t('understand:customer.place'),
                  value: [a.region, a.city].filter(Boolean).join(' · ') || '–',
                },
                {
                  label: t('understand:customer.registered'),
                  value: a.registeredAt ? f.day(a.registeredAt) : '–',
                },
                { label: t('understand:customer.acquired'), value: a.acquisitionChannel || '–' },
                {
                  label: t('understand:customer.kind'),
                  value: t(`understand:kind.${a.kind}`, { defaultValue: a.kind }),
                },
              ]
            : []),
          { label: 'ID', value: <code>{customer.customerId}</code> },
        ]}
      />
      {customer.exclusions.map(entry => (
        <p key={entry.rule} style={{ marginTop: 8 }}>
          <Tag tone="warn">{t(`collect:exclusion.name.${entry.rule}`)}</Tag>{' '}
          <span className="muted">{entry.detail}</span>
        </p>
      ))}
    </Section>
  );
}

/** What programs said of the customer; nothing where none did. */
function Traits({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (customer.traits.length === 0) return null;
  return (
    <Section title={t('understand:customer.traits')} note={t('understand:customer.traitsNote')}>
      <Facts
        facts={customer.traits.map(({ name, value, at, source }) => ({
          label: name,
          value: (
            <>
              {value}{' '}
              <span className="small muted">
                {t('understand:customer.traitFrom', { source, time: f.time(at) })}
              </span>
            </>
          ),
        }))}
      />
    </Section>
  );
}

function Consents({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Section title={t('understand:customer.consents')}>
      {customer.consents.length === 0 && <p className="muted">{t('understand:customer.noConsents')}</p>}
      <ul className="plain-list stack-tight">
        {customer.consents.map(consent => (
          <li key={`${consent.channel}-${consent.purpose}-${consent.at}`} className="row">
            <Tag tone={consent.action === 'granted' ? 'more' : 'less'}>
              {t(`understand:consent.${consent.action}`)}
            </Tag>
            <span>{t(`understand:channel.${consent.channel}`, { defaultValue: consent.channel })}</span>
            <span className="muted small">
              {t(`understand:consentMethod.${consent.method}`, { defaultValue: consent.method })} ·{' '}
              {f.day(consent.at)}
            </span>
          </li>
        ))}
        {customer.suppressed.map(entry => (
          <li key={`${entry.kind}-${entry.at}`} className="row">
            <Tag tone="less">{t('understand:customer.suppressed')}</Tag>
            <span>{t(`understand:channel.${entry.kind}`, { defaultValue: entry.kind })}</span>
            <span className="muted small">
              {entry.reason} · {f.day(entry.at)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function CustomerView({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const f = useFormat(customer.totals.currency);
  const { totals } = customer;
  return (
    <Page
      title={customer.name ?? customer.externalId ?? t('understand:customers.unnamed')}
      back={{ to: '/understand/customers', label: t('understand:customers.title') }}
    >
      {customer.erasedAt && (
        <Notice tone="warn">{t('understand:customer.erased', { day: f.day(customer.erasedAt) })}</Notice>
      )}
      {customer.restrictedAt && (
        <Notice tone="warn">
          {t('understand:customer.restricted', { day: f.day(customer.restrictedAt) })}
        </Notice>
      )}
      <div className="aside-layout">
        <div className="stack">
          <Section title={t('understand:customer.totals')} note={t('understand:customer.totalsNote')}>
            <Stats>
              <Stat label={t('understand:customer.orders')} value={f.count(totals.orders)} />
              <Stat label={t('understand:customer.sales')} value={f.amountExact(totals.sales)} />
              <Stat
                label={t('understand:customer.first')}
                value={totals.firstAt ? f.day(totals.firstAt) : '–'}
              />
              <Stat
                label={t('understand:customer.last')}
                value={totals.lastAt ? f.day(totals.lastAt) : '–'}
                range={
                  totals.lastAt
                    ? t('understand:customer.daysAgo', { count: f.ago(totals.lastAt) })
                    : undefined
                }
              />
            </Stats>
          </Section>
          {customer.features ? (
            <OutlookSection features={customer.features} currency={totals.currency} />
          ) : (
            customer.erasedAt === null && <NoOutlook />
          )}
          {customer.erasedAt === null && <PersonRecords customerId={customer.customerId} />}
          {customer.erasedAt === null && <HouseholdSection customerId={customer.customerId} />}
          <Section title={t('understand:timeline.title')} note={t('understand:timeline.note')}>
            <Timeline entries={customer.timeline} />
          </Section>
        </div>
        <div className="stack">
          <Identity customer={customer} />
          <Traits customer={customer} />
          <CustomerPlace customer={customer} />
          <Consents customer={customer} />
          <WhySection customerId={customer.customerId} />
          <PersonRights customer={customer} />
        </div>
      </div>
    </Page>
  );
}

export function Component() {
  const { id = '' } = useParams();
  const customer = useCustomer(id);
  if (customer.data) return <CustomerView customer={customer.data} />;
  return (
    <div className="page">
      <QueryView query={customer} skeleton={<Skeleton lines={8} />}>
        {() => null}
      </QueryView>
    </div>
  );
}
