/** Why nothing leaves: the channel of a campaign is broken or not configured, since when, and what to do about it. */
import { useTranslation } from 'react-i18next';
import type { CampaignView, ChannelView } from '../../../../src/records/campaign.ts';
import { useCampaignStatus } from '../../api/act.ts';
import { useFormat } from '../../format/use-format.ts';
import { Notice } from '../../ui/states.tsx';

function Trouble({ channel, isRunning }: { channel: ChannelView; isRunning: boolean }) {
  const { t } = useTranslation();
  const f = useFormat();
  const times = [
    ...(channel.since ? [t('act:channel.since', { at: f.time(channel.since) })] : []),
    ...(channel.nextTryAt ? [t('act:channel.nextTry', { at: f.time(channel.nextTryAt) })] : []),
  ];
  return (
    <Notice tone="less">
      <strong>{t(isRunning ? 'act:channel.stopped' : 'act:channel.broken')}</strong>
      <div>{channel.message}</div>
      {channel.remedy && <div>{channel.remedy}</div>}
      {times.length > 0 && <div className="muted small">{times.join(' · ')}</div>}
    </Notice>
  );
}

export function ChannelNotice({ view }: { view: CampaignView }) {
  const isRunning = view.state === 'running';
  const status = useCampaignStatus(view.definition.name, isRunning);
  const channel = status.data?.channel;
  if (!channel || channel.state === 'working') return null;
  return <Trouble channel={channel} isRunning={isRunning} />;
}
