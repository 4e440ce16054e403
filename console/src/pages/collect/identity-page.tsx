/** What identity cannot decide by itself: pairs in doubt, keys that too many people share, and how far kinds are trusted. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { DoubtsTab } from './doubts-tab.tsx';
import { IdentitySettingsTab } from './identity-settings-tab.tsx';
import { SharedKeysTab } from './shared-keys-tab.tsx';

export function Component() {
  const { t } = useTranslation();
  const items = (['doubts', 'shared', 'settings'] as const).map(key => ({
    key,
    label: t(`identity:queue.tab.${key}`),
  }));
  const tab = useTab(items);
  return (
    <Page title={t('shell:nav.identity')} question={t('identity:queue.question')}>
      <Tabs label={t('identity:queue.tabs')} items={items} current={tab} />
      {tab === 'doubts' && <DoubtsTab />}
      {tab === 'shared' && <SharedKeysTab />}
      {tab === 'settings' && <IdentitySettingsTab />}
    </Page>
  );
}
