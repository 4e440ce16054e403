/** One source of activity beside the definition: which event, which of its properties, and what else it names. */
import { AutoComplete, Button, Drawer, Input, InputNumber, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActivityEvents, ActivitySource, ToldSource } from '../../../../src/records/activity.ts';
import { useActivityEvents } from '../../api/collect.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { Problem } from '../../ui/states.tsx';

type Kind = ToldSource['kind'];
const kinds: readonly Kind[] = ['event', 'balance', 'subscription'];
const amountFields = { event: 'amountFrom', balance: 'balanceFrom', subscription: 'amountFrom' } as const;

/** Every property a source may name; which are asked for goes by the kind. */
interface Draft {
  readonly kind: Kind;
  readonly event: string;
  readonly amount: string;
  readonly item: string;
  readonly category: string;
  readonly channel: string;
  readonly currency: string;
  readonly account: string;
  readonly minimumBalance: string;
  readonly months: number;
  readonly monthsFrom: string;
}

const blank: Draft = {
  kind: 'event',
  event: '',
  amount: '',
  item: '',
  category: '',
  channel: '',
  currency: '',
  account: '',
  minimumBalance: '0.01',
  months: 1,
  monthsFrom: '',
};

function draftOf(source: ActivitySource | undefined): Draft {
  if (!source || source.kind === 'orders') return blank;
  return {
    ...blank,
    kind: source.kind,
    event: source.event,
    amount: source.kind === 'balance' ? source.balanceFrom : source.amountFrom,
    item: source.itemFrom ?? '',
    category: source.categoryFrom ?? '',
    channel: source.channelFrom ?? '',
    currency: source.currencyFrom ?? '',
    ...(source.kind === 'balance'
      ? { account: source.accountFrom ?? '', minimumBalance: source.minimumBalance }
      : {}),
    ...(source.kind === 'subscription' ? { months: source.months, monthsFrom: source.monthsFrom ?? '' } : {}),
  };
}

const path = (text: string) => (text.trim() === '' ? null : text.trim());

function sourceOf(draft: Draft): ToldSource {
  const shared = {
    event: draft.event.trim(),
    itemFrom: path(draft.item),
    categoryFrom: path(draft.category),
    channelFrom: path(draft.channel),
    currencyFrom: path(draft.currency),
  };
  const amount = draft.amount.trim();
  if (draft.kind === 'event') return { kind: 'event', amountFrom: amount, ...shared };
  if (draft.kind === 'subscription')
    return {
      kind: 'subscription',
      amountFrom: amount,
      months: draft.months,
      monthsFrom: path(draft.monthsFrom),
      ...shared,
    };
  const { minimumBalance } = draft;
  return {
    kind: 'balance',
    balanceFrom: amount,
    accountFrom: path(draft.account),
    minimumBalance: minimumBalance.trim(),
    ...shared,
  };
}

interface PathFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly fault?: string | undefined;
  readonly required?: boolean;
  readonly value: string;
  readonly options: readonly string[];
  readonly onChange: (value: string) => void;
}

function PathField({ label, hint, fault, required = false, value, options, onChange }: PathFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} fault={fault}>
      <AutoComplete
        id={id}
        allowClear
        aria-required={required}
        value={value}
        showSearch={{ filterOption: (typed, option) => (option?.value ?? '').includes(typed) }}
        options={options.map(each => ({ value: each }))}
        onChange={(next: string | undefined) => onChange(next ?? '')}
      />
    </Field>
  );
}

type Change = (next: Partial<Draft>) => void;

