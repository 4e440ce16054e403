/** Check-ups by themselves: when, the next and the last one, and why the last one failed if it did. */
import { Segmented, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ReviewScheduleRequest, ReviewScheduleView } from '../../../../src/records/review-schedule.ts';
import { useEndReviewSchedule, useReviewSchedule, useSaveReviewSchedule } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { isTimeOfDay, ScheduleDialog, ScheduleSection, TimeField } from '../../ui/schedule-section.tsx';
import { Notice } from '../../ui/states.tsx';

type Standing = ReviewScheduleView['schedule'];

const weekdays = [1, 2, 3, 4, 5, 6, 7];

function SetSchedule({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const id = useId();
  const save = useSaveReviewSchedule();
  const [every, setEvery] = useState<ReviewScheduleRequest['every']>(standing?.every ?? 'week');
  const [weekday, setWeekday] = useState(standing?.weekday ?? 1);
  const [day, setDay] = useState<number | null>(standing?.day ?? 1);
  const [at, setAt] = useState(standing?.at ?? '07:00');
  const isFit = isTimeOfDay(at) && (every === 'week' || day !== null);
  return (
    <ScheduleDialog
      isNew={standing === null}
      label={t(standing ? 'understand:schedule.change' : 'understand:schedule.set')}
      saveLabel={t('understand:schedule.save')}
      fault={isFit ? null : t('understand:schedule.mend')}
      save={async () => {
        await save.mutateAsync(every === 'week' ? { every, weekday, at } : { every, day: day ?? 1, at });
      }}
    >
      <Segmented
        aria-label={t('understand:schedule.how')}
        value={every}
        options={(['week', 'month'] as const).map(value => ({
          value,
          label: t(`understand:schedule.every.${value}`),
        }))}
        onChange={setEvery}
      />
      {every === 'week' ? (
        <Field id={`${id}weekday`} label={t('understand:schedule.weekday')}>
          <Select
            id={`${id}weekday`}
            value={weekday}
            options={weekdays.map(value => ({ value, label: t(`understand:schedule.on.${value}`) }))}
            onChange={setWeekday}
          />
        </Field>
      ) : (
        <NumberField
          label={t('understand:schedule.day')}
          hint={t('understand:schedule.shortMonth')}
          value={day}
          min={1}
          max={31}
          onChange={setDay}
        />
      )}
      <TimeField
        label={t('understand:schedule.at')}
        fault={t('understand:schedule.badTime')}
        value={at}
        onChange={setAt}
      />
    </ScheduleDialog>
  );
}

function LastRun({ last }: { last: NonNullable<NonNullable<Standing>['last']> }) {
  const { t } = useTranslation();
  const f = useFormat();
  const at = f.time(last.slot);
  if (last.state === 'failed')
    return (
      <Notice tone="warn">
        {t('understand:schedule.failed', { at, error: last.error ?? '' })}{' '}
        {last.retryAt
          ? t('understand:schedule.again', { at: f.time(last.retryAt) })
          : t('understand:schedule.notAgain', { count: last.tries })}
      </Notice>
    );
  return (
    <p className="muted small">
      {t(`understand:schedule.last.${last.state ?? 'gone'}`, { at })}{' '}
      {last.reviewId && (
        <Link to={`/understand/review?review=${last.reviewId}`}>{t('understand:schedule.open')}</Link>
      )}
    </p>
  );
}

function StandingWords({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (!standing) return <p className="muted">{t('understand:schedule.none')}</p>;
  const { every, weekday, day, at, zone, nextAt, last } = standing;
  return (
    <div className="stack-tight">
      <p>
        {every === 'week'
          ? t('understand:schedule.weekly', { day: t(`understand:schedule.on.${weekday}`), at, zone })
          : t('understand:schedule.monthly', { day, at, zone })}{' '}
        {t('understand:schedule.next', { at: f.time(nextAt) })}
      </p>
      {last ? <LastRun last={last} /> : <p className="muted small">{t('understand:schedule.noneYet')}</p>}
    </div>
  );
}

export function ReviewScheduleSection() {
  const { t } = useTranslation();
  const end = useEndReviewSchedule();
  return (
    <ScheduleSection
      title={t('understand:schedule.title')}
      note={t('understand:schedule.note')}
      query={useReviewSchedule()}
      mayChange={useMay()('review.change')}
      dialog={standing => <SetSchedule standing={standing} />}
      end={{
        label: t('understand:schedule.end'),
        note: t('understand:schedule.endNote'),
        run: () => end.mutateAsync(null),
      }}
    >
      {standing => <StandingWords standing={standing} />}
    </ScheduleSection>
  );
}
