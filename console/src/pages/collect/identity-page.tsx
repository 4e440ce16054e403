/** What identity cannot decide by itself: pairs in doubt, and keys that too many people share. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { DoubtsTab } from './doubts-tab.tsx';
import { SharedKeysTab } from './shared-keys-tab.tsx';

export function Component() {
  const { t } = useTranslation();
  const items = (['doubts', 'shared'] as const).map(key => ({ key, label: t(`identity:queue.tab.${key}`) }));
  const tab = useTab(items);
  return (
    <Page title={t('shell:nav.identity')} question={t('identity:queue.question')}>
      <Tabs label={t('identity:queue.tabs')} items={items} current={tab} />
      {tab === 'doubts' ? <DoubtsTab /> : <SharedKeysTab />}
    </Page>
  );
}
