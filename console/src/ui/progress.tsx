/** Long work in sight: done of total, rate, time left, the wish to stop, and where its result is. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../src/records/job.ts';
import { useFormat } from '../format/use-format.ts';
import { Tag, type TagTone } from './stat.tsx';
import { Problem } from './states.tsx';

const tones: Record<Job['state'], TagTone> = {
  queued: 'outline',
  running: 'more',
  done: 'plain',
  failed: 'less',
  canceled: 'outline',
};

export function JobStateTag({ job }: { job: Pick<Job, 'state' | 'stuck'> }) {
  const { t } = useTranslation();
  if (job.stuck) return <Tag tone="warn">{t('common:job.stuck')}</Tag>;
  return <Tag tone={tones[job.state]}>{t(`common:job.state.${job.state}`)}</Tag>;
}

function Bar({ job, label }: { job: Job; label: string }) {
  const share = job.state === 'done' ? 1 : job.total ? job.done / job.total : null;
  return (
    <div
      className="bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
    >
      <span style={{ width: `${(share ?? 0.08) * 100}%` }} />
    </div>
  );
}

interface ProgressProps {
  readonly job: Job;
  readonly title: string;
  readonly onCancel?: (() => void) | undefined;
  /** Given, a failed or canceled job can be gone on with here. */
  readonly onResume?: (() => void) | undefined;
  /** Shown when the work is done: where the result is. */
  readonly result?: ReactNode;
}

export function JobProgress({ job, title, onCancel, onResume, result }: ProgressProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const going = job.state === 'running' || job.state === 'queued';
  const done = f.count(job.done);
  return (
    <div className="progress" aria-live="polite">
      <div className="line">
        <span className="row">
          <strong>{title}</strong>
          <JobStateTag job={job} />
        </span>
        {going && onCancel && (
          <Button size="small" onClick={onCancel} disabled={job.cancelRequested}>
            {t(job.cancelRequested ? 'common:job.canceling' : 'common:job.cancel')}
          </Button>
        )}
        {(job.state === 'failed' || job.state === 'canceled') && onResume && (
          <Button size="small" onClick={onResume}>
            {t('common:job.resume')}
          </Button>
        )}
      </div>
      {going && <Bar job={job} label={title} />}
      {going && (
        <div className="line small muted">
          <span>
            {job.total === null
              ? t('common:job.done', { done })
              : t('common:job.doneOf', { done, total: f.count(job.total) })}
          </span>
          {job.rate !== null && job.rate > 0 && (
            <span>{t('common:job.rate', { rate: f.short(Math.round(job.rate)) })}</span>
          )}
          {job.remainingSeconds !== null && (
            <span>{t('common:job.left', { time: f.duration(job.remainingSeconds) })}</span>
          )}
        </div>
      )}
      {job.error && <Problem error={job.error} />}
      {job.state === 'done' && result}
    </div>
  );
}
