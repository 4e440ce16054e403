/** The second factor: begin with the password, scan, prove with a code, keep the recovery codes. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, QRCode } from 'antd';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnAccount, SecondFactorBegun } from '../../../../src/records/account.ts';
import {
  ownAccountKey,
  useBeginSecondFactor,
  useConfirmSecondFactor,
  useRemoveSecondFactor,
  useRenewRecoveryCodes,
} from '../../api/access.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { SecretOnce } from '../../ui/secret-once.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Problem } from '../../ui/states.tsx';

interface PasswordStepProps {
  readonly label: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly danger?: boolean;
  readonly onSubmit: (current: string) => void;
}

/** What weakens or opens the account asks for the password once more. */
function PasswordStep({ label, busy, error, danger = false, onSubmit }: PasswordStepProps) {
  const { t } = useTranslation();
  const id = useId();
  const [current, setCurrent] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(current);
    setCurrent('');
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="form-grid">
        <Field id={id} label={t('access:password.current')} fault={faultAt(error, 'current')}>
          <Input.Password
            id={id}
            autoComplete="current-password"
            required
            value={current}
            onChange={event => setCurrent(event.target.value)}
          />
        </Field>
      </div>
      {error !== null && !faultAt(error, 'current') && <Problem error={error} />}
      <div className="row">
        <Button type={danger ? 'default' : 'primary'} danger={danger} htmlType="submit" loading={busy}>
          {label}
        </Button>
      </div>
    </form>
  );
}

function Codes({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <SecretOnce
      title={t('access:factor.codesTitle')}
      text={codes.join('\n')}
      note={t('access:factor.codesNote')}
    />
  );
}

function Scan({ begun, onDone }: { begun: SecondFactorBegun; onDone: (codes: readonly string[]) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [code, setCode] = useState('');
  const confirm = useConfirmSecondFactor();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate({ code }, { onSuccess: done => onDone(done.recoveryCodes) });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <ol>
        <li>{t('access:factor.scan')}</li>
        <li>{t('access:factor.prove')}</li>
      </ol>
      <div className="row">
        <div aria-hidden>
          <QRCode value={begun.uri} type="svg" size={176} bgColor="#ffffff" color="#000000" />
        </div>
        <div className="stack-tight grow">
          <span className="muted small">{t('access:factor.byHand')}</span>
          <code className="secret">{begun.secret.match(/.{1,4}/g)?.join(' ')}</code>
        </div>
      </div>
      <div className="form-grid">
        <Field id={id} label={t('shell:login.code')} fault={faultAt(confirm.error, 'code')}>
          <Input
            id={id}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            value={code}
            onChange={event => setCode(event.target.value)}
          />
        </Field>
      </div>
      <div className="row">
        <Button type="primary" htmlType="submit" loading={confirm.isPending}>
          {t('access:factor.confirm')}
        </Button>
      </div>
    </form>
  );
}

function Begin({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const { t } = useTranslation();
  const begin = useBeginSecondFactor();
  if (begin.data) return <Scan begun={begin.data} onDone={onCodes} />;
  return (
    <PasswordStep
      label={t('access:factor.begin')}
      busy={begin.isPending}
      error={begin.error}
      onSubmit={current => begin.mutate({ current })}
    />
  );
}

function Manage({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const { t } = useTranslation();
  const renew = useRenewRecoveryCodes();
  const remove = useRemoveSecondFactor();
  const [what, setWhat] = useState<'renew' | 'remove' | null>(null);
  if (what === null) {
    return (
      <div className="row">
        <Button onClick={() => setWhat('renew')}>{t('access:factor.renew')}</Button>
        <Button danger onClick={() => setWhat('remove')}>
          {t('access:factor.remove')}
        </Button>
      </div>
    );
  }
  const deed = what === 'renew' ? renew : remove;
  return (
    <PasswordStep
      label={t(`access:factor.${what}`)}
      busy={deed.isPending}
      error={deed.error}
      danger={what === 'remove'}
      onSubmit={current =>
        what === 'renew'
          ? renew.mutate({ current }, { onSuccess: done => onCodes(done.recoveryCodes) })
          : remove.mutate({ current })
      }
    />
  );
}

export function SecondFactor({ account }: { account: OwnAccount }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const keep = (made: readonly string[]) => {
    setCodes(made);
    void client.invalidateQueries({ queryKey: ownAccountKey });
  };
  const state: ReactNode = account.secondFactor ? (
    <Tag tone="more">{t('access:factor.on', { count: account.recoveryCodesLeft })}</Tag>
  ) : (
    <Tag tone="outline">{t('access:factor.off')}</Tag>
  );
  return (
    <Section title={t('access:factor.title')} note={t('access:factor.note')} actions={state}>
      <div className="stack">
        {codes && <Codes codes={codes} />}
        {account.secondFactor ? <Manage onCodes={keep} /> : <Begin onCodes={keep} />}
      </div>
    </Section>
  );
}