function KindFields({
  draft,
  paths,
  change,
}: {
  draft: Draft;
  paths: { readonly all: readonly string[]; readonly amounts: readonly string[] };
  change: Change;
}) {
  const { t } = useTranslation();
  const id = useId();
  if (draft.kind === 'balance')
    return (
      <>
        <PathField
          label={t('collect:activity.account')}
          hint={t('collect:activity.accountHint')}
          value={draft.account}
          options={paths.all}
          onChange={account => change({ account })}
        />
        <Field
          id={`${id}minimum`}
          label={t('collect:activity.minimum')}
          hint={t('collect:activity.minimumHint')}
        >
          <Input
            id={`${id}minimum`}
            inputMode="decimal"
            value={draft.minimumBalance}
            onChange={event => change({ minimumBalance: event.target.value })}
          />
        </Field>
      </>
    );
  if (draft.kind === 'subscription')
    return (
      <>
        <Field
          id={`${id}months`}
          label={t('collect:activity.months')}
          hint={t('collect:activity.monthsHint')}
        >
          <InputNumber
            id={`${id}months`}
            min={1}
            max={60}
            precision={0}
            style={{ width: '100%' }}
            value={draft.months}
            onChange={months => change({ months: months ?? 1 })}
          />
        </Field>
        <PathField
          label={t('collect:activity.monthsFrom')}
          hint={t('collect:activity.monthsFromHint')}
          value={draft.monthsFrom}
          options={paths.amounts}
          onChange={monthsFrom => change({ monthsFrom })}
        />
      </>
    );
  return null;
}

const pathsOf = (offered: ActivityEvents | undefined, event: string) => {
  const properties = offered?.events.find(each => each.event === event)?.properties ?? [];
  return {
    all: properties.map(({ path: name }) => name),
    amounts: properties.filter(({ isAmount }) => isAmount).map(({ path: name }) => name),
  };
};

interface DrawerProps {
  readonly source: ActivitySource | undefined;
  /** Events of the other sources: one read twice would count twice. */
  readonly taken: readonly string[];
  readonly error: unknown;
  readonly onClose: () => void;
  readonly onUse: (source: ToldSource) => void;
}

export function ActivitySourceDrawer({ source, taken, error, onClose, onUse }: DrawerProps) {
  const { t } = useTranslation();
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(source));
  const offered = useActivityEvents();
  const change: Change = next => setDraft({ ...draft, ...next });
  const paths = pathsOf(offered.data, draft.event);
  const isTaken = taken.includes(draft.event.trim());
  const isReady = draft.event.trim() !== '' && draft.amount.trim() !== '' && !isTaken;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) onUse(sourceOf(draft));
  };
  return (
    <Drawer
      open
      title={t(source ? 'collect:activity.editTitle' : 'collect:activity.addTitle')}
      size={520}
      onClose={onClose}
    >
      <form className="stack" onSubmit={submit}>
        <Field
          id={`${id}kind`}
          label={t('collect:activity.source')}
          hint={t(`collect:activity.kindWhat.${draft.kind}`)}
        >
          <Select
            id={`${id}kind`}
            value={draft.kind}
            onChange={kind => change({ kind })}
            options={kinds.map(value => ({ value, label: t(`collect:activity.kind.${value}`) }))}
          />
        </Field>
        {offered.error && <Problem error={offered.error} />}
        <PathField
          required
          label={t('collect:activity.event')}
          hint={t('collect:activity.eventHint')}
          fault={isTaken ? t('collect:activity.taken') : undefined}
          value={draft.event}
          options={(offered.data?.events ?? []).map(({ event }) => event)}
          onChange={event => change({ event })}
        />
        <PathField
          required
          label={t(draft.kind === 'balance' ? 'collect:activity.balanceFrom' : 'collect:activity.amountFrom')}
          hint={t('collect:activity.pathHint')}
          fault={faultAt(error, amountFields[draft.kind])}
          value={draft.amount}
          options={paths.amounts}
          onChange={amount => change({ amount })}
        />
        <KindFields draft={draft} paths={paths} change={change} />
        {(['item', 'category', 'channel', 'currency'] as const).map(name => (
          <PathField
            key={name}
            label={t(`collect:activity.${name}`)}
            hint={t(`collect:activity.${name}Hint`)}
            value={draft[name]}
            options={paths.all}
            onChange={value => change({ [name]: value })}
          />
        ))}
        <div className="row">
          <Button type="primary" htmlType="submit" disabled={!isReady}>
            {t('collect:activity.use')}
          </Button>
          <Button onClick={onClose}>{t('common:job.cancel')}</Button>
        </div>
        <p className="small muted">{t('collect:activity.useNote')}</p>
      </form>
    </Drawer>
  );
}
