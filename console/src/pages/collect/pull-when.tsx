/** Last part of a pull: which columns name a row and tell its changes, and how often and how fast it is read. */
import { Select } from 'antd';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, faultAt } from '../../ui/field.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Section } from '../../ui/page.tsx';
import type { PullDraft } from './pull-draft.ts';
import { everyMinutesOffered, paceOf, reconcileHoursOffered } from './pull-words.ts';

interface WhenProps {
  readonly draft: PullDraft;
  readonly headers: readonly string[];
  /** Chosen or guessed. */
  readonly keyColumn: string | null;
  readonly updatedColumn: string;
  readonly error: unknown;
  readonly set: (change: Partial<PullDraft>) => void;
}

interface ChoiceProps<V> {
  readonly label: string;
  readonly hint: ReactNode;
  readonly fault?: string | undefined;
  readonly value: V | null;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}

function Choice<V extends string | number>({ label, hint, fault, value, options, onChange }: ChoiceProps<V>) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} fault={fault}>
      <Select<V>
        id={id}
        showSearch={{ optionFilterProp: 'label' }}
        {...(value === null ? {} : { value })}
        placeholder={t('pulls:what.choose')}
        options={[...options]}
        onChange={onChange}
      />
    </Field>
  );
}

/** A pace that was set elsewhere stays among those that are offered. */
const offered = (usual: readonly (number | null)[], own: number | null) =>
  [...new Set([...usual, own])].sort((one, two) => (one ?? 0) - (two ?? 0));

/** A choice has no value for none. */
const asked = 0;

function Pace({ draft, set }: Pick<WhenProps, 'draft' | 'set'>) {
  const { t } = useTranslation();
  return (
    <>
      <Choice
        label={t('pulls:when.every')}
        hint={t('pulls:when.everyHint')}
        value={draft.everyMinutes ?? asked}
        options={offered(everyMinutesOffered, draft.everyMinutes).map(value => ({
          value: value ?? asked,
          label: paceOf(t, value),
        }))}
        onChange={value => set({ everyMinutes: value === asked ? null : value })}
      />
      <Choice
        label={t('pulls:when.reconcile')}
        hint={t('pulls:when.reconcileHint')}
        value={draft.reconcileHours ?? asked}
        options={offered(reconcileHoursOffered, draft.reconcileHours).map(value => ({
          value: value ?? asked,
          label: paceOf(t, value === null ? null : value * 60),
        }))}
        onChange={value => set({ reconcileHours: value === asked ? null : value })}
      />
    </>
  );
}

export function PullWhen({ draft, headers, keyColumn, updatedColumn, error, set }: WhenProps) {
  const { t } = useTranslation();
  const columns = headers.map(value => ({ value, label: value }));
  return (
    <Section title={t('pulls:when.title')} note={t('pulls:when.note')}>
      <div className="form-grid">
        <Choice
          label={t('pulls:when.key')}
          hint={t('pulls:when.keyHint')}
          fault={faultAt(error, 'keyColumn')}
          value={keyColumn}
          options={columns}
          onChange={value => set({ keyColumn: value })}
        />
        <Choice
          label={t('pulls:when.updated')}
          hint={t(updatedColumn === '' ? 'pulls:when.wholeHint' : 'pulls:when.updatedHint')}
          fault={faultAt(error, 'updatedColumn')}
          value={updatedColumn}
          options={[{ value: '', label: t('pulls:when.whole') }, ...columns]}
          onChange={value => set({ updatedColumn: value })}
        />
        <Pace draft={draft} set={set} />
        <NumberField
          label={t('pulls:when.overlap')}
          hint={t('pulls:when.overlapHint')}
          fault={faultAt(error, 'overlapSeconds')}
          value={draft.overlapSeconds}
          min={0}
          max={604_800}
          unit={t('pulls:when.seconds')}
          onChange={overlapSeconds => set({ overlapSeconds })}
        />
        <NumberField
          label={t('pulls:when.rate')}
          hint={t('pulls:when.rateHint')}
          fault={faultAt(error, 'rowsPerSecond')}
          value={draft.rowsPerSecond}
          min={10}
          max={1_000_000}
          unit={t('pulls:when.rowsASecond')}
          onChange={rowsPerSecond => set({ rowsPerSecond })}
        />
      </div>
    </Section>
  );
}
