/** Logging in: address and password, then the code where a second factor is on; the language before anything else. */
import { Button, Input } from 'antd';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { useLogin } from '../../api/session.ts';
import { LanguageButton, ThemeMenu } from '../../app/top-bar.tsx';
import { Field } from '../../ui/field.tsx';
import { BrandMark } from '../../ui/icons.tsx';
import { Notice, Problem } from '../../ui/states.tsx';

const codeOf = (error: unknown) => (error instanceof ApiError ? error.body.code : null);

export function LoginPage() {
  const { t } = useTranslation();
  const login = useLogin();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const id = useId();
  useEffect(() => {
    document.title = `${t('shell:login.title')} · Rekindle`;
  }, [t]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate(
      { email, password, ...(asksCode ? { code } : {}) },
      { onError: error => setAsksCode(asksCode || codeOf(error) === 'second-factor-needed') },
    );
  };
  const isAsking = codeOf(login.error) === 'second-factor-needed';
  return (
    <main className="login">
      <form className="card" onSubmit={submit}>
        <div className="row spread">
          <BrandMark />
          <span className="row">
            <LanguageButton />
            <ThemeMenu />
          </span>
        </div>
        <div>
          <h1>{t('shell:login.title')}</h1>
          <p className="muted">{t('shell:login.question')}</p>
        </div>
        <Field id={`${id}-email`} label={t('shell:login.email')}>
          <Input
            id={`${id}-email`}
            type="email"
            autoComplete="username"
            autoFocus
            required
            value={email}
            onChange={event => setEmail(event.target.value)}
          />
        </Field>
        <Field id={`${id}-password`} label={t('shell:login.password')}>
          <Input.Password
            id={`${id}-password`}
            autoComplete="current-password"
            required
            value={password}
            onChange={event => setPassword(event.target.value)}
          />
        </Field>
        {asksCode && (
          <Field id={`${id}-code`} label={t('shell:login.code')} hint={t('shell:login.codeHint')}>
            <Input
              id={`${id}-code`}
              autoComplete="one-time-code"
              autoFocus
              required
              value={code}
              onChange={event => setCode(event.target.value)}
            />
          </Field>
        )}
        {isAsking && <Notice tone="info">{t('shell:login.codeAsked')}</Notice>}
        {login.error && !isAsking && <Problem error={login.error} />}
        <Button type="primary" htmlType="submit" size="large" block loading={login.isPending}>
          {t('shell:login.submit')}
        </Button>
      </form>
    </main>
  );
}
