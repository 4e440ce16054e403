/** The end of an incident: a conclusion, after which nothing changes; what was not done stands in the report. */
import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentView } from '../../../../src/records/incident.ts';
import { useCloseIncident } from '../../api/incidents.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';

export function IncidentClose({ incident }: { incident: IncidentView }) {
  const { t } = useTranslation();
  const id = useId();
  const may = useMay();
  const [conclusion, setConclusion] = useState('');
  const close = useCloseIncident(incident.incidentId);
  if (incident.closedAt !== null || !may('incident.change')) return null;
  const open = incident.steps.filter(step => step.at === null && step.step !== 'closed');
  return (
    <Section title={t('incident:close.section')} note={t('incident:close.note')}>
      <div>
        <Confirm
          label={t('incident:close.act')}
          title={t('incident:close.act')}
          confirmLabel={t('incident:close.act')}
          run={() => close.mutateAsync({ conclusion })}
        >
          <div className="stack">
            {open.length > 0 && (
              <p>
                {t('incident:close.left', {
                  steps: open.map(step => t(`incident:steps.${step.step}`)).join(t('incident:comma')),
                })}
              </p>
            )}
            <Field id={id} label={t('incident:conclusion')} hint={t('incident:noNames')}>
              <Input.TextArea
                id={id}
                rows={3}
                maxLength={2_000}
                value={conclusion}
                onChange={event => setConclusion(event.target.value)}
              />
            </Field>
          </div>
        </Confirm>
      </div>
    </Section>
  );
}
