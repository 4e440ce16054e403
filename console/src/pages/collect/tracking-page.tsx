/** Events that programs and pages send: where from, as they arrive, what they should say, and what was refused and why. */
import { useTranslation } from 'react-i18next';
import { useMay } from '../../ui/may.tsx';
import { Page } from '../../ui/page.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { HooksTab } from './hooks-tab.tsx';
import { LiveTab } from './live-tab.tsx';
import { PlanTab } from './plan-tab.tsx';
import { RefusedTab } from './refused-tab.tsx';
import { SourcesTab } from './sources-tab.tsx';

const tabNames = ['sources', 'hooks', 'live', 'plan', 'quarantine'] as const;

export function Component() {
  const { t } = useTranslation();
  const may = useMay();
  const tabs = tabNames
    .filter(key => key !== 'quarantine' || may('event.refused.read'))
    .filter(key => key !== 'hooks' || may('hook.read'))
    .map(key => ({ key, label: t(`tracking:tab.${key}`) }));
  const tab = useTab(tabs);
  return (
    <Page title={t('tracking:title')} question={t('tracking:question')}>
      <Tabs label={t('tracking:tab.label')} items={tabs} current={tab} />
      {tab === 'sources' && <SourcesTab />}
      {tab === 'hooks' && <HooksTab />}
      {tab === 'live' && <LiveTab />}
      {tab === 'plan' && <PlanTab />}
      {tab === 'quarantine' && <RefusedTab />}
    </Page>
  );
}
