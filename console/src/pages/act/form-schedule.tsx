/** Second half of the plan: when, within which limits, when it is read, and what it may cost. */
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, day, instantOf } from '../../format/time.ts';
import { useFormat } from '../../format/use-format.ts';
import { DateInput } from '../../ui/date-field.tsx';
import { Field, faultAt } from '../../ui/field.tsx';
import { MoneyField, NumberField } from '../../ui/number-field.tsx';
import { Section } from '../../ui/page.tsx';
import type { FormPartProps } from './form-part.ts';

const hours = Array.from({ length: 24 }, (_, hour) => hour);

function Start({ value, error, onChange }: FormPartProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const { schedule } = value;
  const startDay = day(schedule.startsAt, f.zone);
  const startHour = Number(f.clock(schedule.startsAt).slice(0, 2));
  const setStart = (date: string, hour: number) =>
    date && onChange({ schedule: { ...schedule, startsAt: instantOf(date, hour, f.zone) } });
  return (
    <>
      <Field id={`${id}-day`} label={t('act:form.startDay')} fault={faultAt(error, 'schedule.startsAt')}>
        <DateInput id={`${id}-day`} value={startDay} onChange={date => setStart(date, startHour)} />
      </Field>
      <Field id={`${id}-hour`} label={t('act:form.startHour')} hint={f.zone}>
        <Select
          id={`${id}-hour`}
          value={startHour}
          options={hours.map(hour => ({ value: hour, label: `${String(hour).padStart(2, '0')}:00` }))}
          onChange={hour => setStart(startDay, hour)}
        />
      </Field>
      <NumberField
        label={t('act:form.spread')}
        hint={t('act:form.spreadHint')}
        fault={faultAt(error, 'schedule.spreadHours')}
        unit={t('act:form.hoursUnit')}
        min={0}
        max={720}
        value={schedule.spreadHours}
        onChange={spreadHours => spreadHours !== null && onChange({ schedule: { ...schedule, spreadHours } })}
      />
    </>
  );
}

export function ScheduleSection(props: FormPartProps) {
  const { value, error, onChange } = props;
  const { t } = useTranslation();
  const f = useFormat();
  const { outcome, policy, schedule } = value;
  const lastSlot = new Date(Date.parse(schedule.startsAt) + schedule.spreadHours * 3_600_000).toISOString();
  const readDay = addDays(day(lastSlot, f.zone), outcome.windowDays + outcome.refundLagDays);
  const setHour = (name: 'sendFromHour' | 'sendToHour') => (hour: number | null) =>
    hour !== null && onChange({ policy: { ...policy, [name]: hour } });
  return (
    <Section title={t('act:form.schedule')} note={t('act:form.scheduleNote', { day: readDay })}>
      <div className="form-grid">
        <Start {...props} />
        <NumberField
          label={t('act:form.fromHour')}
          min={0}
          max={23}
          unit=":00"
          value={policy.sendFromHour}
          onChange={setHour('sendFromHour')}
        />
        <NumberField
          label={t('act:form.toHour')}
          min={1}
          max={24}
          unit=":00"
          value={policy.sendToHour}
          onChange={setHour('sendToHour')}
        />
        <NumberField
          label={t('act:form.window')}
          hint={t('act:form.windowHint')}
          fault={faultAt(error, 'outcome.windowDays')}
          unit={t('decide:edit.daysUnit')}
          min={1}
          max={180}
          value={outcome.windowDays}
          onChange={windowDays => windowDays !== null && onChange({ outcome: { ...outcome, windowDays } })}
        />
        <NumberField
          label={t('act:form.lag')}
          hint={t('act:form.lagHint')}
          fault={faultAt(error, 'outcome.refundLagDays')}
          unit={t('decide:edit.daysUnit')}
          min={0}
          max={60}
          value={outcome.refundLagDays}
          onChange={refundLagDays =>
            refundLagDays !== null && onChange({ outcome: { ...outcome, refundLagDays } })
          }
        />
      </div>
    </Section>
  );
}

export function BudgetSection({ value, error, onChange }: FormPartProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const { budget } = value;
  const set = (name: keyof typeof budget) => (minor: number | null) =>
    minor !== null && onChange({ budget: { ...budget, [name]: minor } });
  return (
    <Section title={t('act:form.budget')} note={t('act:form.budgetNote')}>
      <div className="form-grid">
        {(['capMinor', 'contactCostMinor', 'fixedCostMinor'] as const).map(name => (
          <MoneyField
            key={name}
            label={t(`act:form.${name}`)}
            hint={t(`act:form.${name}Hint`)}
            fault={faultAt(error, `budget.${name}`)}
            currency={f.currency}
            value={budget[name]}
            onChange={set(name)}
          />
        ))}
      </div>
    </Section>
  );
}
