/** The message as one real customer would get it. */
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { useMessagePreview } from '../../api/act.ts';
import { MailFrame } from '../../ui/mail-frame.tsx';
import { useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { TestMessage } from './test-message.tsx';

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

export function MessageTab({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const mayChange = useMay()('campaign.change');
  const mayTest = mayChange && view.launchedAt === null && view.definition.message.channel !== 'file';
  const [typed, setTyped] = useState('');
  const preview = useMessagePreview(view.definition.name, isId(typed) ? typed : undefined);
  return (
    <Section title={t('act:message.title')} note={t('act:message.note')}>
      <div className="stack">
        {mayTest && <TestMessage view={view} />}
        <Input
          style={{ maxWidth: 420 }}
          aria-label={t('act:message.customer')}
          placeholder={t('act:message.customer')}
          allowClear
          value={typed}
          onChange={event => setTyped(event.target.value.trim())}
        />
        <QueryView query={preview} skeleton={<Skeleton lines={8} />}>
          {data => (
            <div className="stack">
              {data.problems.map(problem => (
                <Notice key={problem.code} tone="warn">
                  {problem.message}
                </Notice>
              ))}
              <p>
                <span className="muted">{t('act:message.for')}</span>{' '}
                {data.customer ? `${data.customer.name} · ${data.customer.address}` : t('act:message.nobody')}
              </p>
              {data.subject && <h3>{data.subject}</h3>}
              {data.html ? (
                <MailFrame title={data.subject} html={data.html} />
              ) : (
                <pre className="sql">{data.text}</pre>
              )}
            </div>
          )}
        </QueryView>
      </div>
    </Section>
  );
}
