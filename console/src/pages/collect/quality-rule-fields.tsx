/** The fields of a rule: what it is about, what it asks, and what follows when it fails. */
import { Checkbox, Input, Radio, Select } from 'antd';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { QualityRulesView } from '../../../../src/records/quality.ts';
import {
  qualityReferences,
  qualityRuleKinds,
  qualitySeverities,
  qualityTables,
} from '../../../../src/records/quality-names.ts';
import { DateInput } from '../../ui/date-field.tsx';
import { Field } from '../../ui/field.tsx';
import { NumberField, PercentField } from '../../ui/number-field.tsx';
import { columnsFor, isDayColumn, isOfTable, type RuleDraft } from './quality-rule-draft.ts';

export interface RuleFieldsProps {
  readonly draft: RuleDraft;
  readonly columns: QualityRulesView['columns'];
  readonly faultOf: (field: string) => string | undefined;
  readonly change: (change: Partial<RuleDraft>) => void;
}

const asOptions = (names: readonly string[]) => names.map(value => ({ value, label: value }));

interface WrittenProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fault: string | undefined;
  readonly value: string;
  readonly maxLength: number;
  readonly onChange: (value: string) => void;
}

function Written({ label, hint, fault, value, maxLength, onChange }: WrittenProps) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} fault={fault}>
      <Input id={id} maxLength={maxLength} value={value} onChange={event => onChange(event.target.value)} />
    </Field>
  );
}

interface ChosenProps<T extends string> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

function Chosen<T extends string>({ label, hint, fault, value, options, onChange }: ChosenProps<T>) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} fault={fault}>
      <Select<T>
        id={id}
        showSearch
        value={value}
        options={[...options]}
        onChange={onChange}
        {...(fault ? { status: 'error' as const } : {})}
      />
    </Field>
  );
}

function Bounds({ draft, columns, faultOf, change }: RuleFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const isDay = isDayColumn(draft, columns);
  const fault = faultOf('');
  return (['min', 'max'] as const).map(side =>
    isDay ? (
      <Field
        key={side}
        id={`${id}${side}`}
        label={t(`quality:form.${side}`)}
        fault={side === 'min' ? fault : undefined}
      >
        <DateInput
          id={`${id}${side}`}
          value={String(draft[side] ?? '')}
          onChange={day => change({ [side]: day })}
        />
      </Field>
    ) : (
      <NumberField
        key={side}
        label={t(`quality:form.${side}`)}
        fault={side === 'min' ? fault : undefined}
        value={typeof draft[side] === 'number' ? draft[side] : null}
        onChange={value => change({ [side]: value })}
      />
    ),
  );
}

/** What only the chosen kind asks for. */
function KindFields(props: RuleFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const { draft, faultOf, change } = props;
  switch (draft.kind) {
    case 'range':
      return <Bounds {...props} />;
    case 'pattern':
      return (
        <Written
          label={t('quality:form.pattern')}
          hint={t('quality:form.patternHint')}
          fault={faultOf('pattern')}
          maxLength={1000}
          value={draft.pattern}
          onChange={pattern => change({ pattern })}
        />
      );
    case 'set':
      return (
        <Field
          id={id}
          label={t('quality:form.values')}
          hint={t('quality:form.valuesHint')}
          fault={faultOf('values')}
        >
          <Select
            id={id}
            mode="tags"
            open={false}
            suffixIcon={null}
            value={[...draft.values]}
            onChange={(values: string[]) => change({ values })}
          />
        </Field>
      );
    case 'reference':
      return (
        <Chosen
          label={t('quality:form.reference')}
          fault={faultOf('reference')}
          value={draft.reference}
          options={qualityReferences.map(value => ({ value, label: value }))}
          onChange={reference => change({ reference, column: '' })}
        />
      );
    case 'fresh-within':
      return (
        <>
          <NumberField
            label={t('quality:form.withinHours')}
            fault={faultOf('withinHours')}
            min={0.25}
            max={8760}
            unit={t('quality:form.hours')}
            value={draft.withinHours}
            onChange={withinHours => change({ withinHours })}
          />
          <Written
            label={t('quality:form.source')}
            hint={t('quality:form.sourceHint')}
            fault={faultOf('source')}
            maxLength={200}
            value={draft.source}
            onChange={source => change({ source })}
          />
        </>
      );
    default:
      return null;
  }
}

