/** Has the log verified on demand and says what it found, entry by entry. */
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditFinding, AuditReport } from '../../../../src/records/audit.ts';
import { isOver, useJob } from '../../api/jobs.ts';
import { useVerifyAudit } from '../../api/privacy.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Notice, Problem } from '../../ui/states.tsx';

function Finding({ finding }: { finding: AuditFinding }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <li>
      {t(`privacy:audit.finding.${finding.kind}`, {
        no: f.count(finding.sealNo),
        last: f.count(finding.lastSealNo),
        was: f.count(finding.was ?? 0),
        action: finding.action ?? '',
        target: finding.target ?? '',
        at: finding.at === null ? '' : f.time(finding.at),
      })}
    </li>
  );
}

function Report({ report }: { report: AuditReport }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { lastCheckpoint: last } = report;
  return (
    <div className="stack-tight" role="status">
      <Notice tone={report.intact ? 'info' : 'less'}>
        <strong>
          {t(report.intact ? 'privacy:audit.intact' : 'privacy:audit.tampered', {
            n: f.count(report.sealed),
          })}
        </strong>
        {report.findings.length > 0 && (
          <ul>
            {report.findings.map(finding => (
              <Finding key={`${finding.kind}${finding.sealNo}`} finding={finding} />
            ))}
          </ul>
        )}
      </Notice>
      <p className="muted small">
        {last
          ? t('privacy:audit.lastCheckpoint', { no: f.count(last.sealNo), at: f.time(last.at) })
          : t('privacy:audit.noCheckpoint')}
      </p>
    </div>
  );
}

export function AuditProof() {
  const { t } = useTranslation();
  const [jobId, setJobId] = useState<string | null>(null);
  const verify = useVerifyAudit(setJobId);
  const { data: job } = useJob(jobId);
  const running = verify.isPending || (jobId !== null && (!job || !isOver(job)));
  return (
    <Section
      title={t('privacy:audit.proof')}
      note={t('privacy:audit.proofNote')}
      actions={
        <Button loading={running} onClick={() => verify.mutate(null)}>
          {t('privacy:audit.verify')}
        </Button>
      }
    >
      {verify.error && <Problem error={verify.error} />}
      {job && job.state !== 'done' && <JobProgress job={job} title={t('privacy:audit.verify')} />}
      {job?.state === 'done' && <Report report={job.result as AuditReport} />}
    </Section>
  );
}
