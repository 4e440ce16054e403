/** What service cost: contacts by the channel of their cases, what cases carry and what of the spend falls on them. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ChannelSummary, ServiceChannel, ServiceCost } from '../../../../src/records/channel-summary.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Definition } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';
import { definitionOf, moneyOr } from './channel-words.ts';

const known = ['email', 'sms', 'wecom', 'wechat', 'phone', 'push'];

/** The words an import knows in the reader's language, any other as the file has it. */
function caseChannel(channel: string, t: TFunction): string {
  if (channel === '') return t('channels:service.unsaid');
  return known.includes(channel) ? t(`channels:service.by.${channel}`) : channel;
}

/** The service chapter in one sentence: how many contacts, what they cost, and what is missing. */
function ServiceSentence({ service, f }: { service: ServiceCost; f: Format }) {
  const { t } = useTranslation();
  const isOwnOnly = service.state === 'known' && service.byChannel?.length > 0 && service.spendMinor === 0;
  return (
    <p>
      {t(`channels:service.${isOwnOnly ? 'known-own' : service.state}`, {
        cost: f.money(service.costMinor),
        contacts: f.count(service.contacts),
        each: moneyOr(f, service.perContactMinor),
        own: f.money(service.ownMinor ?? 0),
        spend: f.money(service.spendMinor ?? service.costMinor),
        costed: f.count(service.costed ?? 0),
        driver: t(`channels:service.driver.${service.driver ?? 'contacts'}`),
      })}
    </p>
  );
}

export function ChannelService({ summary }: { readonly summary: ChannelSummary }) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { service } = summary.costs;
  const money = (key: string, of: (row: ServiceChannel) => number | null) => ({
    key,
    title: t(`channels:service.${key}`),
    align: 'right' as const,
    render: (row: ServiceChannel) => moneyOr(f, of(row)),
  });
  // A document of before service cases counted has no rows.
  const rows = service.byChannel ?? [];
  return (
    <Section
      title={t('channels:service.title')}
      note={t('channels:service.note')}
      actions={<Definition text={definitionOf(summary, 'service', f)} />}
    >
      <ServiceSentence service={service} f={f} />
      {rows.length > 0 && (
        <Table<ServiceChannel>
          dense
          caption={t('channels:service.title')}
          rows={rows}
          rowKey={row => row.channel}
          columns={[
            {
              key: 'channel',
              title: t('channels:service.channel'),
              head: true,
              render: row => caseChannel(row.channel, t),
            },
            {
              key: 'cases',
              title: t('channels:service.cases'),
              align: 'right',
              render: row => f.count(row.cases),
            },
            {
              key: 'people',
              title: t('channels:service.people'),
              align: 'right',
              render: row => f.count(row.people),
            },
            {
              key: 'minutes',
              title: t('channels:service.minutes'),
              align: 'right',
              render: row => (row.minutes === null ? '–' : f.fixed(row.minutes, 1)),
            },
            money('own', row => row.ownMinor),
            money('laid', row => row.laidMinor),
            money('cost', row => row.costMinor),
            money('each', row => row.perCaseMinor),
          ]}
        />
      )}
    </Section>
  );
}
