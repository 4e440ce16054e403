/** Stopping sending, the key and the account; in a drill what would have been stopped. */
import { Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { IncidentView, StopDone } from '../../../../src/records/incident.ts';
import { useStopSending } from '../../api/incidents.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';

function Stopped({ stopped }: { stopped: StopDone }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <>
      <Notice tone={stopped.drill ? 'info' : 'warn'}>
        {t(stopped.drill ? 'incident:stop.drillDone' : 'incident:stop.done')}
      </Notice>
      <ul className="plain-list in-text">
        {stopped.campaigns.length === 0 && <li>{t('incident:stop.noCampaign')}</li>}
        {stopped.campaigns.map(each => (
          <li key={each.name}>
            <Link to={`/act/campaigns/${each.name}`}>{each.name}</Link>{' '}
            {t('incident:stop.waiting', { n: f.count(each.waiting) })}
          </li>
        ))}
        {stopped.keysRevoked > 0 && <li>{t('incident:stop.keys', { n: f.count(stopped.keysRevoked) })}</li>}
        {stopped.sessionsEnded !== null && (
          <li>{t('incident:stop.sessions', { n: f.count(stopped.sessionsEnded) })}</li>
        )}
      </ul>
      {stopped.sessionsEnded !== null && !stopped.drill && (
        <p className="muted">{t('incident:stop.mayReturn')}</p>
      )}
    </>
  );
}

export function IncidentStop({ incident }: { incident: IncidentView }) {
  const { t } = useTranslation();
  const may = useMay();
  const stop = useStopSending(incident.incidentId);
  const [campaigns, setCampaigns] = useState<'affected' | 'all'>('affected');
  const { mode, source, stopped } = incident;
  const label = t(`incident:stop.act.${mode}`);
  return (
    <Section
      title={t('incident:stop.section')}
      note={t('incident:stop.note')}
      actions={
        may('incident.change') &&
        incident.closedAt === null && (
          <Confirm
            label={label}
            title={label}
            confirmLabel={label}
            danger={mode === 'real'}
            button={{ danger: mode === 'real' }}
            run={() => stop.mutateAsync({ campaigns })}
          >
            <div className="stack">
              <p>{t(`incident:stop.what.${mode}`)}</p>
              <Radio.Group
                aria-label={t('incident:stop.which')}
                value={campaigns}
                options={(['affected', 'all'] as const).map(value => ({
                  value,
                  label: t(`incident:stop.${value}`),
                }))}
                onChange={event => setCampaigns(event.target.value as 'affected' | 'all')}
              />
              {source.kind === 'key' && <p>{t('incident:stop.keyToo', { name: source.label ?? '' })}</p>}
              {source.kind === 'account' && (
                <p>{t('incident:stop.accountToo', { name: source.label ?? '' })}</p>
              )}
            </div>
          </Confirm>
        )
      }
    >
      {stopped ? <Stopped stopped={stopped} /> : <p className="muted">{t('incident:stop.notYet')}</p>}
    </Section>
  );
}
