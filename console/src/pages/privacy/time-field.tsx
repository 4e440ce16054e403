/** A day with its time, typed. */
import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/field.tsx';
import { isTime } from './incident-times.ts';

interface TimeFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (text: string) => void;
}

export function TimeField({ label, hint, value, fault, onChange }: TimeFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const wrong = value !== '' && !isTime(value) ? t('incident:timeForm') : undefined;
  return (
    <Field id={id} label={label} hint={hint} fault={fault ?? wrong}>
      <Input
        id={id}
        style={{ maxWidth: 220 }}
        placeholder={t('incident:timeForm')}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    </Field>
  );
}
