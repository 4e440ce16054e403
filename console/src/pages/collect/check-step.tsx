/** Third step: the whole file read without storing anything; totals under every answer, and the finance figure beside. */
import { Button, InputNumber } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportSummary } from '../../../../src/records/import.ts';
import type { ImportKind } from '../../../../src/records/mapping.ts';
import { useStartImport } from '../../api/collect.ts';
import { useCancelJob, useJob } from '../../api/jobs.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Notice, Problem, Skeleton } from '../../ui/states.tsx';
import { Effects } from './effects.tsx';
import { useMappingDraft } from './import-draft.ts';
import { Reasons } from './reasons.tsx';
import { RowBalance } from './row-balance.tsx';

interface CheckStepProps {
  readonly uploadId: string;
  readonly kind: ImportKind;
  readonly jobId: string | null;
  readonly onJob: (jobId: string) => void;
  readonly onBack: () => void;
  readonly onCommit: (jobId: string) => void;
}

/** The total as chosen, beside the figure finance has: a difference seen now costs nothing. */
function FinanceFigure({ sales }: { sales: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const [figure, setFigure] = useState<number | null>(null);
  return (
    <div className="row" style={{ alignItems: 'end' }}>
      <Field id={id} label={t('collect:finance.label')} hint={t('collect:finance.hint')}>
        <InputNumber id={id} value={figure} min={0} style={{ width: 220 }} onChange={setFigure} />
      </Field>
      {figure !== null && (
        <p>
          {t('collect:finance.difference', {
            total: f.amountExact(sales),
            difference: f.amountExact(String(Number(sales) - figure)),
          })}
        </p>
      )}
    </div>
  );
}

function DryRun({ summary }: { summary: ImportSummary }) {
  const { t } = useTranslation();
  const f = useFormat();
  const chosen = summary.effects[0]?.answers.find(answer => answer.chosen)?.sales;
  return (
    <>
      <Section
        title={t('collect:check.result')}
        note={t('collect:check.resultNote', { time: f.duration(summary.seconds) })}
      >
        <div className="stack">
          <RowBalance rows={summary} />
          {summary.notes.map(note => (
            <p key={note.code} className="muted">
              {t(`collect:note.${note.code}`, { defaultValue: note.code })} · {f.count(note.count)}
              {note.amount !== null && ` · ${f.amountExact(note.amount)}`}
            </p>
          ))}
          {chosen !== undefined && <FinanceFigure sales={chosen} />}
        </div>
      </Section>
      {summary.kind === 'orders' && (
        <Section title={t('collect:effects.title')} note={t('collect:effects.note')}>
          <Effects effects={summary.effects} />
        </Section>
      )}
      <Section title={t('collect:reasons.title')}>
        <Reasons reasons={summary.reasons} />
      </Section>
    </>
  );
}

export function CheckStep({ uploadId, kind, jobId, onJob, onBack, onCommit }: CheckStepProps) {
  const { t } = useTranslation();
  const { choice } = useMappingDraft(uploadId);
  const start = useStartImport(started => onJob(started.jobId));
  const commit = useStartImport(started => onCommit(started.jobId));
  const job = useJob(jobId);
  const cancel = useCancelJob(jobId ?? '');
  const asked = useRef(false);
  const run = (dryRun: boolean) => choice && { uploadId, kind, mapping: choice, dryRun };
  const tryOut = () => {
    const input = run(true);
    if (input) start.mutate(input);
  };
  useEffect(() => {
    if (jobId || asked.current) return;
    asked.current = true;
    tryOut();
  }, [jobId]);
  const summary = job.data?.state === 'done' ? (job.data.result as ImportSummary) : null;
  return (
    <div className="stack">
      {start.error && <Problem error={start.error} onRetry={tryOut} />}
      {!choice && <Notice tone="warn">{t('collect:check.noMapping')}</Notice>}
      {job.error && <Problem error={job.error} />}
      {!summary && (
        <Section title={t('collect:check.title')} note={t('collect:check.note')}>
          {job.data ? (
            <JobProgress
              job={job.data}
              title={t('collect:check.reading')}
              onCancel={() => cancel.mutate(null)}
            />
          ) : (
            <Skeleton lines={3} />
          )}
        </Section>
      )}
      {summary && <DryRun summary={summary} />}
      {commit.error && <Problem error={commit.error} />}
      <div className="row">
        <Button onClick={onBack}>{t('collect:check.back')}</Button>
        <Button
          type="primary"
          disabled={!summary || summary.rowsStored + summary.rowsDuplicate === 0}
          loading={commit.isPending}
          onClick={() => {
            const input = run(false);
            if (input) commit.mutate(input);
          }}
        >
          {t('collect:check.commit')}
        </Button>
      </div>
    </div>
  );
}
