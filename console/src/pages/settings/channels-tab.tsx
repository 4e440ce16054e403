/** The channels messages leave over: whether each works, what keeps it, and a test that logs in and sends nothing. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ChannelView } from '../../../../src/records/campaign.ts';
import { useChannels, useCheckChannel } from '../../api/channels.ts';
import { useFormat } from '../../format/use-format.ts';
import { useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { TestOutcome } from '../../ui/test-outcome.tsx';

function Channel({ channel, mayTest }: { channel: ChannelView; mayTest: boolean }) {
  const { t } = useTranslation();
  const f = useFormat();
  const check = useCheckChannel(channel.channel);
  const isConfigured = channel.state !== 'not-configured';
  return (
    <li className="stack-tight">
      <div className="row spread">
        <span className="row">
          <strong>{t(`act:channel.${channel.channel}`)}</strong>
          <Tag tone={channel.state === 'working' ? 'more' : 'less'}>
            {t(`settings:channelState.${channel.state}`)}
          </Tag>
        </span>
        {mayTest && isConfigured && (
          <Button size="small" loading={check.isPending} onClick={() => check.mutate(null)}>
            {t('settings:checkChannel')}
          </Button>
        )}
      </div>
      {channel.message && <div>{channel.message}</div>}
      {channel.remedy && <div className="muted small">{channel.remedy}</div>}
      {channel.nextTryAt && (
        <div className="muted small">{t('act:channel.nextTry', { at: f.time(channel.nextTryAt) })}</div>
      )}
      {check.error && <Problem error={check.error} />}
      {check.data && <TestOutcome test={check.data}>{t('settings:channelWorks')}</TestOutcome>}
    </li>
  );
}

export function ChannelsTab() {
  const { t } = useTranslation();
  const mayTest = useMay()('campaign.change');
  const channels = useChannels();
  return (
    <Section title={t('settings:channels')} note={t('settings:channelsNote')}>
      <QueryView query={channels} skeleton={<Skeleton lines={3} />}>
        {data => (
          <ul className="plain-list stack">
            {data.channels.map(channel => (
              <Channel key={channel.channel} channel={channel} mayTest={mayTest} />
            ))}
          </ul>
        )}
      </QueryView>
    </Section>
  );
}
