/** All campaigns with their state, their people and the day each will be read. */
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { loadCampaigns } from '../../api/act.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May, useMay } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { type BulkAsked, BulkButtons, BulkDialog } from './campaign-bulk.tsx';
import { CampaignStateTag } from './campaign-state-tag.tsx';
import { campaignStates } from './campaign-states.ts';

const channels = ['sandbox', 'smtp', 'file'] as const;

const columnsOf = (t: TFunction, f: Format): ListColumn<CampaignView>[] => [
  {
    key: 'title',
    title: t('act:campaigns.campaign'),
    head: true,
    sortable: true,
    render: row => <Link to={`/act/campaigns/${row.definition.name}`}>{row.definition.title}</Link>,
    plain: row => row.definition.title,
  },
  {
    key: 'state',
    title: t('act:campaigns.state'),
    sortable: true,
    render: row => <CampaignStateTag state={row.state} />,
    plain: row => t(`act:state.${row.state}`),
  },
  {
    key: 'channel',
    title: t('act:campaigns.channel'),
    sortable: true,
    render: row => t(`act:channel.${row.definition.message.channel}`),
    plain: row => t(`act:channel.${row.definition.message.channel}`),
  },
  {
    key: 'segment',
    title: t('act:campaigns.segment'),
    hidden: true,
    render: row => (
      <Link to={`/decide/segments/${row.definition.audience.segment}`}>
        {row.definition.audience.segment}
      </Link>
    ),
    plain: row => row.definition.audience.segment,
  },
  {
    key: 'control',
    title: t('act:campaigns.control'),
    align: 'right',
    sortable: true,
    render: row => f.percent(row.definition.control.share, 0),
    plain: row => row.definition.control.share,
  },
  {
    key: 'start',
    title: t('act:campaigns.start'),
    sortable: true,
    sortFirst: 'down',
    render: row => f.day(row.definition.schedule.startsAt),
    plain: row => f.day(row.definition.schedule.startsAt),
  },
  {
    key: 'read',
    title: t('act:campaigns.finalRead'),
    sortable: true,
    sortFirst: 'down',
    render: row => (row.finalReadAt ? f.day(row.finalReadAt) : '–'),
    plain: row => (row.finalReadAt ? f.day(row.finalReadAt) : ''),
  },
  {
    key: 'created',
    title: t('act:campaigns.created'),
    sortable: true,
    sortFirst: 'down',
    hidden: true,
    render: row => f.day(row.createdAt),
    plain: row => f.day(row.createdAt),
  },
  {
    key: 'result',
    title: t('act:campaigns.result'),
    render: row =>
      row.launchedAt ? (
        <Link to={`/measure/results/${row.definition.name}`}>{t('act:campaigns.toResult')}</Link>
      ) : (
        '–'
      ),
  },
];

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const may = useMay();
  const [asked, setAsked] = useState<BulkAsked | null>(null);
  const create = (
    <May needs="campaign.change">
      <LinkButton to="/act/campaigns/new" type="primary">
        {t('act:campaigns.new')}
      </LinkButton>
    </May>
  );
  return (
    <Page title={t('act:campaigns.title')} question={t('act:campaigns.question')} actions={create}>
      <Section title={t('act:campaigns.all')}>
        <List
          list="campaigns"
          caption={t('act:campaigns.title')}
          queryKey={['campaigns']}
          load={async request => {
            const { campaigns, ...page } = await loadCampaigns(queryOf(request));
            return { rows: campaigns, ...page };
          }}
          rowKey={row => row.campaignId}
          columns={columnsOf(t, f).filter(({ key }) => key !== 'result' || may('result.read'))}
          defaultSort={{ key: 'start', down: true }}
          searchLabel={t('act:campaigns.search')}
          {...(may('campaign.run')
            ? { bulk: (rows: readonly CampaignView[]) => <BulkButtons rows={rows} onAsk={setAsked} /> }
            : {})}
          filters={[
            {
              key: 'state',
              label: t('act:campaigns.state'),
              options: campaignStates.map(value => ({ value, label: t(`act:state.${value}`) })),
            },
            {
              key: 'channel',
              label: t('act:campaigns.channel'),
              options: channels.map(value => ({ value, label: t(`act:channel.${value}`) })),
            },
          ]}
          empty={
            <Empty
              title={t('act:campaigns.emptyTitle')}
              action={
                <May needs="opportunity.read">
                  <LinkButton to="/decide/opportunities">{t('act:campaigns.emptyAction')}</LinkButton>
                </May>
              }
            >
              {t('act:campaigns.empty')}
            </Empty>
          }
        />
      </Section>
      {asked && <BulkDialog key={asked.id} asked={asked} onGone={() => setAsked(null)} />}
    </Page>
  );
}
