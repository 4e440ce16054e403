/** First half of the plan: what it is, whom it is for, what it is to reach, and who is left alone to prove it. */
import { Input, Radio, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useSegments } from '../../api/decide.ts';
import { useFormat } from '../../format/use-format.ts';
import { DateInput } from '../../ui/date-field.tsx';
import { Field, faultAt } from '../../ui/field.tsx';
import { MoneyField, NumberField, PercentField } from '../../ui/number-field.tsx';
import { Section } from '../../ui/page.tsx';
import type { FormPartProps } from './form-part.ts';

export function BasicsSection({ value, error, onChange, isNew }: FormPartProps & { isNew: boolean }) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const segments = useSegments();
  return (
    <Section title={t('act:form.basics')}>
      <div className="form-grid">
        <Field id={`${id}-title`} label={t('act:form.title')} fault={faultAt(error, 'title')}>
          <Input
            id={`${id}-title`}
            value={value.title}
            onChange={event => onChange({ title: event.target.value })}
          />
        </Field>
        <Field
          id={`${id}-name`}
          label={t('decide:edit.nameLabel')}
          hint={t('decide:edit.nameHint')}
          fault={faultAt(error, 'name')}
        >
          <Input
            id={`${id}-name`}
            disabled={!isNew}
            value={value.name}
            onChange={event => onChange({ name: event.target.value })}
          />
        </Field>
        <Field id={`${id}-segment`} label={t('act:form.segment')} fault={faultAt(error, 'audience')}>
          <Select
            id={`${id}-segment`}
            showSearch={{ optionFilterProp: 'label' }}
            value={value.audience.segment || null}
            placeholder={t('act:form.segmentChoose')}
            options={(segments.data?.segments ?? []).map(segment => ({
              value: segment.name,
              label:
                segment.lastCount === null
                  ? segment.title
                  : `${segment.title} (${f.count(segment.lastCount)})`,
            }))}
            onChange={(segment: string) =>
              onChange({
                audience: {
                  ...value.audience,
                  segment,
                  opportunityId:
                    segments.data?.segments.find(entry => entry.name === segment)?.opportunityId ?? null,
                },
              })
            }
          />
        </Field>
      </div>
    </Section>
  );
}

function GoalFigure({
  label,
  figure,
  metric,
  onChange,
  fault,
}: {
  label: string;
  figure: number | null;
  metric: FormPartProps['value']['goal']['metric'];
  onChange: (figure: number | null) => void;
  fault: string | undefined;
}) {
  const f = useFormat();
  const shared = { label, fault, value: figure, onChange };
  if (metric === 'buyers') return <PercentField {...shared} min={0} max={100} />;
  if (metric === 'value') return <MoneyField {...shared} currency={f.currency} />;
  return <NumberField {...shared} min={0} />;
}

export function GoalSection({ value, error, onChange }: FormPartProps) {
  const { t } = useTranslation();
  const id = useId();
  const { goal } = value;
  const set = (change: Partial<typeof goal>) => onChange({ goal: { ...goal, ...change } });
  return (
    <Section title={t('act:form.goal')} note={t('act:form.goalNote')}>
      <div className="stack">
        <Field
          id={`${id}-statement`}
          label={t('act:plan.statement')}
          hint={t('act:form.statementHint')}
          fault={faultAt(error, 'goal.statement')}
        >
          <Input
            id={`${id}-statement`}
            value={goal.statement}
            onChange={event => set({ statement: event.target.value })}
          />
        </Field>
        <div className="form-grid">
          <Field id={`${id}-metric`} label={t('act:plan.metric')}>
            <Select
              id={`${id}-metric`}
              value={goal.metric}
              options={(['buyers', 'orders', 'value'] as const).map(metric => ({
                value: metric,
                label: t(`act:metric.${metric}`),
              }))}
              onChange={metric => set({ metric })}
            />
          </Field>
          <GoalFigure
            label={t('act:plan.baseline')}
            figure={goal.baseline}
            metric={goal.metric}
            fault={faultAt(error, 'goal.baseline')}
            onChange={baseline => set({ baseline })}
          />
          <GoalFigure
            label={t('act:plan.target')}
            figure={goal.target}
            metric={goal.metric}
            fault={faultAt(error, 'goal.target')}
            onChange={target => target !== null && set({ target })}
          />
          <Field id={`${id}-due`} label={t('act:plan.due')} fault={faultAt(error, 'goal.dueDate')}>
            <DateInput id={`${id}-due`} value={goal.dueDate} onChange={dueDate => set({ dueDate })} />
          </Field>
        </div>
      </div>
    </Section>
  );
}

const shares = [0.1, 0.2, 0.3, 0.5, 0] as const;

export function ControlSection({ value, error, onChange }: FormPartProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const { control, planning } = value;
  const emptyPlanning = {
    baseRate: 0.05,
    valuePerBuyerMinor: 0,
    valueIs: 'sales' as const,
    source: 'manual' as const,
    baselineMinor: null,
  };
  const setPlanning = (change: Partial<typeof emptyPlanning>) =>
    onChange({ planning: { ...(planning ?? emptyPlanning), ...change, source: 'manual' } });
  return (
    <Section title={t('act:form.control')} note={t('act:form.controlNote')}>
      <div className="stack">
        <Radio.Group
          aria-label={t('act:form.control')}
          value={control.share}
          onChange={event => onChange({ control: { ...control, share: event.target.value } })}
        >
          {[...new Set([...shares, control.share])].map(share => (
            <Radio key={share} value={share}>
              {share === 0 ? t('act:form.controlNone') : f.percent(share, 0)}
            </Radio>
          ))}
        </Radio.Group>
        {control.share === 0 && (
          <Field
            id={`${id}-absence`}
            label={t('act:form.absence')}
            hint={t('act:form.absenceHint')}
            fault={faultAt(error, 'control')}
          >
            <Input
              id={`${id}-absence`}
              value={control.absenceReason}
              onChange={event => onChange({ control: { ...control, absenceReason: event.target.value } })}
            />
          </Field>
        )}
        <div className="form-grid">
          <PercentField
            label={t('act:plan.baseRate')}
            hint={t(
              planning?.source === 'opportunity' ? 'act:form.fromOpportunity' : 'act:form.baseRateHint',
            )}
            fault={faultAt(error, 'planning.baseRate')}
            value={planning?.baseRate ?? null}
            min={0}
            max={100}
            onChange={baseRate => baseRate !== null && setPlanning({ baseRate })}
          />
          <MoneyField
            label={t('act:plan.valuePerBuyer', {
              money: t(`understand:valueIs.${planning?.valueIs ?? 'sales'}`),
            })}
            hint={t('act:form.valueHint')}
            fault={faultAt(error, 'planning.valuePerBuyerMinor')}
            currency={f.currency}
            value={planning?.valuePerBuyerMinor ?? null}
            onChange={valuePerBuyerMinor =>
              valuePerBuyerMinor !== null && setPlanning({ valuePerBuyerMinor })
            }
          />
        </div>
      </div>
    </Section>
  );
}
