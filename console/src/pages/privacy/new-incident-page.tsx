/** Records a leak, or begins a drill: what was found, when, and where it got out. */
import { Button, Input, Radio, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { IncidentRequest, IncidentSourceRequest } from '../../../../src/records/incident.ts';
import { incidentModes, sourceKinds } from '../../../../src/records/incident-names.ts';
import { useAccounts, useKeys } from '../../api/access.ts';
import { useOpenIncident } from '../../api/incidents.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { typedInstant } from './incident-times.ts';
import { TimeField } from './time-field.tsx';

type Kind = (typeof sourceKinds)[number];

/** What the fields hold, each as typed. */
interface Draft {
  readonly value: string;
  readonly from: string;
  readonly to: string;
}

const spans = (kind: Kind) => kind === 'key' || kind === 'account' || kind === 'span';

function sourceOf(kind: Kind, { value, from, to }: Draft, zone: string): IncidentSourceRequest {
  const instantOf = (text: string) => typedInstant(text, zone);
  const span = {
    ...(from ? { from: instantOf(from) } : {}),
    ...(to ? { to: instantOf(to) } : {}),
  };
  if (kind === 'file') return { kind, watermark: value };
  if (kind === 'key') return { kind, name: value, ...span };
  if (kind === 'account') return { kind, userId: value, ...span };
  if (kind === 'import') return { kind, importId: value.trim() };
  if (kind === 'span') return { kind, from: instantOf(from), to: instantOf(to) };
  return { kind, numbers: value.split(/[\n\t,;，；]+/).filter(text => text.trim() !== '') };
}

interface SourceProps {
  readonly kind: Kind;
  readonly draft: Draft;
  readonly error: unknown;
  readonly onChange: (change: Partial<Draft>) => void;
}

/** The field of `source` an answer of the server is about, by kind. */
const pathOf: Record<Kind, string> = {
  file: 'source.watermark',
  key: 'source.name',
  account: 'source.userId',
  import: 'source.importId',
  span: 'source.to',
  customers: 'source.numbers',
};

function SourceFields({ kind, draft, error, onChange }: SourceProps) {
  const { t } = useTranslation();
  const id = useId();
  const keys = useKeys();
  const accounts = useAccounts();
  const names = [...new Set((keys.data?.keys ?? []).map(key => key.name))];
  const options =
    kind === 'key'
      ? names.map(name => ({ value: name, label: name }))
      : (accounts.data?.accounts ?? []).map(each => ({ value: each.userId, label: each.email }));
  const isPick = kind === 'key' || kind === 'account';
  const set = (value: string) => onChange({ value });
  return (
    <>
      {kind !== 'span' && (
        <Field
          id={id}
          label={t(`incident:sourceField.${kind}`)}
          hint={t(`incident:sourceHint.${kind}`)}
          fault={faultAt(error, pathOf[kind])}
        >
          {isPick ? (
            <Select
              id={id}
              value={draft.value || null}
              options={options}
              onChange={set}
              showSearch={{ optionFilterProp: 'label' }}
            />
          ) : kind === 'customers' ? (
            <Input.TextArea
              id={id}
              rows={5}
              value={draft.value}
              onChange={event => set(event.target.value)}
            />
          ) : (
            <Input id={id} value={draft.value} onChange={event => set(event.target.value)} />
          )}
        </Field>
      )}
      {spans(kind) && (
        <div className="row">
          <TimeField
            label={t('incident:from')}
            value={draft.from}
            fault={faultAt(error, 'source.from')}
            onChange={from => onChange({ from })}
          />
          <TimeField
            label={t('incident:to')}
            value={draft.to}
            fault={faultAt(error, 'source.to')}
            onChange={to => onChange({ to })}
          />
        </div>
      )}
    </>
  );
}

export function Component() {
  const { t } = useTranslation();
  const id = useId();
  const { zone } = useFormat();
  const go = useNavigate();
  const [mode, setMode] = useState<IncidentRequest['mode']>('drill');
  const [finding, setFinding] = useState('');
  const [foundAt, setFoundAt] = useState('');
  const [kind, setKind] = useState<Kind>('file');
  const [draft, setDraft] = useState<Draft>({ value: '', from: '', to: '' });
  const open = useOpenIncident(({ incidentId }) => void go(`/privacy/incidents/${incidentId}`));
  const isWhole = kind === 'span' ? draft.from !== '' && draft.to !== '' : draft.value.trim() !== '';
  const send = (event: FormEvent) => {
    event.preventDefault();
    const when = foundAt ? { foundAt: typedInstant(foundAt, zone) } : {};
    open.mutate({ mode, finding, ...when, source: sourceOf(kind, draft, zone) });
  };
  return (
    <Page
      title={t('incident:new')}
      question={t('incident:newQuestion')}
      back={{ to: '/privacy', label: t('privacy:page.title') }}
      narrow
    >
      <Section title={t('incident:what')}>
        <form className="stack" onSubmit={send}>
          <Radio.Group
            aria-label={t('incident:mode.title')}
            value={mode}
            options={incidentModes.map(value => ({ value, label: t(`incident:mode.${value}`) }))}
            onChange={event => setMode(event.target.value as IncidentRequest['mode'])}
          />
          <Notice tone={mode === 'real' ? 'less' : 'info'}>{t(`incident:modeHint.${mode}`)}</Notice>
          <Field
            id={`${id}f`}
            label={t('incident:finding')}
            hint={t('incident:noNames')}
            fault={faultAt(open.error, 'finding')}
          >
            <Input.TextArea
              id={`${id}f`}
              rows={3}
              maxLength={2_000}
              value={finding}
              onChange={event => setFinding(event.target.value)}
            />
          </Field>
          <TimeField
            label={t('incident:foundAt')}
            hint={t('incident:foundHint')}
            value={foundAt}
            fault={faultAt(open.error, 'foundAt')}
            onChange={setFoundAt}
          />
          <Field id={`${id}k`} label={t('incident:source.title')}>
            <Select
              id={`${id}k`}
              value={kind}
              options={sourceKinds.map(value => ({ value, label: t(`incident:source.${value}`) }))}
              onChange={value => {
                setKind(value);
                setDraft({ value: '', from: '', to: '' });
              }}
            />
          </Field>
          <SourceFields
            key={kind}
            kind={kind}
            draft={draft}
            error={open.error}
            onChange={change => setDraft({ ...draft, ...change })}
          />
          {open.error && <Problem error={open.error} />}
          <div>
            <Button
              type="primary"
              htmlType="submit"
              disabled={!isWhole || finding.trim().length < 3}
              loading={open.isPending}
            >
              {t(`incident:begin.${mode}`)}
            </Button>
          </div>
        </form>
      </Section>
    </Page>
  );
}
