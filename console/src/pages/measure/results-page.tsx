/** Every launched campaign with the day it is read and, after that day, its one word. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { useCampaigns } from '../../api/act.ts';
import { useResult } from '../../api/measure.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { VerdictTag } from './verdict.tsx';

function Word({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const result = useResult(view.definition.name, view.state === 'finished' || view.state === 'awaiting-read');
  const word = result.data?.document.verdict?.word;
  if (word) return <VerdictTag word={word} />;
  return (
    <span className="muted">
      {view.finalReadAt
        ? t('measure:results.notBefore', { day: f.day(view.finalReadAt) })
        : t('measure:results.open')}
    </span>
  );
}

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const campaigns = useCampaigns();
  return (
    <Page title={t('measure:results.title')} question={t('measure:results.question')}>
      <Section title={t('measure:results.all')}>
        <QueryView
          query={campaigns}
          empty={data =>
            data.campaigns.every(view => view.launchedAt === null) ? (
              <Empty
                title={t('measure:results.emptyTitle')}
                action={<LinkButton to="/act/campaigns">{t('measure:results.emptyAction')}</LinkButton>}
              >
                {t('measure:results.empty')}
              </Empty>
            ) : null
          }
        >
          {data => (
            <Table
              caption={t('measure:results.title')}
              rows={data.campaigns.filter(view => view.launchedAt !== null)}
              rowKey={row => row.campaignId}
              columns={[
                {
                  key: 'title',
                  title: t('act:campaigns.campaign'),
                  head: true,
                  render: row => (
                    <Link to={`/measure/results/${row.definition.name}`}>{row.definition.title}</Link>
                  ),
                },
                { key: 'state', title: t('act:campaigns.state'), render: row => t(`act:state.${row.state}`) },
                {
                  key: 'control',
                  title: t('act:campaigns.control'),
                  align: 'right',
                  render: row => f.percent(row.definition.control.share, 0),
                },
                {
                  key: 'read',
                  title: t('act:campaigns.finalRead'),
                  render: row => (row.finalReadAt ? f.day(row.finalReadAt) : '–'),
                },
                { key: 'word', title: t('measure:results.word'), render: row => <Word view={row} /> },
              ]}
            />
          )}
        </QueryView>
      </Section>
    </Page>
  );
}
