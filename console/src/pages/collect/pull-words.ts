/** How a pull stands, in one word, and the choices of its times. */
import type { TFunction } from 'i18next';
import type { PullStatus } from '../../../../src/records/pull.ts';
import type { TagTone } from '../../ui/stat.tsx';

export const pullsPath = '/collect/imports/pulls';
export const databasesTab = '/collect/imports?tab=databases';

export type PullState = 'working' | 'paused' | 'failed' | 'new' | 'good';
export const pullTones: Readonly<Record<PullState, TagTone>> = {
  working: 'more',
  paused: 'outline',
  failed: 'less',
  new: 'outline',
  good: 'plain',
};

/** What works now comes before how it ended last. */
export function stateOf({
  jobId,
  paused,
  error,
  lastSuccessAt,
}: Pick<PullStatus, 'jobId' | 'paused' | 'error' | 'lastSuccessAt'>): PullState {
  if (jobId !== null) return 'working';
  if (error !== null) return 'failed';
  if (paused) return 'paused';
  return lastSuccessAt === null ? 'new' : 'good';
}

const dayMinutes = 1440;
/** Minutes between two runs, and hours between two looks, that are offered; null: only when asked. */
export const everyMinutesOffered = [null, 5, 15, 60, 360, dayMinutes] as const;
export const reconcileHoursOffered = [null, 24, 168] as const;

/** `15 minutes`, `6 hours`, `1 day`; null: only when asked. */
export function paceOf(t: TFunction, minutes: number | null): string {
  if (minutes === null) return t('pulls:pace.asked');
  if (minutes % dayMinutes === 0) return t('pulls:pace.days', { n: minutes / dayMinutes });
  return minutes % 60 === 0
    ? t('pulls:pace.hours', { n: minutes / 60 })
    : t('pulls:pace.minutes', { n: minutes });
}
