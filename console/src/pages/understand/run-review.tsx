/** Starting a check-up: as of today, or of a day that fits the data where they end long before today. */
import { Button } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReviewList } from '../../api/understand.ts';
import { addDays, instantOf } from '../../format/time.ts';
import { useFormat } from '../../format/use-format.ts';
import { DateInput } from '../../ui/date-field.tsx';
import { Field } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';

/** Data that end longer ago than this make nearly everybody look lost as of today. */
const oldAfterDays = 30;

interface RunReviewProps {
  readonly isBusy: boolean;
  /** Without a time: as of now. */
  readonly onRun: (input: { asOf?: string }) => void;
}

export function RunReview({ isBusy, onRun }: RunReviewProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const lastDay = useReviewList().data?.purchases?.lastDay;
  const today = f.day(f.now);
  const age = lastDay ? f.ago(instantOf(lastDay, 12, f.zone)) : 0;
  const [chosen, setChosen] = useState<string | null>(null);
  const day = chosen ?? (lastDay && age > oldAfterDays ? addDays(lastDay, 1) : today);
  const run = () => onRun(day === today ? {} : { asOf: instantOf(day, 0, f.zone) });
  return (
    <Section title={t('understand:run.title')} note={t('understand:run.note')}>
      <div className="stack">
        {lastDay && age > oldAfterDays && (
          <p>{t('understand:run.old', { day: lastDay, count: age, n: f.count(age) })}</p>
        )}
        <div className="row" style={{ alignItems: 'end' }}>
          <Field
            id={id}
            label={t('understand:run.asOf')}
            fault={day > today ? t('understand:run.future', { day: today }) : undefined}
          >
            <DateInput id={id} value={day} onChange={setChosen} />
          </Field>
          <Button type="primary" loading={isBusy} disabled={day === '' || day > today} onClick={run}>
            {t('understand:run.start')}
          </Button>
        </div>
      </div>
    </Section>
  );
}
