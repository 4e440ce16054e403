/** Settings: the organisation, its channels, one's own account, people, keys; each tab has its own address. */
import { useTranslation } from 'react-i18next';
import { useMay } from '../../ui/may.tsx';
import { Page } from '../../ui/page.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { ApprovalsTab } from './approvals-tab.tsx';
import { ChannelsTab } from './channels-tab.tsx';
import { KeysTab } from './keys-tab.tsx';
import { OrganisationTab } from './organisation-tab.tsx';
import { OwnAccountTab } from './own-account-tab.tsx';
import { PeopleTab } from './people-tab.tsx';

const tabs = [
  { key: 'organisation', needs: 'settings.read', Show: OrganisationTab },
  { key: 'channels', needs: 'campaign.read', Show: ChannelsTab },
  { key: 'mine', needs: 'self.account.read', Show: OwnAccountTab },
  { key: 'people', needs: 'account.read', Show: PeopleTab },
  { key: 'approvals', needs: 'approval.read', Show: ApprovalsTab },
  { key: 'keys', needs: 'key.read', Show: KeysTab },
] as const;

export function Component() {
  const { t } = useTranslation();
  const may = useMay();
  const shown = tabs.filter(tab => may(tab.needs));
  const items = shown.map(({ key }) => ({ key, label: t(`access:tab.${key}`) }));
  const current = useTab(items);
  const Show = shown.find(tab => tab.key === current)?.Show;
  return (
    <Page title={t('settings:title')} question={t('settings:question')}>
      <Tabs label={t('settings:title')} items={items} current={current} />
      {Show && <Show />}
    </Page>
  );
}
