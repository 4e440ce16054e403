/** Why a campaign paused itself, and what to do before somebody resumes it. */
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { Notice } from '../../ui/states.tsx';

export function PauseNotice({ view }: { view: CampaignView }) {
  const texts = useCodeTexts();
  if (!view.pauseReason) return null;
  const { message, remedy } = texts(view.pauseReason.code, view.pauseReason.params);
  return (
    <Notice tone="less">
      <strong>{message}</strong>
      {remedy && <div>{remedy}</div>}
    </Notice>
  );
}
