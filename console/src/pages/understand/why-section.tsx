/** Why this customer did or did not get a campaign: every rule in order with its outcome. */
import { Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCampaigns, useWhy } from '../../api/act.ts';
import { Section } from '../../ui/page.tsx';
import { Tag, type TagTone } from '../../ui/stat.tsx';
import { QueryView } from '../../ui/states.tsx';

const tones: Record<string, TagTone> = { passed: 'plain', failed: 'less', 'not-evaluated': 'outline' };

export function WhySection({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const id = useId();
  const campaigns = useCampaigns();
  const [name, setName] = useState<string | null>(null);
  const why = useWhy(customerId, name);
  return (
    <Section title={t('understand:why.title')}>
      <div className="stack">
        <div className="field">
          <label htmlFor={id}>{t('understand:why.campaign')}</label>
          <Select
            id={id}
            value={name}
            placeholder={t('understand:why.choose')}
            options={(campaigns.data?.campaigns ?? []).map(entry => ({
              value: entry.definition.name,
              label: entry.definition.title,
            }))}
            onChange={setName}
          />
        </div>
        {name && (
          <QueryView query={why}>
            {trace => (
              <div className="stack-tight">
                <p>
                  <strong>{t(`understand:why.outcome.${trace.outcome}`)}</strong>
                </p>
                <ol className="stack-tight" style={{ paddingLeft: 18 }}>
                  {trace.rules.map(rule => (
                    <li key={rule.rule}>
                      <Tag tone={tones[rule.outcome] ?? 'plain'}>
                        {t(`understand:why.rule.${rule.outcome}`)}
                      </Tag>{' '}
                      {rule.text}
                      <span className="muted small">
                        {' '}
                        {rule.detail} · v{rule.version}
                      </span>
                    </li>
                  ))}
                </ol>
              </div>
            )}
          </QueryView>
        )}
      </div>
    </Section>
  );
}
