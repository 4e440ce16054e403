/** Events that programs and pages send: what of them was refused and why. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { RefusedTab } from './refused-tab.tsx';

export function Component() {
  const { t } = useTranslation();
  const tabs = [{ key: 'quarantine', label: t('tracking:tab.quarantine') }];
  const tab = useTab(tabs);
  return (
    <Page title={t('tracking:title')} question={t('tracking:question')}>
      <Tabs label={t('tracking:tab.label')} items={tabs} current={tab} />
      {tab === 'quarantine' && <RefusedTab />}
    </Page>
  );
}
