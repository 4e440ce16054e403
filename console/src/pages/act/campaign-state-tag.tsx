/** A campaign's state in a word. */
import { useTranslation } from 'react-i18next';
import type { CampaignState } from '../../../../src/records/campaign.ts';
import { Tag, type TagTone } from '../../ui/stat.tsx';

const tones: Record<CampaignState, TagTone> = {
  draft: 'outline',
  approved: 'more',
  running: 'more',
  paused: 'warn',
  canceled: 'outline',
  'awaiting-read': 'more',
  finished: 'plain',
};

export function CampaignStateTag({ state }: { state: CampaignState }) {
  const { t } = useTranslation();
  return <Tag tone={tones[state]}>{t(`act:state.${state}`)}</Tag>;
}
