/** All campaigns with their state, their people and the day each will be read. */
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { CampaignState, CampaignView } from '../../../../src/records/campaign.ts';
import { useCampaigns } from '../../api/act.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { type Sort, Table } from '../../ui/table.tsx';
import { CampaignStateTag } from './campaign-state-tag.tsx';

const order: readonly CampaignState[] = [
  'draft',
  'approved',
  'running',
  'paused',
  'awaiting-read',
  'finished',
  'canceled',
];

const sortValue: Record<string, (view: CampaignView) => string | number> = {
  title: view => view.definition.title,
  state: view => order.indexOf(view.state),
  start: view => view.definition.schedule.startsAt,
};

function sorted(views: readonly CampaignView[], sort: Sort): CampaignView[] {
  const value = sortValue[sort.key] ?? sortValue['start'];
  return [...views].sort((a, b) => {
    const [x, y] = [value?.(a) ?? '', value?.(b) ?? ''];
    const less =
      typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'zh');
    return sort.down ? -less : less;
  });
}

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const campaigns = useCampaigns();
  const [search, setSearch] = useSearchParams();
  const sort: Sort = { key: search.get('sort') ?? 'start', down: search.get('order') !== 'up' };
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
        <QueryView
          query={campaigns}
          empty={data =>
            data.campaigns.length === 0 ? (
              <Empty
                title={t('act:campaigns.emptyTitle')}
                action={<LinkButton to="/decide/opportunities">{t('act:campaigns.emptyAction')}</LinkButton>}
              >
                {t('act:campaigns.empty')}
              </Empty>
            ) : null
          }
        >
          {data => (
            <Table
              caption={t('act:campaigns.title')}
              rows={sorted(data.campaigns, sort)}
              rowKey={row => row.campaignId}
              sort={sort}
              onSort={next => setSearch({ sort: next.key, order: next.down ? 'down' : 'up' })}
              columns={[
                {
                  key: 'title',
                  title: t('act:campaigns.campaign'),
                  head: true,
                  sortable: true,
                  render: row => (
                    <Link to={`/act/campaigns/${row.definition.name}`}>{row.definition.title}</Link>
                  ),
                },
                {
                  key: 'state',
                  title: t('act:campaigns.state'),
                  sortable: true,
                  render: row => <CampaignStateTag state={row.state} />,
                },
                {
                  key: 'channel',
                  title: t('act:campaigns.channel'),
                  render: row => t(`act:channel.${row.definition.message.channel}`),
                },
                {
                  key: 'control',
                  title: t('act:campaigns.control'),
                  align: 'right',
                  render: row => f.percent(row.definition.control.share, 0),
                },
                {
                  key: 'start',
                  title: t('act:campaigns.start'),
                  sortable: true,
                  render: row => f.day(row.definition.schedule.startsAt),
                },
                {
                  key: 'read',
                  title: t('act:campaigns.finalRead'),
                  render: row => (row.finalReadAt ? f.day(row.finalReadAt) : '–'),
                },
                {
                  key: 'result',
                  title: t('act:campaigns.result'),
                  render: row =>
                    row.launchedAt ? (
                      <Link to={`/measure/results/${row.definition.name}`}>
                        {t('act:campaigns.toResult')}
                      </Link>
                    ) : (
                      '–'
                    ),
                },
              ]}
            />
          )}
        </QueryView>
      </Section>
    </Page>
  );
}
