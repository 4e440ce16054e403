/** Where a database lies and with which account it is read. The password goes in and never comes out. */
import { Button, Input, InputNumber, Select } from 'antd';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PullSource, PullSourceKind } from '../../../../src/records/pull.ts';
import { useAddSource, useChangeSource } from '../../api/pulls.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { Problem } from '../../ui/states.tsx';

const kinds = ['postgresql', 'mysql'] as const satisfies readonly PullSourceKind[];
const tlsModes = ['verify', 'encrypt', 'off'] as const;
const usualPort: Readonly<Record<PullSourceKind, number>> = { postgresql: 5432, mysql: 3306 };

interface Draft {
  readonly name: string;
  readonly kind: PullSourceKind;
  readonly host: string;
  readonly port: number | null;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly tls: PullSource['tls'];
  readonly authority: string;
}

const blank: Draft = {
  name: '',
  kind: 'postgresql',
  host: '',
  port: null,
  database: '',
  user: '',
  password: '',
  tls: 'verify',
  authority: '',
};

const draftOf = (source: PullSource | null): Draft =>
  source === null ? blank : { ...blank, ...source, password: '', authority: '' };

/** What is sent: of a source that is there, a password and a certificate only where they are said again. */
function bodyOf({ name, kind, password, authority, port, ...rest }: Draft) {
  const { host, database, user, tls } = rest;
  const place = { host, database, user, tls, port: port ?? usualPort[kind] };
  const certificate = authority.trim() === '' ? {} : { authority };
  return {
    whole: { name, kind, password, ...place, ...certificate },
    change: { ...place, ...certificate, ...(password === '' ? {} : { password }) },
  };
}

interface PartProps {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
  readonly error: unknown;
}

interface TextProps extends PartProps {
  readonly name: 'name' | 'host' | 'database' | 'user' | 'password';
  readonly hint?: ReactNode;
  readonly needed?: boolean;
  readonly disabled?: boolean;
}

function TextField({ draft, set, error, name, hint, needed = true, disabled = false }: TextProps) {
  const { t } = useTranslation();
  const id = useId();
  const Control = name === 'password' ? Input.Password : Input;
  return (
    <Field id={id} label={t(`pulls:source.field.${name}`)} hint={hint} fault={faultAt(error, name)}>
      <Control
        id={id}
        required={needed}
        disabled={disabled}
        autoComplete={name === 'password' ? 'new-password' : 'off'}
        spellCheck={false}
        value={draft[name]}
        onChange={event => set({ [name]: event.target.value })}
      />
    </Field>
  );
}

function Place(part: PartProps) {
  const { t } = useTranslation();
  const id = useId();
  const { draft, set, error } = part;
  return (
    <>
      <TextField {...part} name="host" hint={t('pulls:source.hint.host')} />
      <Field id={`${id}-port`} label={t('pulls:source.field.port')} fault={faultAt(error, 'port')}>
        <InputNumber
          id={`${id}-port`}
          style={{ width: '100%' }}
          min={1}
          max={65_535}
          value={draft.port}
          placeholder={String(usualPort[draft.kind])}
          onChange={port => set({ port })}
        />
      </Field>
      <TextField {...part} name="database" />
    </>
  );
}

function Encryption({ draft, set, error, hasAuthority }: PartProps & { hasAuthority: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <Field
        id={`${id}-tls`}
        label={t('pulls:source.tls')}
        hint={t(`pulls:source.tlsHint.${draft.tls}`)}
        fault={faultAt(error, 'tls')}
      >
        <Select
          id={`${id}-tls`}
          value={draft.tls}
          options={tlsModes.map(value => ({ value, label: t(`pulls:source.tlsMode.${value}`) }))}
          onChange={tls => set({ tls })}
        />
      </Field>
      {draft.tls === 'verify' && (
        <Field
          id={`${id}-authority`}
          label={t('pulls:source.field.authority')}
          hint={t(hasAuthority ? 'pulls:source.hint.authorityKept' : 'pulls:source.hint.authority')}
          fault={faultAt(error, 'authority')}
        >
          <Input.TextArea
            id={`${id}-authority`}
            rows={3}
            className="mono"
            spellCheck={false}
            value={draft.authority}
            onChange={event => set({ authority: event.target.value })}
          />
        </Field>
      )}
    </>
  );
}

interface FormProps {
  /** Null: a new one. */
  readonly source: PullSource | null;
  readonly onKept: (source: PullSource) => void;
}

export function PullSourceForm({ source, onKept }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(source));
  const add = useAddSource();
  const change = useChangeSource(source?.id ?? '');
  const { error, isPending } = source ? change : add;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { whole, change: part } = bodyOf(draft);
    const done = (kept: PullSource) => {
      setDraft(before => ({ ...before, password: '', authority: '' }));
      onKept(kept);
    };
    if (source) change.mutate(part, { onSuccess: done });
    else add.mutate(whole, { onSuccess: done });
  };
  const part = { draft, error, set: (next: Partial<Draft>) => setDraft({ ...draft, ...next }) };
  const lacks = !draft.name || !draft.host || !draft.database || !draft.user;
  return (
    <form className="stack" onSubmit={submit}>
      <Field id={`${id}-kind`} label={t('pulls:source.field.kind')} hint={t('pulls:source.hint.kind')}>
        <Select
          id={`${id}-kind`}
          disabled={source !== null}
          value={draft.kind}
          options={kinds.map(value => ({ value, label: t(`pulls:source.kind.${value}`) }))}
          onChange={kind => part.set({ kind })}
        />
      </Field>
      <TextField {...part} name="name" disabled={source !== null} hint={t('pulls:source.hint.name')} />
      <Place {...part} />
      <TextField {...part} name="user" hint={t('pulls:source.hint.user')} />
      <TextField
        {...part}
        name="password"
        needed={false}
        hint={t(source ? 'pulls:source.hint.passwordKept' : 'pulls:source.hint.password')}
      />
      <Encryption {...part} hasAuthority={source?.hasAuthority === true} />
      {error && <Problem error={error} />}
      <div className="row">
        <Button type="primary" htmlType="submit" disabled={lacks} loading={isPending}>
          {t('pulls:source.keep')}
        </Button>
      </div>
    </form>
  );
}
