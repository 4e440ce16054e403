/** The sales definition as questions; every change is shown with the total it makes before it is kept. */
import { Button, InputNumber, Switch } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SalesDefinition, SalesDefinitionReply } from '../../../../src/records/sales-definition.ts';
import { usePutSalesDefinition } from '../../api/collect.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { May } from '../../ui/may.tsx';
import { Answer, Section } from '../../ui/page.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { ActivitySources } from './activity-sources.tsx';
import { Effects } from './effects.tsx';
import { MarginRates } from './margin-rates.tsx';

const switches = ['includeDuplicates', 'includeNonProduct', 'subtractReturns'] as const;

interface FormProps {
  readonly value: SalesDefinition;
  readonly error: unknown;
  readonly onChange: (change: Partial<SalesDefinition>) => void;
}

function Switches({ value, error, onChange }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="form-grid">
      {switches.map(name => (
        <Field
          key={name}
          id={`${id}-${name}`}
          label={t(`collect:definition.${name}`)}
          hint={t(`collect:definition.${name}Hint`)}
          fault={faultAt(error, name)}
        >
          <span>
            <Switch
              id={`${id}-${name}`}
              checked={value[name]}
              onChange={checked => onChange({ [name]: checked })}
            />
          </span>
        </Field>
      ))}
      <Field
        id={`${id}-lag`}
        label={t('collect:definition.refundLagDays')}
        hint={t('collect:definition.refundLagDaysHint')}
        fault={faultAt(error, 'refundLagDays')}
      >
        <InputNumber
          id={`${id}-lag`}
          min={0}
          max={365}
          value={value.refundLagDays}
          onChange={days => days !== null && onChange({ refundLagDays: days })}
        />
      </Field>
    </div>
  );
}

function Total({ reply }: { reply: SalesDefinitionReply }) {
  const { t } = useTranslation();
  const f = useFormat(reply.definition.currency);
  const changed = reply.sales !== reply.salesBefore;
  return (
    <Answer
      basis={t('collect:definition.basis', {
        version: reply.definition.version,
        lines: f.count(reply.lines),
        customers: f.count(reply.customers),
        margin: f.percent(reply.marginKnownShare, 0),
      })}
    >
      {t('collect:definition.total', { sales: f.amountExact(reply.sales) })}
      {changed &&
        t('collect:definition.change', {
          before: f.amountExact(reply.salesBefore),
          difference: f.amountExact(String(Number(reply.sales) - Number(reply.salesBefore))),
        })}
    </Answer>
  );
}

export function DefinitionForm({ saved }: { saved: SalesDefinitionReply }) {
  const { t } = useTranslation();
  const [change, setChange] = useState<Partial<SalesDefinition>>({});
  const put = usePutSalesDefinition();
  const value = { ...saved.definition, ...change };
  const dirty = Object.keys(change).length > 0;
  const shown = put.data && put.variables?.dryRun && dirty ? put.data : saved;
  const update = (next: Partial<SalesDefinition>) => {
    const merged = { ...change, ...next };
    setChange(merged);
    put.mutate({ ...merged, dryRun: true });
  };
  return (
    <>
      <Total reply={shown} />
      {shown.marginKnownShare < 1 && <Notice tone="warn">{t('collect:definition.marginMissing')}</Notice>}
      <ActivitySources value={value} counts={shown.activities} error={put.error} onChange={update} />
      <Section
        title={t('collect:definition.answers')}
        note={t('collect:definition.answersNote', { version: saved.definition.version })}
        actions={
          <May needs="definition.change">
            <Button disabled={!dirty} onClick={() => setChange({})}>
              {t('collect:definition.discard')}
            </Button>
            <Button
              type="primary"
              disabled={!dirty}
              loading={put.isPending}
              onClick={() => put.mutate({ ...change, dryRun: false })}
            >
              {t('collect:definition.keep')}
            </Button>
          </May>
        }
      >
        <div className="stack">
          <Switches value={value} error={put.error} onChange={update} />
          {put.error && <Problem error={put.error} />}
        </div>
      </Section>
      <Section title={t('collect:margin.title')} note={t('collect:margin.note')}>
        <MarginRates categories={shown.categories} value={value} onChange={update} />
      </Section>
      <Section title={t('collect:effects.title')} note={t('collect:effects.note')}>
        <Effects effects={shown.effects} currency={value.currency} />
      </Section>
    </>
  );
}
