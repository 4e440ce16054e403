/** How the file is to be read: zone, currency, dates, and what every total depends on. */
import { Checkbox, Input, Radio, Select } from 'antd';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { PreviewReply } from '../../../../src/records/import.ts';
import type { Mapping, OrdersMapping } from '../../../../src/records/mapping.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field } from '../../ui/field.tsx';
import type { MappingChange } from './import-draft.ts';
import { mappingFields } from './mapping-fields.ts';

interface QuestionProps<M> {
  readonly mapping: M;
  readonly onChange: (change: MappingChange) => void;
}

const dateFormats = ['auto', 'dmy', 'mdy', 'excel-1900', 'excel-1904'] as const;
const identifierTypes = ['member-no', 'phone', 'email'] as const;
const encodings = ['auto', 'utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;

function Reading({ mapping, isFile, onChange }: QuestionProps<Mapping> & { isFile: boolean }) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  return (
    <div className="form-grid">
      {isFile && (
        <Field id={`${id}-encoding`} label={t('collect:ask.encoding')}>
          <Select
            id={`${id}-encoding`}
            value={mapping.encoding}
            options={encodings.map(value => ({ value, label: t(`collect:encoding.${value}`) }))}
            onChange={encoding => onChange({ encoding })}
          />
        </Field>
      )}
      <Field id={`${id}-date`} label={t('collect:ask.dateFormat')}>
        <Select
          id={`${id}-date`}
          value={mapping.dateFormat}
          options={dateFormats.map(value => ({ value, label: t(`collect:dateFormat.${value}`) }))}
          onChange={dateFormat => onChange({ dateFormat })}
        />
      </Field>
      <Field
        id={`${id}-zone`}
        label={t('collect:ask.zone')}
        hint={t('collect:ask.zoneHint', { zone: f.zone })}
      >
        <Input
          id={`${id}-zone`}
          value={mapping.zone ?? ''}
          placeholder={f.zone}
          onChange={event => onChange({ zone: event.target.value || null })}
        />
      </Field>
      {mappingFields[mapping.kind].includes('customer') && (
        <Field
          id={`${id}-identifier`}
          label={t('collect:ask.identifier')}
          hint={t('collect:ask.identifierHint')}
        >
          <Select
            id={`${id}-identifier`}
            value={mapping.identifierType}
            options={identifierTypes.map(value => ({ value, label: t(`collect:identifier.${value}`) }))}
            onChange={identifierType => onChange({ identifierType })}
          />
        </Field>
      )}
      <Field id={`${id}-source`} label={t('collect:ask.source')} hint={t('collect:ask.sourceHint')}>
        <Input
          id={`${id}-source`}
          value={mapping.source}
          onChange={event => onChange({ source: event.target.value })}
        />
      </Field>
      {'currency' in mapping && mapping.kind !== 'stores' && mapping.kind !== 'channels' && (
        <Field id={`${id}-currency`} label={t('collect:ask.currency')}>
          <Input
            id={`${id}-currency`}
            value={mapping.currency ?? ''}
            placeholder={f.currency}
            maxLength={3}
            onChange={event => onChange({ currency: event.target.value.toUpperCase() || null })}
          />
        </Field>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly legend: string;
  readonly why: string;
  readonly children: ReactNode;
}

const Choice = ({ legend, why, children }: ChoiceProps) => (
  <fieldset className="stack-tight">
    <legend>{legend}</legend>
    <p className="muted small">{why}</p>
    {children}
  </fieldset>
);

type Statuses = PreviewReply['statuses'];

function StatusChoice({
  mapping,
  onChange,
  statuses,
}: QuestionProps<OrdersMapping> & { statuses: Statuses }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (!mapping.columns.status) return <p className="muted">{t('collect:ask.noStatus')}</p>;
  const names = [...new Set([...statuses.map(entry => entry.status), ...(mapping.countingStatuses ?? [])])];
  const rowsOf = (name: string) => statuses.find(entry => entry.status === name)?.rows ?? 0;
  return (
    <Checkbox.Group
      value={mapping.countingStatuses ?? names}
      options={names.map(name => ({
        value: name,
        label: t('collect:ask.statusRows', {
          status: name || t('collect:ask.emptyStatus'),
          rows: f.count(rowsOf(name)),
        }),
      }))}
      onChange={countingStatuses => onChange({ countingStatuses })}
    />
  );
}

function OrderQuestions({
  mapping,
  onChange,
  statuses,
}: QuestionProps<OrdersMapping> & { statuses: Statuses }) {
  const { t } = useTranslation();
  return (
    <>
      <Choice legend={t('collect:question.statuses')} why={t('collect:questionWhy.statuses')}>
        <StatusChoice mapping={mapping} onChange={onChange} statuses={statuses} />
      </Choice>
      <Choice legend={t('collect:question.date')} why={t('collect:questionWhy.date')}>
        <Radio.Group
          value={mapping.dateField}
          onChange={event => onChange({ dateField: event.target.value })}
        >
          <Radio value="paidAt">{t('collect:field.paidAt')}</Radio>
          <Radio value="orderedAt">{t('collect:field.orderedAt')}</Radio>
        </Radio.Group>
      </Choice>
      <Choice legend={t('collect:question.net')} why={t('collect:questionWhy.net')}>
        <Radio.Group
          value={mapping.amountsAreNet}
          onChange={event => onChange({ amountsAreNet: event.target.value })}
        >
          <Radio value={true}>{t('collect:answer.net.net')}</Radio>
          <Radio value={false}>{t('collect:answer.net.gross')}</Radio>
        </Radio.Group>
      </Choice>
      <Choice legend={t('collect:ask.negative')} why={t('collect:ask.negativeWhy')}>
        <Radio.Group
          value={mapping.negativeQuantity}
          onChange={event => onChange({ negativeQuantity: event.target.value })}
        >
          {(['return', 'adjustment', 'quarantine'] as const).map(value => (
            <Radio key={value} value={value}>
              {t(`collect:negative.${value}`)}
            </Radio>
          ))}
        </Radio.Group>
      </Choice>
    </>
  );
}

interface MappingQuestionsProps extends QuestionProps<Mapping> {
  readonly statuses: Statuses;
  /** Rows of a database have no encoding. */
  readonly isFile: boolean;
}

export function MappingQuestions({ mapping, statuses, isFile, onChange }: MappingQuestionsProps) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <Reading mapping={mapping} isFile={isFile} onChange={onChange} />
      {mapping.kind === 'orders' && (
        <OrderQuestions mapping={mapping} statuses={statuses} onChange={onChange} />
      )}
      <Choice legend={t('collect:ask.history')} why={t('collect:ask.historyWhy')}>
        <Radio.Group value={mapping.history} onChange={event => onChange({ history: event.target.value })}>
          <Radio value={true}>{t('collect:ask.historyYes')}</Radio>
          <Radio value={false}>{t('collect:ask.historyNo')}</Radio>
        </Radio.Group>
      </Choice>
    </div>
  );
}
