/** One campaign: what it is to do, whom it reaches, what it says, how it goes; and the next step with its consequence. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { useCampaign } from '../../api/act.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { useMay } from '../../ui/may.tsx';
import { Page } from '../../ui/page.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { AudienceTab } from './audience-tab.tsx';
import { CampaignActions } from './campaign-actions.tsx';
import { CampaignPlan } from './campaign-plan.tsx';
import { CampaignProgress } from './campaign-progress.tsx';
import { CampaignStateTag } from './campaign-state-tag.tsx';
import { ChannelNotice } from './channel-notice.tsx';
import { FileChannel } from './file-channel.tsx';
import { MessageTab } from './message-tab.tsx';
import { PauseNotice } from './pause-notice.tsx';
import { WaterfallSection } from './waterfall-section.tsx';

function useTabs(view: CampaignView) {
  const { t } = useTranslation();
  const may = useMay();
  const launched = view.launchedAt !== null;
  return [
    ...(launched ? [{ key: 'progress', label: t('act:tab.progress') }] : []),
    { key: 'plan', label: t('act:tab.plan') },
    ...(launched && !may('campaign.people.read') ? [] : [{ key: 'audience', label: t('act:tab.audience') }]),
    { key: 'message', label: t('act:tab.message') },
  ];
}

function TabContent({ view, tab }: { view: CampaignView; tab: string }) {
  const launched = view.launchedAt !== null;
  if (tab === 'plan') return <CampaignPlan view={view} />;
  if (tab === 'message') return <MessageTab view={view} />;
  if (tab === 'progress') {
    return (
      <>
        <CampaignProgress view={view} />
        {view.definition.message.channel === 'file' && <FileChannel view={view} />}
      </>
    );
  }
  return launched ? <AudienceTab view={view} /> : <WaterfallSection view={view} />;
}

const launchable = (view: CampaignView) =>
  (view.state === 'approved' || view.state === 'running' || view.state === 'paused') &&
  !view.definition.audience.retrospective;

function View({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  const tabs = useTabs(view);
  const tab = useTab(tabs);
  return (
    <Page
      title={view.definition.title}
      question={
        <span className="row">
          <CampaignStateTag state={view.state} />
          {view.definition.goal.statement}
          {view.finalReadAt && ` · ${t('act:campaign.finalRead', { day: f.day(view.finalReadAt) })}`}
        </span>
      }
      back={{ to: '/act/campaigns', label: t('act:campaigns.title') }}
      actions={<CampaignActions view={view} />}
    >
      {view.definition.audience.retrospective && (
        <Notice tone="warn">{t('act:campaign.retrospective')}</Notice>
      )}
      {view.state === 'draft' && view.missing.length > 0 && (
        <Notice tone="info">
          {t('act:campaign.missing')}
          <ul>
            {view.missing.map(code => (
              <li key={code}>{texts(code).message}</li>
            ))}
          </ul>
        </Notice>
      )}
      <PauseNotice view={view} />
      {launchable(view) && <ChannelNotice view={view} />}
      <Tabs label={view.definition.title} items={tabs} current={tab} />
      <TabContent view={view} tab={tab} />
    </Page>
  );
}

export function Component() {
  const { name = '' } = useParams();
  const campaign = useCampaign(name);
  if (campaign.data) return <View view={campaign.data} />;
  return (
    <div className="page">
      <QueryView query={campaign} skeleton={<Skeleton lines={10} />}>
        {() => null}
      </QueryView>
    </div>
  );
}
