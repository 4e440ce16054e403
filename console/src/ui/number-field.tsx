/** Fields for figures in the units people use: percentages for shares, major units for money. */
import { InputNumber } from 'antd';
import { type ReactNode, useId } from 'react';
import { toMajor, toMinor } from '../format/money.ts';
import { Field } from './field.tsx';

interface FigureProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
  readonly value: number | null;
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
  readonly onChange: (value: number | null) => void;
}

export function NumberField({ label, hint, fault, value, min, max, unit, onChange }: FigureProps) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} fault={fault}>
      <InputNumber
        id={id}
        style={{ width: '100%' }}
        value={value}
        {...(min === undefined ? {} : { min })}
        {...(max === undefined ? {} : { max })}
        {...(unit === undefined ? {} : { suffix: unit })}
        {...(fault ? { status: 'error' as const } : {})}
        onChange={onChange}
      />
    </Field>
  );
}

const tidy = (value: number) => Number(value.toPrecision(10));
/** Percentages have at most two decimals. */
const shownPercent = (share: number) => Math.round(share * 10_000) / 100;

/** A share of 0 to 1, typed as a percentage. */
export const PercentField = ({ value, onChange, ...rest }: Omit<FigureProps, 'unit'>) => (
  <NumberField
    {...rest}
    unit="%"
    value={value === null ? null : shownPercent(value)}
    onChange={percent => onChange(percent === null ? null : tidy(percent / 100))}
  />
);

/** Minor units, typed in major ones. */
export const MoneyField = ({
  value,
  currency,
  onChange,
  ...rest
}: Omit<FigureProps, 'unit'> & { currency: string }) => (
  <NumberField
    {...rest}
    unit={currency}
    min={0}
    value={value === null ? null : toMajor(value, currency)}
    onChange={major => onChange(major === null ? null : toMinor(major, currency))}
  />
);
