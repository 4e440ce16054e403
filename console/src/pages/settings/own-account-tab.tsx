/** One's own account: password, second factor, where one is logged in. */
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnAccount } from '../../../../src/records/account.ts';
import { useChangePassword, useEndSession, useOwnAccount } from '../../api/access.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { Facts } from '../../ui/stat.tsx';
import { Notice, Problem, QueryView } from '../../ui/states.tsx';
import { SecondFactor } from './second-factor.tsx';
import { SessionTable } from './session-table.tsx';

function PasswordForm({ account }: { account: OwnAccount }) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = useChangePassword();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { current, password },
      {
        onSuccess: () => {
          setCurrent('');
          setPassword('');
        },
      },
    );
  };
  return (
    <Section
      title={t('access:password.title')}
      note={
        account.passwordChangedAt
          ? t('access:password.changedAt', { at: f.time(account.passwordChangedAt) })
          : t('access:password.note')
      }
    >
      <form className="stack" onSubmit={submit}>
        <input type="text" autoComplete="username" value={account.email} readOnly hidden />
        <div className="form-grid">
          <Field
            id={`${id}-now`}
            label={t('access:password.current')}
            fault={faultAt(change.error, 'current')}
          >
            <Input.Password
              id={`${id}-now`}
              autoComplete="current-password"
              required
              value={current}
              onChange={event => setCurrent(event.target.value)}
            />
          </Field>
          <Field
            id={`${id}-next`}
            label={t('access:password.next')}
            hint={t('access:password.hint')}
            fault={faultAt(change.error, 'password')}
          >
            <Input.Password
              id={`${id}-next`}
              autoComplete="new-password"
              required
              value={password}
              onChange={event => setPassword(event.target.value)}
            />
          </Field>
        </div>
        {change.error && <Problem error={change.error} />}
        {change.isSuccess && <Notice tone="info">{t('access:password.done')}</Notice>}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('access:password.submit')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Sessions({ account }: { account: OwnAccount }) {
  const { t } = useTranslation();
  const end = useEndSession();
  return (
    <Section title={t('access:sessions.title')} note={t('access:sessions.note')}>
      <SessionTable caption={t('access:sessions.title')} rows={account.sessions} end={end} />
    </Section>
  );
}

export function OwnAccountTab() {
  const { t } = useTranslation();
  const account = useOwnAccount();
  return (
    <QueryView query={account}>
      {data => (
        <>
          <Section title={t('settings:you')}>
            <Facts
              facts={[
                { label: t('settings:email'), value: data.email },
                { label: t('settings:role'), value: t(`shell:role.${data.role}`) },
                { label: t('access:rights'), value: t(`access:roleMay.${data.role}`) },
              ]}
            />
          </Section>
          <PasswordForm account={data} />
          <SecondFactor account={data} />
          <Sessions account={data} />
        </>
      )}
    </QueryView>
  );
}
