/** Campaigns that can be looked back on. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCampaigns } from '../../api/act.ts';
import { useFormat } from '../../format/use-format.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const campaigns = useCampaigns();
  return (
    <Page title={t('learn:retrospectives.title')} question={t('learn:retrospectives.question')}>
      <Section title={t('learn:retrospectives.all')}>
        <QueryView
          query={campaigns}
          empty={data =>
            data.campaigns.every(view => view.state !== 'finished') ? (
              <Empty title={t('learn:retrospectives.emptyTitle')}>{t('learn:retrospectives.empty')}</Empty>
            ) : null
          }
        >
          {data => (
            <Table
              caption={t('learn:retrospectives.title')}
              rows={data.campaigns.filter(view => view.state === 'finished')}
              rowKey={row => row.campaignId}
              columns={[
                {
                  key: 'title',
                  title: t('act:campaigns.campaign'),
                  head: true,
                  render: row => (
                    <Link to={`/learn/retrospectives/${row.definition.name}`}>{row.definition.title}</Link>
                  ),
                },
                { key: 'goal', title: t('act:plan.goal'), render: row => row.definition.goal.statement },
                {
                  key: 'read',
                  title: t('act:campaigns.finalRead'),
                  render: row => (row.finalReadAt ? f.day(row.finalReadAt) : '–'),
                },
              ]}
            />
          )}
        </QueryView>
      </Section>
    </Page>
  );
}
