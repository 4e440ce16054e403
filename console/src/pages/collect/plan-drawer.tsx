/** One declaration beside the plan: name, what it means, who answers for it, what becomes of departures, its properties. */
import { Button, Checkbox, Drawer, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type {
  PlannedEvent,
  PlannedProperty,
  TrackingPlanView,
} from '../../../../src/records/tracking-plan.ts';
import { planModes, propertyTypes } from '../../../../src/records/tracking-plan-names.ts';
import { useDeclare, useTakeBack } from '../../api/tracking.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field, faultAt } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { Problem } from '../../ui/states.tsx';

type Draft = Omit<PlannedEvent, 'changedAt'>;
type Change = (change: Partial<Draft>) => void;

const blank: Draft = { name: '', mode: 'count', description: '', owner: '', properties: [] };
const blankProperty: PlannedProperty = { name: '', type: 'text', required: false, unit: '' };

interface PropertyRowProps {
  readonly at: number;
  readonly property: PlannedProperty;
  readonly fault: string | undefined;
  readonly onChange: (change: Partial<PlannedProperty>) => void;
  readonly onRemove: () => void;
}

function PropertyRow({ at, property, fault, onChange, onRemove }: PropertyRowProps) {
  const { t } = useTranslation();
  const id = useId();
  const number = at + 1;
  return (
    <fieldset className="stack-tight property">
      <legend className="sr-only">{t('tracking:form.property', { number })}</legend>
      <div className="row" style={{ alignItems: 'end' }}>
        <Field id={`${id}name`} label={t('tracking:form.name')} fault={fault}>
          <Input
            id={`${id}name`}
            required
            maxLength={100}
            style={{ width: 180 }}
            value={property.name}
            onChange={event => onChange({ name: event.target.value })}
          />
        </Field>
        <Field id={`${id}type`} label={t('tracking:form.type')}>
          <Select
            id={`${id}type`}
            style={{ width: 130 }}
            value={property.type}
            onChange={type => onChange({ type })}
            options={propertyTypes.map(value => ({ value, label: t(`tracking:type.${value}`) }))}
          />
        </Field>
        <Field id={`${id}unit`} label={t('tracking:form.unit')}>
          <Input
            id={`${id}unit`}
            maxLength={40}
            style={{ width: 90 }}
            value={property.unit}
            onChange={event => onChange({ unit: event.target.value })}
          />
        </Field>
        <Checkbox
          checked={property.required}
          onChange={event => onChange({ required: event.target.checked })}
        >
          {t('tracking:form.required')}
        </Checkbox>
        <Button type="text" aria-label={t('tracking:form.removeOne', { number })} onClick={onRemove}>
          {t('tracking:form.remove')}
        </Button>
      </div>
    </fieldset>
  );
}

function Properties({ draft, change, error }: { draft: Draft; change: Change; error: unknown }) {
  const { t } = useTranslation();
  const { properties } = draft;
  return (
    <div className="stack">
      <h3>{t('tracking:plan.properties')}</h3>
      {properties.length === 0 && <p className="muted">{t('tracking:form.noProperties')}</p>}
      {properties.map((property, at) => (
        <PropertyRow
          key={at}
          at={at}
          property={property}
          fault={faultAt(error, `properties.${at}`)}
          onChange={next =>
            change({
              properties: properties.map((each, index) => (index === at ? { ...each, ...next } : each)),
            })
          }
          onRemove={() => change({ properties: properties.filter((_each, index) => index !== at) })}
        />
      ))}
      <div>
        <Button onClick={() => change({ properties: [...properties, blankProperty] })}>
          {t('tracking:form.add')}
        </Button>
      </div>
    </div>
  );
}

function About({ draft, isNew, change }: { draft: Draft; isNew: boolean; change: Change }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="form-grid">
      <Field id={`${id}event`} label={t('tracking:plan.event')} hint={t('tracking:form.eventHint')}>
        <Input
          id={`${id}event`}
          required
          disabled={!isNew}
          maxLength={200}
          value={draft.name}
          onChange={event => change({ name: event.target.value })}
        />
      </Field>
      <Field id={`${id}owner`} label={t('tracking:plan.owner')} hint={t('tracking:form.ownerHint')}>
        <Input
          id={`${id}owner`}
          maxLength={100}
          value={draft.owner}
          onChange={event => change({ owner: event.target.value })}
        />
      </Field>
      <Field id={`${id}description`} label={t('tracking:form.description')}>
        <Input
          id={`${id}description`}
          maxLength={500}
          value={draft.description}
          onChange={event => change({ description: event.target.value })}
        />
      </Field>
      <Field id={`${id}mode`} label={t('tracking:plan.mode')} hint={t(`tracking:modeWhat.${draft.mode}`)}>
        <Select
          id={`${id}mode`}
          value={draft.mode}
          onChange={mode => change({ mode })}
          options={planModes.map(value => ({ value, label: t(`tracking:mode.${value}`) }))}
        />
      </Field>
    </div>
  );
}

function TakeBack({ name, onDone }: { name: string; onDone: () => void }) {
  const { t } = useTranslation();
  const takeBack = useTakeBack(name);
  return (
    <Confirm
      label={t('tracking:form.takeBack')}
      title={t('tracking:form.takeBackTitle', { event: name })}
      confirmLabel={t('tracking:form.takeBack')}
      danger
      run={async () => {
        await takeBack.mutateAsync(null);
        onDone();
      }}
    >
      {t('tracking:form.takeBackText')}
    </Confirm>
  );
}

function Form({ planned, onDone }: { planned: Draft | null; onDone: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>(planned ?? blank);
  const declare = useDeclare(onDone);
  const mayChange = useMay()('event.plan.change');
  const change: Change = next => setDraft({ ...draft, ...next });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { name, mode, description, owner, properties } = draft;
    declare.mutate({ name: name.trim(), mode, description, owner, properties });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <fieldset disabled={!mayChange} className="stack bare">
        <About draft={draft} isNew={planned === null} change={change} />
        <Properties draft={draft} change={change} error={declare.error} />
      </fieldset>
      {declare.error && <Problem error={declare.error} />}
      {mayChange && (
        <div className="row">
          <Button type="primary" htmlType="submit" loading={declare.isPending}>
            {t(planned ? 'tracking:form.save' : 'tracking:plan.declare')}
          </Button>
          {planned && <TakeBack name={planned.name} onDone={onDone} />}
          <span className="muted small">{t('tracking:form.note')}</span>
        </div>
      )}
    </form>
  );
}

/** Opens by the address: the event's name, or nothing for a new one. */
export function PlanDrawer({ plan }: { plan: TrackingPlanView }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const name = search.get('planned');
  const planned = plan.events.find(event => event.name === name) ?? null;
  const close = () => {
    const next = new URLSearchParams(search);
    next.delete('planned');
    setSearch(next, { preventScrollReset: true });
  };
  return (
    <Drawer
      title={planned ? planned.name : t('tracking:plan.declare')}
      open={name !== null}
      onClose={close}
      size={760}
      destroyOnHidden
    >
      {name !== null && <Form key={name} planned={planned} onDone={close} />}
    </Drawer>
  );
}
