/** Check-ups by themselves: when, the next and the last one, and why the last one failed if it did. */
import { Input, Segmented, Select, Space } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ReviewScheduleRequest, ReviewScheduleView } from '../../../../src/records/review-schedule.ts';
import { ApiError } from '../../api/client.ts';
import { useEndReviewSchedule, useReviewSchedule, useSaveReviewSchedule } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Section } from '../../ui/page.tsx';
import { Notice, QueryView } from '../../ui/states.tsx';

type Standing = ReviewScheduleView['schedule'];

const timeShape = /^([01]\d|2[0-3]):[0-5]\d$/;
const weekdays = [1, 2, 3, 4, 5, 6, 7];

function SetSchedule({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const id = useId();
  const save = useSaveReviewSchedule();
  const [every, setEvery] = useState<ReviewScheduleRequest['every']>(standing?.every ?? 'week');
  const [weekday, setWeekday] = useState(standing?.weekday ?? 1);
  const [day, setDay] = useState<number | null>(standing?.day ?? 1);
  const [at, setAt] = useState(standing?.at ?? '07:00');
  const badTime = !timeShape.test(at);
  const run = async () => {
    if (badTime || (every === 'month' && day === null))
      throw new ApiError(0, { code: 'field-invalid', message: t('understand:schedule.mend') });
    await save.mutateAsync(every === 'week' ? { every, weekday, at } : { every, day: day ?? 1, at });
  };
  const label = t(standing ? 'understand:schedule.change' : 'understand:schedule.set');
  return (
    <Confirm
      label={label}
      title={label}
      confirmLabel={t('understand:schedule.save')}
      button={standing ? {} : { type: 'primary' }}
      run={run}
    >
      <div className="stack">
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
        <Field
          id={`${id}at`}
          label={t('understand:schedule.at')}
          fault={badTime ? t('understand:schedule.badTime') : undefined}
        >
          <Input id={`${id}at`} value={at} onChange={event => setAt(event.target.value.trim())} />
        </Field>
      </div>
    </Confirm>
  );
}

function EndSchedule() {
  const { t } = useTranslation();
  const end = useEndReviewSchedule();
  return (
    <Confirm
      label={t('understand:schedule.end')}
      title={t('understand:schedule.end')}
      confirmLabel={t('understand:schedule.end')}
      danger
      run={() => end.mutateAsync(null)}
    >
      <p>{t('understand:schedule.endNote')}</p>
    </Confirm>
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
  const schedule = useReviewSchedule();
  const mayChange = useMay()('review.change');
  const standing = schedule.data?.schedule ?? null;
  return (
    <Section
      title={t('understand:schedule.title')}
      note={t('understand:schedule.note')}
      actions={
        mayChange &&
        schedule.data && (
          <Space>
            <SetSchedule key={standing?.since ?? ''} standing={standing} />
            {standing && <EndSchedule />}
          </Space>
        )
      }
    >
      <QueryView query={schedule}>{data => <StandingWords standing={data.schedule} />}</QueryView>
    </Section>
  );
}
