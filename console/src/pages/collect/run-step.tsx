/** Last step: the import as it runs; the page may be left, the job goes on. */
import { useTranslation } from 'react-i18next';
import type { ImportSummary } from '../../../../src/records/import.ts';
import { useCancelJob, useJob } from '../../api/jobs.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { QueryView } from '../../ui/states.tsx';
import { RowBalance } from './row-balance.tsx';

function Outcome({ summary }: { summary: ImportSummary }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <div className="stack" style={{ paddingTop: 12 }}>
      <RowBalance rows={summary} />
      <p className="muted">
        {t('collect:run.done', {
          customers: f.count(summary.customers),
          orders: f.count(summary.orders),
          time: f.duration(summary.seconds),
        })}
      </p>
      <div className="row">
        <LinkButton to="/collect/sales-definition" type="primary">
          {t('collect:run.definition')}
        </LinkButton>
        <LinkButton to="/collect/imports/new">{t('collect:run.another')}</LinkButton>
        <LinkButton to={`/collect/imports/${summary.importId}`}>{t('collect:run.open')}</LinkButton>
      </div>
    </div>
  );
}

export function RunStep({ jobId }: { jobId: string }) {
  const { t } = useTranslation();
  const job = useJob(jobId);
  const cancel = useCancelJob(jobId);
  return (
    <Section title={t('collect:run.title')} note={t('collect:run.note')}>
      <QueryView query={job}>
        {data => (
          <JobProgress
            job={data}
            title={t('jobs:kind.import')}
            onCancel={() => cancel.mutate(null)}
            result={data.state === 'done' && <Outcome summary={data.result as ImportSummary} />}
          />
        )}
      </QueryView>
    </Section>
  );
}
