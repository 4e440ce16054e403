/** What a person may ask for: a copy of everything held about them, and that it be erased. */
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerPage } from '../../../../src/records/customer.ts';
import { download } from '../../api/client.ts';
import { useJob } from '../../api/jobs.ts';
import { useErase } from '../../api/privacy.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Problem } from '../../ui/states.tsx';

function Erase({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  const [jobId, setJobId] = useState<string | null>(null);
  const erase = useErase(customer.customerId, setJobId);
  const { data: job } = useJob(jobId);
  if (job)
    return <JobProgress job={job} title={t('privacy:rights.erase')} result={t('privacy:rights.erased')} />;
  return (
    <Confirm
      label={t('privacy:rights.erase')}
      title={t('privacy:rights.eraseTitle')}
      confirmLabel={t('privacy:rights.eraseConfirm')}
      danger
      button={{ danger: true }}
      typed={customer.customerId.slice(0, 8)}
      run={() => erase.mutateAsync({ reason })}
    >
      <div className="stack">
        <p>{t('privacy:rights.eraseText')}</p>
        <div className="field">
          <label htmlFor={id}>{t('privacy:rights.reason')}</label>
          <Input id={id} value={reason} maxLength={500} onChange={event => setReason(event.target.value)} />
          <span className="hint">{t('privacy:rights.reasonHint')}</span>
        </div>
      </div>
    </Confirm>
  );
}

export function PersonRights({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const may = useMay();
  const [error, setError] = useState<unknown>(null);
  if (!may('customer.export') && !may('customer.erase')) return null;
  const save = (format: 'json' | 'csv') => {
    setError(null);
    download(`/api/customers/${customer.customerId}/export`, { query: { format } }).catch(setError);
  };
  return (
    <Section title={t('privacy:rights.title')} note={t('privacy:rights.note')}>
      <div className="stack">
        {error !== null && <Problem error={error} />}
        <May needs="customer.export">
          <div className="row">
            <Button onClick={() => save('json')}>{t('privacy:rights.json')}</Button>
            <Button onClick={() => save('csv')}>{t('privacy:rights.csv')}</Button>
          </div>
        </May>
        {customer.erasedAt === null && (
          <May needs="customer.erase">
            <div>
              <Erase customer={customer} />
            </div>
          </May>
        )}
      </div>
    </Section>
  );
}
