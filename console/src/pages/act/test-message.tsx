/** The message to oneself before anybody else gets it; it is no send of the campaign. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { useTestMessage } from '../../api/channels.ts';
import { Problem } from '../../ui/states.tsx';
import { TestOutcome } from '../../ui/test-outcome.tsx';

export function TestMessage({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const test = useTestMessage(view.definition.name);
  const isSandbox = view.definition.message.channel === 'sandbox';
  return (
    <div className="stack">
      <div className="row">
        <Button loading={test.isPending} onClick={() => test.mutate(null)}>
          {t('act:test.send')}
        </Button>
        <span className="muted small">{t(isSandbox ? 'act:test.sandboxNote' : 'act:test.note')}</span>
      </div>
      {test.error && <Problem error={test.error} />}
      {test.data && <TestOutcome test={test.data}>{t('act:test.sent', { to: test.data.to })}</TestOutcome>}
    </div>
  );
}