function Condition({ draft, columns, faultOf, change }: RuleFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const all = (columns[draft.table] ?? []).map(each => each.column);
  return (
    <>
      <Chosen
        label={t('quality:form.when')}
        hint={t('quality:form.whenHint')}
        fault={faultOf('when.column')}
        value={draft.whenColumn}
        options={[{ value: '', label: t('quality:form.allRows') }, ...asOptions(all)]}
        onChange={whenColumn => change({ whenColumn })}
      />
      {draft.whenColumn !== '' && (
        <Field id={id} label={t('quality:form.whenValues')} hint={t('quality:form.whenValuesHint')}>
          <Select
            id={id}
            mode="tags"
            open={false}
            suffixIcon={null}
            value={[...draft.whenValues]}
            onChange={(whenValues: string[]) => change({ whenValues })}
          />
        </Field>
      )}
    </>
  );
}

function About(props: RuleFieldsProps) {
  const { t } = useTranslation();
  const { draft, columns, faultOf, change } = props;
  const empty = { column: '', whenColumn: '', whenValues: [], min: null, max: null };
  return (
    <div className="form-grid">
      <Chosen
        label={t('quality:form.table')}
        fault={faultOf('table')}
        value={draft.table}
        options={qualityTables.map(value => ({ value, label: t(`quality:name.${value}`) }))}
        onChange={table => change({ table, ...empty })}
      />
      <Chosen
        label={t('quality:form.kind')}
        hint={t(`quality:kindWhat.${draft.kind}`)}
        value={draft.kind}
        options={qualityRuleKinds.map(value => ({ value, label: t(`quality:kind.${value}`) }))}
        onChange={kind => {
          const fitting = columnsFor({ ...draft, kind }, columns);
          change({ kind, min: null, max: null, ...(fitting.includes(draft.column) ? {} : { column: '' }) });
        }}
      />
      {!isOfTable(draft.kind) && (
        <Chosen
          label={t('quality:check.column')}
          fault={faultOf('column')}
          value={draft.column}
          options={asOptions(columnsFor(draft, columns))}
          onChange={column => change({ column, min: null, max: null })}
        />
      )}
      <KindFields {...props} />
      {!isOfTable(draft.kind) && <Condition {...props} />}
    </div>
  );
}

function Consequence({ draft, faultOf, change }: RuleFieldsProps) {
  const { t } = useTranslation();
  return (
    <div className="form-grid">
      <PercentField
        label={t('quality:form.threshold')}
        hint={t('quality:form.thresholdHint')}
        fault={faultOf('threshold')}
        min={0}
        max={100}
        value={draft.threshold}
        onChange={threshold => change({ threshold })}
      />
      <div className="field">
        <span id="severity-label">{t('quality:form.severity')}</span>
        <Radio.Group
          aria-labelledby="severity-label"
          value={draft.severity}
          onChange={event => change({ severity: event.target.value as RuleDraft['severity'] })}
          options={qualitySeverities.map(value => ({ value, label: t(`quality:severity.${value}`) }))}
        />
        <span className="hint">{t(`quality:severityWhat.${draft.severity}`)}</span>
      </div>
      <Written
        label={t('quality:form.owner')}
        hint={t('quality:form.ownerHint')}
        fault={faultOf('owner')}
        maxLength={100}
        value={draft.owner}
        onChange={owner => change({ owner })}
      />
      <Written
        label={t('quality:form.note')}
        fault={faultOf('note')}
        maxLength={500}
        value={draft.note}
        onChange={note => change({ note })}
      />
    </div>
  );
}

export function RuleFields(props: RuleFieldsProps & { readonly isNew: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const { draft, faultOf, change, isNew } = props;
  return (
    <>
      <Field id={id} label={t('quality:form.name')} hint={t('quality:form.nameHint')} fault={faultOf('name')}>
        <Input
          id={id}
          required
          disabled={!isNew}
          maxLength={100}
          value={draft.name}
          onChange={event => change({ name: event.target.value })}
        />
      </Field>
      <About {...props} />
      <Consequence {...props} />
      <Checkbox checked={draft.enabled} onChange={event => change({ enabled: event.target.checked })}>
        {t('quality:form.enabled')}
      </Checkbox>
    </>
  );
}
